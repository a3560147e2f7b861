// Pages of the staff that open without a line (docs/offline.md). The server says which may be saved (X-Offline: 1) and
// whose they are (X-Account). For the page and, through importScripts, for the service worker.
(function (global) {
  'use strict';
  const PAGES = 'pages', PATIENCE = 20000, ANY = { ignoreVary: true };
  const HOUSE = /^\/quay\/ho\/\d+\/[0-9a-f-]{36}$/, HOUSES = 60;
  const LIFE = 14 * 86400000, HOUR = 3600000; // ms

  const absent = () => !global.caches; // an address without https, or a browser in an app

  // A page is kept under its path alone: what a search or a filter shows is never the whole of it.
  const keyOf = address => new URL(address, location.origin).pathname;

  function savable(answer) {
    return answer.status === 200 && !answer.redirected && answer.type === 'basic'
      && answer.headers.get('X-Offline') === '1';
  }

  // Keep an answer; whoever it belongs to has the pages for themselves: those of another account go first, and with
  // them what the server said of their rolls.
  async function store(address, answer) {
    if (absent() || !savable(answer)) return false;
    const account = answer.headers.get('X-Account'), key = keyOf(address);
    if (await others(await caches.open(PAGES), account)) await Saved.forget();
    const pages = await caches.open(PAGES); // anew: it may be another one since
    await pages.put(key, answer);
    if (HOUSE.test(key)) await thin(pages);
    heard().catch(() => 0);
    return true;
  }

  // However many rounds brought them, so many houses lie here at most: those that were saved first go.
  async function thin(pages) {
    const houses = (await pages.keys()).map(({ url }) => keyOf(url)).filter(address => HOUSE.test(address));
    if (houses.length <= HOUSES) return;
    const made = await Promise.all(houses.map(async address => {
      const answer = await pages.match(address, ANY);
      return { address, at: answer && Date.parse(answer.headers.get('Date') || '') || 0 };
    }));
    made.sort((one, two) => one.at - two.at);
    await Promise.all(made.slice(0, made.length - HOUSES).map(({ address }) => pages.delete(address, ANY)));
  }

  // When the server was last heard by whoever is signed in here, to the hour: pages without an end of their own live by
  // it.
  async function heard() {
    const outbox = new Outbox(), before = await outbox.note('heard');
    if (!(Math.abs(Date.now() - before) < HOUR)) await outbox.keepNote('heard', Date.now());
  }

  // A page with names ends (X-Offline-Until, ISO 8601, `none` where it names nobody); one that says nothing ends
  // fourteen days after the server was last heard: a phone that never comes back cannot be told to forget.
  async function over(answer) {
    const outbox = new Outbox(), told = answer.headers.get('X-Offline-Until') || '', until = Date.parse(told);
    if (told === 'none') return false;
    if (!isNaN(until)) return Date.now() + (await outbox.note('skew') || 0) > until;
    const made = Date.parse(answer.headers.get('Date') || ''),
      last = Math.max(await outbox.note('heard') || 0, made || 0);
    return last > 0 && Date.now() - last > LIFE;
  }

  // What is there and may still be shown. What is over goes, with what the phone knows beside it.
  async function there(pages, key) {
    const answer = await pages.match(key, ANY);
    if (!answer || !await over(answer).catch(() => false)) return answer;
    await pages.delete(key, ANY);
    await new Outbox().forgetBefore(Date.now() - LIFE).catch(() => 0);
    return undefined;
  }

  async function others(pages, account) {
    const first = (await pages.keys())[0], there = first && await pages.match(first);
    return Boolean(there) && there.headers.get('X-Account') !== account;
  }

  // How many answers lie in a cache; it is not made by asking.
  async function held(name) {
    return absent() || !await caches.has(name) ? 0 : (await (await caches.open(name)).keys()).length;
  }

  // A reload would take the place of a page that is on its way: who tapped a link waits for that one.
  let tapped = 0;
  if (global.document) addEventListener('click', ({ target }) => {
    if (target.closest('a[href]')) tapped = Date.now();
  });

  function plain() {
    const at = document.activeElement;
    return !location.search && !(at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) && Date.now() - tapped > PATIENCE;
  }

  const Saved = {
    savable,
    store,

    // Fetch a page and keep it. True: it is there and opens without a line.
    async keep(address) {
      return await Saved.bring(address) === '';
    },

    // The same, and why not: '' it is kept, 'line' nobody answered, 'full' no room here, 'other' it may not be kept.
    // `sure` is asked before it is stored: whether it is still wanted.
    async bring(address, sure) {
      if (absent()) return 'other';
      const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
      let came = null;
      try {
        came = await fetch(address, { credentials: 'same-origin', cache: 'no-store', priority: 'low',
          signal: line.signal });
        if (sure && !sure()) return 'other';
        return await store(address, came) ? '' : came.status < 500 ? 'other' : 'line';
      } catch (error) {
        return came && Store.trouble(error).reason === 'full' ? 'full' : 'line';
      } finally {
        clearTimeout(timer);
      }
    },

    // Drawn anew, unless somebody types, searches or leaves. Fetched first: on a slow line the worker would open the saved one.
    async renew() {
      if (Saved.renewing || !navigator.onLine || !plain()) return;
      Saved.renewing = true;
      const fresh = absent() || await Saved.keep(location.pathname);
      Saved.renewing = false;
      if (fresh && plain()) location.reload();
    },

    async has(address) {
      return Boolean(await Saved.match(address));
    },

    async match(address) {
      return absent() ? undefined : there(await caches.open(PAGES), keyOf(address));
    },

    // What is saved: `[{address, title, at, account}]`, by address; `at` is when the server made it, ISO 8601.
    async list() {
      if (absent()) return [];
      const pages = await caches.open(PAGES), keys = await pages.keys();
      return Promise.all(keys.map(async key => {
        const answer = await there(pages, key);
        if (!answer) return null;
        const made = Date.parse(answer.headers.get('Date') || '');
        const title = /<title>([^<]*)<\/title>/.exec(await answer.text());
        return {
          address: keyOf(key.url), title: written(title ? title[1] : ''),
            at: isNaN(made) ? null : new Date(made).toISOString(),
          account: answer.headers.get('X-Account') || ''
        };
      })).then(all => all.filter(Boolean).sort((one, two) => (one.address < two.address ? -1 : 1)));
    },

    // Of some addresses those that are saved go.
    async leave(addresses) {
      if (absent()) return;
      const pages = await caches.open(PAGES), there = new Set((await pages.keys()).map(({ url }) => keyOf(url)));
      await Promise.all(addresses.filter(address => there.has(address)).map(address => pages.delete(address, ANY)));
    },

    // Forget them all. What waits to be sent is not in here.
    async drop() {
      if (!absent()) await caches.delete(PAGES);
    },

    // Somebody else signs in, or signs out: the pages go, with what is half typed (unsent/list.js), photos that were
    // shared and placed nowhere, and what the server said of rolls and of what came from here.
    forget() {
      const shared = !absent() && Promise.all(['unanswered', 'shared'].map(name => caches.delete(name)));
      EarlierForms.forget();
      const drafts = Unsent.forget(({ state }) => state === 'draft').catch(() => 0);
      return Promise.all([Saved.drop(), shared, drafts, new Outbox().forgetRolls()]);
    },

    // What of that is lost to whoever typed it: `{typed, photos}`, how many forms, pictures.
    async losing() {
      const count = given => given.catch(() => 0); // a store that does not answer holds nothing back
      const typed = Unsent.all().then(all => all.filter(({ state, gone }) => state === 'draft' && !gone).length);
      const [forms, photos] = await Promise.all([typed, held('shared')].map(count));
      return { typed: forms, photos };
    },

    // Whoever is signed in here has the phone for themselves.
    async own(account, forget) {
      const outbox = new Outbox(), before = await outbox.note('account');
      if (before && before !== account) await forget();
      if (before !== account) await outbox.keepNote('account', account);
    },

    // Somebody signs out: nothing that names anybody can be read here any more. What was not sent stays and is nobody's
    // until its owner signs in.
    disown() {
      return Promise.all([new Outbox().keepNote('account', ''), Saved.forget()]);
    },

    // The same once the sign-in is over, here or from elsewhere: the phone may be in anybody's hands, and pages that
    // lie open are left.
    async wipe() {
      await Saved.disown();
      new Outbox().tell({ type: 'revoked' });
    },

    // Why nobody is signed in here: 'revoked', 'expired', 'locked'; '' where somebody is, or nobody answers.
    async shut() {
      try {
        const answer = await fetch('/dong-bo', {
          headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store', redirect: 'error'
        });
        return answer.status === 401 && answer.headers.get('X-Sign-In') || '';
      } catch (error) {
        return '';
      }
    }
  };

  // The few signs that are written otherwise in a title.
  function written(text) {
    const signs = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' };
    return text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (_, sign) => signs[sign]).trim();
  }

  global.Saved = Saved;
})(self);
