// Pages of the staff that open without a line (docs/offline.md). The server says which may be saved (X-Offline: 1) and
// whose they are (X-Account). For the page and, through importScripts, for the service worker.
(function (global) {
  'use strict';
  const PAGES = 'pages', PATIENCE = 20000, ANY = { ignoreVary: true };

  const absent = () => !global.caches; // an address without https, or a browser in an app

  // A page is kept under its path alone: what a search or a filter shows is never the whole of it.
  const keyOf = address => new URL(address, location.origin).pathname;

  function savable(answer) {
    return answer.status === 200 && !answer.redirected && answer.type === 'basic' && answer.headers.get('X-Offline') === '1';
  }

  // Keep an answer; whoever it belongs to has the pages for themselves: those of another account go first, and with them
  // what the server said of their rolls.
  async function store(address, answer) {
    if (absent() || !savable(answer)) return false;
    const account = answer.headers.get('X-Account'), pages = await caches.open(PAGES);
    if (await others(pages, account)) await Promise.all([Saved.drop(), new Outbox().forgetRolls()]);
    await (await caches.open(PAGES)).put(keyOf(address), answer);
    return true;
  }

  async function others(pages, account) {
    const first = (await pages.keys())[0], there = first && await pages.match(first);
    return Boolean(there) && there.headers.get('X-Account') !== account;
  }

  function plain() {
    const at = document.activeElement;
    return !location.search && !(at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  }

  const Saved = {
    savable,
    store,

    // Fetch a page and keep it. True: it is there and opens without a line.
    async keep(address) {
      if (absent()) return false;
      const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
      try {
        return await store(address, await fetch(address, { credentials: 'same-origin', cache: 'no-store', signal: line.signal }));
      } catch (error) { // no line, or no room
        return false;
      } finally {
        clearTimeout(timer);
      }
    },

    // Drawn anew, unless somebody types or searches. Fetched first: on a slow line the worker would open the saved one.
    async renew() {
      if (Saved.renewing || !navigator.onLine || !plain()) return;
      Saved.renewing = true;
      const fresh = absent() || await Saved.keep(location.pathname);
      Saved.renewing = false;
      if (fresh && plain()) location.reload();
    },

    async has(address) {
      return !absent() && Boolean(await (await caches.open(PAGES)).match(keyOf(address), ANY));
    },

    async match(address) {
      return absent() ? undefined : (await caches.open(PAGES)).match(keyOf(address), ANY);
    },

    // What is saved: `[{address, title, at, account}]`, by address; `at` is when the server made it, ISO 8601.
    async list() {
      if (absent()) return [];
      const pages = await caches.open(PAGES), keys = await pages.keys();
      return Promise.all(keys.map(async key => {
        const answer = await pages.match(key), made = Date.parse(answer.headers.get('Date') || '');
        const title = /<title>([^<]*)<\/title>/.exec(await answer.text());
        return {
          address: keyOf(key.url), title: written(title ? title[1] : ''), at: isNaN(made) ? null : new Date(made).toISOString(),
          account: answer.headers.get('X-Account') || ''
        };
      })).then(all => all.sort((one, two) => (one.address < two.address ? -1 : 1)));
    },

    // Forget them all: somebody else signs in, or signs out. What waits to be sent is not in here.
    async drop() {
      if (!absent()) await caches.delete(PAGES);
    }
  };

  // The few signs that are written otherwise in a title.
  function written(text) {
    const signs = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' };
    return text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (all, sign) => signs[sign]).trim();
  }

  global.Saved = Saved;
})(self);
