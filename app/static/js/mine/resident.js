// What a resident's phone keeps (docs/offline.md, "A resident's phone"): pages that it opened, and a registration that
// was pressed without a line. For the page and, with errand.js, for the worker: one file.
(function (global) {
  'use strict';
  const CACHE = 'mine', MOST = 12, FILES = /^\/static\//;
  const pathOf = key => new URL(key.url).pathname;

  // The pages that may still be shown, the newest first. What is over, or one too many, goes, and the files that no
  // page names.
  async function pages() {
    const cache = await caches.open(CACHE), keys = await cache.keys(), found = [];
    for (const key of keys) {
      const path = pathOf(key), answer = await cache.match(key);
      const [at, until] = (answer.headers.get('X-Kept') || '').split(' ').map(Number);
      const text = FILES.test(path) ? '' : await answer.clone().text(), named = / data-name="([^"]*)"/.exec(text);
      if (text) found.push({ path, at, until, answer, text, name: named ? read(named[1]) : path });
    }
    const live = found.filter(each => each.until > Date.now()).sort((one, two) => two.at - one.at).slice(0, MOST);
    const stays = path => live.some(each => (FILES.test(path) ? each.text.includes(path) : each.path === path));
    await Promise.all(keys.filter(key => !stays(pathOf(key))).map(key => cache.delete(key)));
    return live;
  }

  const SIGNS = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"', nbsp: '\xa0' };
  const read = attribute => attribute.replace(/&([a-z]+|#3[49]);/g, (sign, name) => SIGNS[name] || sign);

  // A page with each file that it names: it opens whole or it is not here.
  async function save(html, until) {
    const cache = await caches.open(CACHE), named = html.match(/\/static\/[^"#?]+\.(css|js|svg)(?=["#])/g) || [];
    for (const file of new Set(named)) if (!await cache.match(file)) await cache.add(file);
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'self'",
      'X-Kept': Date.now() + ' ' + until };
    await cache.put(location.pathname, new Response(html, { headers }));
    await pages();
  }

  const drop = async path => (await caches.open(CACHE)).delete(path);

  // -- registrations that wait: on the disk before anything is painted ------------------------------------------------

  function within(work) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open('lopso-mine', 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('unsent', { keyPath: 'key' });
      asked.onerror = reject;
      asked.onsuccess = () => {
        const db = asked.result, turn = db.transaction('unsent', 'readwrite', { durability: 'strict' });
        const given = work(turn.objectStore('unsent'));
        turn.oncomplete = () => { db.close(); resolve(given.result); };
        turn.onabort = reject;
      };
    });
  }

  const put = record => within(unsent => unsent.put(record)), remove = key => within(unsent => unsent.delete(key));
  const all = () => within(unsent => unsent.getAll());

  // The same person twice, by two presses or in two tabs, is one.
  async function keep(path, body) {
    const typed = new URLSearchParams(body), name = (typed.get('full_name') || '').trim();
    await put({ key: [path, name.toLowerCase(), typed.get('birth_year')].join('\n'), path, name, body });
    const there = global.registration || workers && await workers.getRegistration();
    if (there && there.sync) await there.sync.register(CACHE).catch(() => 0);
  }

  // Where the server's answer stands; '' as long as it has given none.
  async function send({ path, body }) {
    const { redirected, status, url } = await post(path, body).catch(() => /** @type {any} */ (0));
    return redirected || status === 404 ? url : '';
  }

  // With a token that is fresh: the one it was pressed with may be long gone.
  async function post(path, body) {
    const typed = new URLSearchParams(body),
      line = /** @type {RequestInit} */ ({ credentials: 'same-origin', cache: 'no-store' });
    typed.set('csrf_token', await (await fetch('/ma-gui', line)).text());
    return fetch(path, Object.assign({ method: 'POST', body: typed }, line));
  }

  // Whether all is answered. A ticket waits until its class is opened again; what has to be mended goes once more with
  // whoever looks at `page`, and is told there.
  async function flush(page) {
    let done = true;
    for (const record of await all()) if (!record.ticket && (page === record.path || !record.told)) {
      const answer = await send(record), ticket = /\/v\//.test(answer) && answer;
      if (answer && page === record.path) return show(record, answer);
      if (answer) await put(Object.assign(record, { ticket, told: true }));
      done = done && Boolean(answer);
    }
    return done;
  }

  async function show(record, address) {
    await remove(record.key);
    location.assign(address);
    return true;
  }

  const page = global.document, workers = page && global.caches && navigator.serviceWorker;
  global.Mine = { pages, drop, keep, flush };
  if (!page) return;
  const me = /** @type {any} */ (page.currentScript).src;

  // -- on a page ------------------------------------------------------------------------------------------------------

  const root = page.documentElement, find = selector => page.querySelector(selector), here = 'saved' in root.dataset;
  const form = find('template[data-unsent]'), course = form && form.dataset.unsent;
  // `elsewhere`: a button that sends the form to another address, for larger letters.
  let typed = false, elsewhere = null;

  // This page as it came, with the hour above it.
  function snapshot() {
    const copy = /** @type {HTMLElement} */ (root.cloneNode(true)),
      note = copy.querySelector('[data-kept-at]'), now = new Date(),
      two = number => String(number).padStart(2, '0');
    copy.dataset.saved = '';
    copy.querySelectorAll('[data-htmx]').forEach(script => script.remove()); // nothing to ask, and 15 KB to fetch
    note.querySelector('b').textContent = now.getHours() + ' giờ ' + two(now.getMinutes()) + ', ' + now.getDate() + '/'
      + (now.getMonth() + 1);
    note.hidden = copy.querySelector('[data-forget]').hidden = false;
    copy.querySelector('main > *').prepend(note);
    return '<!DOCTYPE html>' + copy.outerHTML;
  }

  async function store() {
    const place = find('[data-keep]'), until = place && Date.parse(place.dataset.keep);
    if (here) return;
    if (!(until > Date.now())) return void await drop(location.pathname);
    await save(snapshot(), until);
    find('[data-forget]').hidden = false;
  }

  // What waits for this class, each with its two buttons; what became a ticket meanwhile is shown.
  async function paint() {
    const mine = (await all()).filter(record => record.path === course), ready = mine.find(record => record.ticket);
    if (ready && !page.hidden) return show(ready, ready.ticket);
    page.querySelectorAll('[data-waits]').forEach(old => old.remove());
    mine.forEach(record => {
      const note = form.content.firstElementChild.cloneNode(true), [now, not] = note.querySelectorAll('button');
      note.dataset.waits = '';
      note.querySelector('b').textContent = record.name;
      now.onclick = again;
      not.onclick = () => remove(record.key).then(paint);
      form.before(note);
    });
    return mine;
  }

  async function again() {
    if (page.hidden) return;
    if (course) await paint();
    await flush(course);
  }

  const quietly = work => () => work().catch(() => 0);

  const press = event => {
    const pressed = event.target, body = String(new URLSearchParams(/** @type {any} */ (new FormData(pressed))));
    if (elsewhere || navigator.onLine || !course || pressed.getAttribute('action') !== course) return;
    event.preventDefault();
    keep(course, body).then(paint).then(() => {
      pressed.reset();
      find('[data-waits]').focus();
    }).catch(() => pressed.submit());
  };

  // The pages at once; that the phone knows these tickets, by the server, for no script may read what says so.
  async function forget() {
    await Promise.all([CACHE, 'unanswered'].map(name => caches.delete(name)));
    indexedDB.deleteDatabase('lopso-drafts'); // what was half typed (drafts.js)
    Object.keys(localStorage).filter(name => name.startsWith('lopso.draft:')).forEach(name => localStorage.removeItem(name));
    await post('/may-nay', '').then(() => location.assign('/may-nay'), () => location.reload());
  }
  async function work() {
    const there = await workers.getRegistration('/'), now = there && (there.installing || there.waiting || there.active);
    if (!now || !now.scriptURL.endsWith('/sw.js')) await workers.register(me,
      { scope: '/', updateViaCache: 'all' }).catch(() => 0);
    await store();
  }

  const on = (type, ear) => page.addEventListener(type, ear);
  on('submit', press);
  on('click', ({ target }) => {
    elsewhere = target.closest('[formaction]');
    if (target.closest('[data-forget] button')) quietly(forget)();
  });
  on('input', () => { typed = true; });
  on('visibilitychange', quietly(again));
  addEventListener('online', quietly(() => again().then(() => here && !typed && location.reload())));
  quietly(again)();
  if (!workers) return;
  addEventListener('load', quietly(work));
  on('htmx:afterSettle', () => { if (!course) quietly(store)(); });
})(self);
