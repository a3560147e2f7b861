// What a resident's phone keeps (docs/offline.md, "A resident's phone"): pages that it opened, and a registration that
// was pressed without a line. For the page and for the worker, which brings errand.js: one file.
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
      if (!answer) continue; // another page, or the worker, dropped it meanwhile
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

  // -- registrations that wait (unsent/list.js) -----------------------------------------------------------------------

  async function waiting() {
    const [all, whose] = [await Unsent.all(), await Unsent.account()];
    return all.filter(each => Unsent.isUnsent(each) && Unsent.sendsItself(each) && ['', whose].includes(each.account));
  }

  const of = ({ fields }, which) => fields.filter(([name]) => which.test(name)).map(([, value]) => value.trim());

  // Of the release before (unsent/earlier.js), whenever a page looks: one that was kept then may add some yet.
  async function earlier() {
    const all = await Unsent.within('lopso-mine', 'unsent', true).catch(() => []);
    const record = ({ path, body, ticket, told }) => EarlierForms.pressed({ action: path, page: path, account: '',
      ticket, told, fields: Array.from(new URLSearchParams(body)), at: Date.now() });
    if (all.length) await Unsent.put(...all.map(record));
  }

  // It waits; where its page found something missing (forms/sending.js) it waits to be mended (`told`). The same people
  // twice, by two presses or in two tabs, are one.
  async function keep(record) {
    const whom = each => [each.action, ...of(each, /(full_name|birth_year)$/)].join('\n').toLowerCase();
    const same = (await waiting()).filter(each => each.key !== record.key && whom(each) === whom(record));
    const known = Unsent.find(record.key) || record;
    await Unsent.put(Object.assign(known, { state: 'sent', told: Boolean(known.lacking) }));
    if (same.length) await Unsent.drop(...same.map(({ key }) => key));
    const there = global.registration || workers && await workers.getRegistration();
    if (there && there.sync) await there.sync.register(CACHE).catch(() => 0);
  }

  // Where the server's answer stands, and of a refusal why; null as long as it has given none. A reason that repeats
  // what was typed leaves that out: others may look at this phone.
  async function send({ action, fields }) {
    const answer = await post(action, fields).catch(() => null);
    const { redirected, status, url } = answer || { status: 500 };
    if (status > 499 || status === 429 || !(redirected || status > 399)) return null;
    const ticket = /\/v\//.test(url) && url, text = ticket ? '' : await answer.text();
    const [, said = ''] = / data-why="([^"]*)"/.exec(text) || /<title>([^<–]*)/.exec(text) || [];
    return { url, ticket, why: read(said).replace(/"[^"]*" ?/g, '').trim() };
  }

  // With a token that is fresh: the one it was pressed with may be long gone.
  async function post(path, fields) {
    const typed = new URLSearchParams(fields),
      line = /** @type {RequestInit} */ ({ credentials: 'same-origin', cache: 'no-store' });
    typed.set('csrf_token', await (await fetch('/ma-gui', line)).text());
    return fetch(path, Object.assign({ method: 'POST', body: typed }, line));
  }

  // Whether all is answered. A ticket waits until its class is opened again; what was refused goes once more with
  // whoever looks at `page`, and is told there. What the phone knows to lack something waits for its form.
  async function flush(page) {
    let done = true;
    for (const record of await waiting()) {
      const here = page && record.action.startsWith(page);
      if (record.lacking || !here && record.told) continue;
      await Unsent.amend(record.key, { alone: true });
      const answer = await send(record);
      if (answer && here) return show(record, answer.url);
      if (answer) await Unsent.put(Object.assign(record, { ticket: answer.ticket, why: answer.why, told: true }));
      done = done && Boolean(answer);
    }
    return done;
  }

  async function show(record, address) {
    await Unsent.drop(record.key);
    location.assign(address);
    return true;
  }

  // Rows of a family that presses have added: one more like the last for each that this page does not have.
  function grow(form, values) {
    const rows = form.querySelector('[data-people]');
    const most = rows ? Math.max(...values.map(([name]) => Number((/-(\d+)-/.exec(name) || [])[1] || 0))) : -1;
    for (let place = rows ? rows.children.length : 0; place <= most; place += 1)
      rows.insertAdjacentHTML('beforeend', rows.lastElementChild.outerHTML.split('-' + (place - 1) + '-')
        .join('-' + place + '-').replace(/(<legend>\D*)\d+/, '$1' + (place + 1)));
  }

  const page = global.document, workers = page && global.caches && navigator.serviceWorker;
  global.Mine = { pages, drop, keep, flush, grow };
  if (!page) return void (typeof SHELL === 'undefined' && importScripts('resident_worker.js'));
  const me = /** @type {any} */ (page.currentScript).src;

  // -- on a page ------------------------------------------------------------------------------------------------------

  const root = page.documentElement, find = selector => page.querySelector(selector), here = 'saved' in root.dataset;
  const form = find('form[action^="/l/"][data-draft]'), course = form && form.getAttribute('action'),
    home = find('[data-unsent-forms]');
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
    copy.querySelectorAll('[data-draft-line]').forEach(line => line.remove());
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

  const _ = text => text, button = (look, words) => '<button class="' + look + '" type="button">' + words + '</button>';
  const NOTE = '<section class="note warn stack" tabindex="-1" data-waits><h2>' + _('Chưa gửi:') + ' <b></b></h2><p>'
    + _('Mất mạng, chưa biết đã tới phường chưa: có phiếu mới là có chỗ. Máy giữ những gì bác ghi; có mạng, bác mở lại '
      + 'trang này là máy gửi.') + '</p><div class="row">' + button('btn quiet', _('Gửi ngay')) + ' '
    + button('link plain', _('Bỏ, không gửi')) + '</div></section>';

  // What waits for this class, each with its two buttons; what became a ticket meanwhile is shown.
  async function paint() {
    const mine = (await waiting()).filter(({ action, told }) => !told && action.startsWith(course)),
      ready = Unsent.here().find(({ action, ticket }) => ticket && action.startsWith(course));
    if (ready && !page.hidden) return show(ready, ready.ticket);
    page.querySelectorAll('[data-waits]').forEach(old => old.remove());
    mine.forEach(record => {
      form.insertAdjacentHTML('beforebegin', NOTE);
      const note = form.previousElementSibling, [now, not] = note.querySelectorAll('button');
      note.querySelector('b').textContent = of(record, /full_name$/).filter(Boolean).join(', ');
      now.onclick = again;
      not.onclick = () => Unsent.drop(record.key).then(paint);
    });
    return mine;
  }

  async function again() {
    if (page.hidden) return;
    const said = await Unsent.settled; // what this page is the answer to waits no more
    await earlier();
    if (course) await paint();
    await flush(course);
    // What became a ticket stands on the home by itself, also what was answered while the home was on its way.
    const made = home ? Unsent.here().filter(({ ticket }) => ticket) : [];
    if (!made.length && !(home && said.some(Unsent.sendsItself))) return;
    await Unsent.drop(...made.map(({ key }) => key));
    location.reload();
  }

  // What a press without a line left out, at its field.
  async function mend() {
    await Unsent.settled;
    const left = Unsent.here().some(({ action, told, lacking }) => action === course && told && lacking);
    setTimeout(() => left && FormNeeds.asks(form)); // once it is filled in
  }

  const quietly = work => () => work().catch(() => 0);

  const press = event => {
    const { target } = event;
    if (elsewhere || navigator.onLine || !course || target !== form || Unsent.isAway) return;
    event.preventDefault();
    if (FormNeeds.asks(target)) return;
    FormText.pressed(target).then(keep).then(paint).then(() => {
      FormKey.renew(target); // whoever is typed next is another press
      target.reset();
      find('[data-waits]').focus();
    }).catch(() => target.submit());
  };

  // The pages at once; that the phone knows these tickets, by the server, for no script may read what says so.
  async function forget() {
    await Promise.all([CACHE, 'unanswered'].map(name => caches.delete(name)));
    await Unsent.forget(({ account }) => !account).catch(() => 0);
    EarlierForms.forget('lopso-mine');
    await post('/may-nay', []).then(() => location.assign('/may-nay'), () => location.reload());
  }
  async function work() {
    const there = await workers.getRegistration('/'),
      now = there && (there.installing || there.waiting || there.active);
    if (!now || !now.scriptURL.endsWith('/sw.js')) await workers.register(me,
      { scope: '/', updateViaCache: 'all' }).catch(() => 0);
    await look();
    await store();
  }

  // What a page of the phone's own looks like (errand.js).
  async function look() {
    const cache = await caches.open('look'), sheet = find('link[rel=stylesheet]').href,
      now = [sheet, find('.top use').getAttribute('href')].map(address => new URL(address, location.href).pathname),
      there = (await cache.keys()).map(pathOf);
    await Promise.all(there.filter(path => !now.includes(path)).map(path => cache.delete(path)));
    await Promise.all(now.filter(path => !there.includes(path)).map(path => cache.add(path)));
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
  if (course) quietly(mend)();
  if (!workers) return;
  addEventListener('load', quietly(work));
  on('htmx:afterSettle', () => { if (!course) quietly(store)(); });
})(self);
