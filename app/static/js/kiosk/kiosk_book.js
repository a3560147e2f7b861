// What the tablet keeps for when its line is gone: a page with all guides, with its files, in the cache `kiosk`, which
// kiosk_worker.js shows; and on that page, one sheet after the other in the place of the start (docs/offline.md).
'use strict';
(() => {
  const told = document.getElementById('ban'), { Kiosk } = window, CACHE = 'kiosk', START = 0;
  if (!told || !Kiosk) return;
  const { book, stamp, worker } = told.dataset, page = /** @type {any} */ (document.querySelector('[data-module=book]'));

  // -- keeping --------------------------------------------------------------------------------------------------------

  // The page with each file that it names, or as it was before. Files that it names no more go.
  async function keep() {
    const cache = await caches.open(CACHE), there = await cache.match(book);
    if (there && there.headers.get('X-Stamp') === stamp) return;
    const answer = await fetch(book, { cache: 'no-store', credentials: 'same-origin' });
    if (!answer.ok || answer.headers.get('X-Stamp') !== stamp) return;
    const copy = answer.clone(), named = (await answer.text()).match(/\/static\/[^"#?]+\.(css|js|svg)(?=["#])/g);
    const files = new Set(named);
    for (const file of files) if (!await cache.match(file)) await cache.add(file);
    await cache.put(book, copy);
    for (const key of await cache.keys()) {
      const path = new URL(key.url).pathname;
      if (path !== book && !files.has(path)) await cache.delete(key);
    }
  }

  async function install() {
    if (!navigator.serviceWorker || !window.caches) return;
    await navigator.serviceWorker.register(worker, { scope: Kiosk.home, updateViaCache: 'all' });
    if (stamp) await keep();
  }

  addEventListener('load', () => { install().catch(() => 0); });
  if (!page) return;

  // -- the page without a line ----------------------------------------------------------------------------------------

  const first = Array.from(page.childNodes), heading = document.querySelector('[data-heading]'),
    question = heading.textContent;

  // The sheet that the address names: after `#`, or where the line was lost on the way to a kind of topics.
  function wanted() {
    const asked = [location.hash.slice(1), 'linh-vuc-' + location.pathname.split('/').pop()];
    return asked.map(id => id && document.getElementById(id)).find(each => each && each.matches('template'));
  }

  function show() {
    const sheet = /** @type {any} */ (wanted());
    heading.textContent = sheet ? sheet.dataset.title : question;
    page.textContent = '';
    page.append(...sheet ? [sheet.content.cloneNode(true)] : first);
    Kiosk.stay(sheet ? Number(sheet.dataset.idle) : START);
    if (!sheet) Kiosk.letters('1');
    scrollTo(0, 0);
  }

  addEventListener('hashchange', show);
  show();
})();
