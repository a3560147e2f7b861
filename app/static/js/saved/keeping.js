// Whether pages are truly there without a line: the page itself, and each file that it names. A page that opens without
// its script or its style is not saved. For the page and, through importScripts, for the service worker, which does the
// saving (preparing.js): on a page, the line that says so, once it is true, and what is still missing until then.
(function (global) {
  'use strict';
  const ANY = { ignoreVary: true }, SLOW = 8000, SILENT = 60000, PAUSE = 4000; // ms

  // The files that a page needs: those it names, and those that it wants kept for later (`data-keep`): apart, for they
  // are big.
  function filesOf(text) {
    const own = new Set(), later = new Set();
    const add = (found, address) => address.startsWith('/static/') && found.add(address.split('#')[0]);
    const written = tag => (/\s(?:href|src)="([^"]*)"/.exec(tag) || ['', ''])[1];
    (text.match(/<(?:link|script|use)\b[^>]*>/g) || []).filter(tag => !tag.startsWith('<link')
      || /\srel="stylesheet"/.test(tag))
      .forEach(tag => add(own, written(tag)));
    (text.match(/\sdata-keep="[^"]*"/g) || []).forEach(found =>
      found.slice(12, -1).split(/\s+/).forEach(address => add(later, address)));
    return { own: Array.from(own), later: Array.from(later).filter(address => !own.has(address)) };
  }

  async function match(address) {
    return await Saved.match(address) || caches.match(address, ANY);
  }

  const Keeping = {
    filesOf,

    // The worker of this page, whether or not it has the page in hand already; null: none, no https, a browser in an
    // app.
    async worker() {
      const service = navigator.serviceWorker;
      if (!service || !global.caches) return null;
      const late = new Promise(resolve => setTimeout(resolve, SLOW, null)),
        ready = await Promise.race([service.ready.catch(() => null), late]);
      return ready && ready.active;
    },

    // Whether one page, a saved one or one of the shell, is there with all its files.
    async complete(address) {
      const answer = global.caches && await match(address);
      if (!answer) return false;
      const { own, later } = filesOf(await answer.text());
      for (const file of own.concat(later)) if (!await caches.match(file, ANY)) return false;
      return true;
    },

    // Which of these are not.
    async missing(addresses) {
      const found = [];
      for (const address of new Set(addresses)) if (!await Keeping.complete(address)) found.push(address);
      return found;
    },

    async has(addresses) {
      return !(await Keeping.missing(addresses)).length;
    },

    // Ask the worker to save pages, one after the other, and go on with it when this page is left (preparing.js).
    // False: there is none.
    async ask(asked) {
      const there = await Keeping.worker();
      await new Outbox().settled;
      if (there) there.postMessage(Object.assign({ type: 'prepare', account: new Outbox().account }, asked));
      return Boolean(there);
    },

    // What the worker says of it: `{type: 'prepared', address, why}` after each page, `{type: 'prepared', over, why}`
    // at the end.
    listen(ear) {
      navigator.serviceWorker.addEventListener('message', ({ data }) => { if (data
        && data.type === 'prepared') ear(data); });
    }
  };

  global.Keeping = Keeping;
  if (!global.document) return;

  // -- the line that says so ------------------------------------------------------------------------------------------

  // A page that an earlier release saved has no words for what is missing: it claims nothing.
  const place = document.querySelector('[data-saved-here][data-ready]');
  if (!place) return;
  const words = place.dataset, here = location.pathname, along = words.along ? words.along.split(' ') : [];
  // Whom one visits: pages that are fetched anew where they read otherwise than when they were saved.
  const pairs = Array.from(document.querySelectorAll('[data-pair][data-pages]'),
    ({ dataset: { pair, stamp, pages } }) => (
    { shelf: 'pages', key: pair, stamp, pages: pages.split(' ') }
  ));
  const pages = along.concat(...pairs.map(each => each.pages), here);
  const id = here + Math.random();
  // With `anew` the copy from before may not say what was just pressed: it counts once it was fetched again.
  const awaited = new Set();
  let lacking = pages, busy = false, why = '', looking = false, late = 0, pause = PAUSE;

  function called(address) {
    const link = Array.from(document.querySelectorAll('a[href="' + address + '"]')).pop();
    const text = link && (link.getAttribute('aria-label') || link.textContent).trim();
    return text || document.querySelector('h1').textContent;
  }

  // "12 nhà chưa tới, 2 nhà đi vắng": of the pages beside this one those that are here, by what they stand as now.
  function counted() {
    const kinds = JSON.parse(words.counts || '[]'), here = Array.from(document.querySelectorAll('[data-pair][data-pages]'))
      .filter(({ dataset }) => !lacking.includes(dataset.pages));
    return kinds.map(([kind, text]) => [text, here.filter(({ dataset }) => (dataset.now || dataset.state) === kind).length])
      .filter(([, count]) => count).map(([text, count]) => text.replace('{count}', count)).join(', ');
  }

  function sentence() {
    const some = counted();
    if (!lacking.length) return some ? words.some.replace('{counts}', some) : words.ready;
    if (busy && navigator.onLine) return words.doing.replace('{done}', pages.length - lacking.length).replace('{total}',
      pages.length);
    const names = Array.from(new Set(lacking.map(called)));
    return (why === 'full' ? words.noRoom + ' ' : '') + words.lacks.replace('{pages}',
      names.slice(0, 4).join(', ') + (names.length > 4 ? '…' : ''));
  }

  function paint() {
    const text = sentence();
    if (place.textContent !== text) place.textContent = text;
    place.hidden = busy && navigator.onLine && lacking.length > 0 && pages.length === 1;
  }

  // Looked at as it is now: what was there may have been evicted since.
  async function look() {
    if (looking) return;
    looking = true;
    const found = await Keeping.missing(pages).finally(() => { looking = false; });
    lacking = pages.filter(each => found.includes(each) || awaited.has(each));
    paint();
  }

  async function tell() {
    if (!await Keeping.worker()) return;
    if ('anew' in words && navigator.onLine) awaited.add(here);
    await look();
    if (!lacking.length && !('anew' in words) && !pairs.length || !navigator.onLine) return;
    busy = true;
    wait();
    paint();
    // Itself last: it is on its way into the cache just now. `anew`: it reads otherwise since something was pressed on
    // it.
    const own = [{ pages: along }, ...pairs, { pages: [here], anew: 'anew' in words }];
    await Keeping.ask({ groups: own.filter(each => each.pages.length), id });
  }

  // A worker that the browser ended says nothing any more: asked again it goes on where it ended.
  function wait() {
    clearTimeout(late);
    late = setTimeout(() => { if (busy && !document.hidden) again(); }, SILENT);
  }

  // A line that broke off in the midst of it, while it seems to be there: again, each time after twice as long.
  function retry() {
    if (busy || !lacking.length || why !== 'line') return;
    clearTimeout(late);
    late = setTimeout(() => { if (!document.hidden) again(); }, pause);
    pause = Math.min(2 * pause, SILENT);
  }

  document.addEventListener('tiles', () => { if (!place.hidden) paint(); });
  const again = () => tell().catch(() => 0);
  const seen = () => { if (!document.hidden) again(); };
  if (navigator.serviceWorker && global.caches) {
    Keeping.listen(({ address, over, why: reason }) => {
      if (busy) wait();
      if (over === id) awaited.clear();
      if (address === here && !reason) awaited.delete(here);
      if (over) {
        busy = busy && over !== id;
        why = reason;
        look().then(retry).catch(() => 0);
      } else if (!reason) {
        lacking = lacking.filter(each => each !== address || lacking.length === 1); // the last one is looked for first
        paint();
      }
    });
    if (document.readyState === 'complete') again();
    else addEventListener('load', again);
    // A slow phone's worker may come long after the page.
    navigator.serviceWorker.addEventListener('controllerchange', again);
    addEventListener('online', again);
    addEventListener('offline', () => look().catch(() => 0));
    document.addEventListener('visibilitychange', seen);
  }
})(self);
