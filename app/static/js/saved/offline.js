// The page without a line: how many things wait on this phone and since when, and what opens all the same. Counts only:
// whoever holds the phone may be anybody.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="offline"]');
  if (!place) return;
  const words = place.dataset, kinds = JSON.parse(words.kinds), outbox = new Outbox();
  const find = selector => place.querySelector(selector);
  const WORKED_IN = [
    /^\/quay(\/hom-nay|\/to-cua-toi|\/kem-cap(\/moi)?|\/nho-giup|\/dang-ky-ho|\/ghi-nhanh)?$/,
    /^\/quay\/ho\/\d+(\/to\/\d+|\/trong\/[^/]+)?$/, /^\/don-vi$/, /^\/h\/[^/]+$/,
    /^\/giang-vien(\/lop\/[^/]+\/buoi\/\d+(\/quet)?)?$/,
  ];
  const SYMBOLS = /** @type {[RegExp, string][]} */ ([[/^\/h\/|\/quet$/, 'qr-code'],
    [/^\/quay(\/ghi-nhanh)?$/, 'pencil'], [/^\/don-vi$/, 'house'], [/buoi|quay/, 'list-checks']]);
  const { fill, when } = Drawing, icon = symbol => Drawing.icon(words.icons, symbol);

  function row(symbol, text, small, address) {
    const item = document.createElement('li'),
      inner = /** @type {any} */ (document.createElement(address ? 'a' : 'div'));
    const told = document.createElement('span'), under = document.createElement('small'),
      strong = document.createElement('b');
    strong.textContent = text;
    under.textContent = small;
    told.append(strong, under);
    inner.append(icon(symbol), told);
    if (address) {
      inner.href = address;
      inner.append(icon('chevron-right'));
    }
    item.append(inner);
    return item;
  }

  function show(section, rows) {
    const list = section.querySelector('[data-list]');
    list.textContent = '';
    list.append(...rows);
    section.hidden = !rows.length;
  }

  // A line for each kind and lesson, the oldest first.
  function lines(records) {
    const groups = new Map();
    records.forEach(({ kind, lesson, at }) => {
      const name = kind in kinds ? kind : '', key = name + ' ' + lesson,
        group = groups.get(key) || { name, lesson, at, count: 0 };
      group.count++;
      groups.set(key, group);
    });
    return Array.from(groups.values(), ({ name, lesson, at, count }) => {
      const [course, number] = lesson.split('/'), since = when(at, words.since, words.sinceDay);
      const where = number ? ', ' + fill(words.lesson, { course, number }) : '';
      return row('clock', fill(kinds[name], { count }), since + where);
    });
  }

  async function waiting() {
    const account = await outbox.note('account') || '', { others, forms, since } = await outbox.counts(account);
    const all = await outbox.records(), mine = all.filter(record => record.account === account),
      refused = mine.filter(record => record.refused).length;
    const rows = lines(mine.filter(record => !record.refused));
    if (forms) rows.push(row('clock', fill(words.forms, { count: forms }), when(since, words.since, words.sinceDay)));
    if (refused) rows.push(row('circle-alert', fill(words.refused, { count: refused }), ''));
    const [theirs, how] = account ? [words.others, words.othersHow] : [words.nobodys, words.nobodysHow];
    if (others) rows.push(row('lock', fill(theirs, { count: others }), how));
    show(find('[data-waiting]'), rows);
  }

  // The first page of an organisation, "Ghi nhanh", neighbours to register; the help log, its day and whom one visits;
  // the rolls, the list of lessons and where tickets are scanned, a helper's page too. What is reached from one of them
  // is not told twice.
  async function opens() {
    const kept = (await Saved.list()).filter(({ address }) => WORKED_IN.some(each => each.test(address)));
    show(find('[data-opens]'), kept.map(({ address, title, at }) => {
      const [, symbol] = SYMBOLS.find(([fits]) => fits.test(address)) || ['', 'calendar-days'];
      return row(symbol, title.split(' – ')[0], at ? when(at, words.saved, words.savedDay) : '', address);
    }));
    find('[data-nothing]').hidden = kept.length > 0;
  }

  async function size() {
    const chosen = await outbox.note('text_size');
    if (chosen) document.documentElement.dataset.text = chosen;
  }

  // The page stands at the address that was asked for: asking again may bring what was wanted.
  function again() {
    if (location.pathname === '/offline') location.assign('/');
    else location.reload();
  }

  // A line is not yet an answer: what the browser calls one may lead to a hotel's page, or to nobody.
  async function online() {
    if (!navigator.onLine) return;
    if (location.pathname !== '/offline') return again();
    const answer = await fetch('/sw.js', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const told = document.querySelector('[data-line]'), note = told.closest('.note');
    told.textContent = told.dataset.line;
    note.className = 'note good tight';
    note.querySelector('use').setAttribute('href', words.icons + '#cloud-check');
  }

  find('[data-again]').addEventListener('click', again);
  addEventListener('online', online);
  if (location.pathname === '/offline') online();
  outbox.listen(event => { if (event.type === 'changed') waiting().catch(() => 0); });
  size().catch(() => 0);
  waiting().catch(() => 0);
  opens().catch(() => 0);
  Drawing.guides().catch(() => 0);
})();
