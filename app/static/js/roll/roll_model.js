// A lesson's roll as this phone knows it: the rows of a page (this one, or the saved one), what the server has said of
// them since, and what waits here. The same for the roll, for Xong and for adding somebody. It paints nothing.
(function () {
  'use strict';
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, PATIENCE = 4000;
  const byName = new Intl.Collator('vi');

  // As the server's names.search_key: "H'Hen Niê" is "hhen nie".
  const plain = text => text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/đ/g, 'd').split(/\s+/)
    .map(word => word.replace(/[^\p{L}\p{N}]/gu, '')).filter(Boolean).join(' ');
  const came = status => status === 'present' || status === 'late';
  const time = moment => new Date(isNaN(moment) ? moment : Number(moment)).getTime() || 0;

  // The rows of a roll on a page, by key. `sent` is what the server has, `status` what is shown, `by` who else marked.
  function read(list) {
    return new Map(Array.from(list ? list.children : [], item => {
      const status = item.dataset.status, parts = item.querySelector('small').textContent.split(' · ');
      const key = item.querySelector('button').value.split(':')[1];
      const made = item.querySelector('small i'), by = made ? made.textContent : '';
      const note = parts.slice((status === 'unmarked' ? 1 : 2) + Number(by !== '')).join(' · ');
      const outside = 'outside' in item.dataset;
      return [key, row(key, item.querySelector('b').textContent, parts[0], status, { item, note, outside, by })];
    }));
  }

  function row(key, name, year, status, more) {
    return Object.assign({ key, name, year: String(year), plain: plain(name), sent: status, status, waiting: 0,
      trouble: '', by: '' }, more);
  }

  // What the server said after the page was drawn, `said` by `Outbox.rollSince`; somebody who walked in since then is
  // not on it yet, and `make(paint)` gives them a row.
  function overlay(rows, said, make) {
    Object.keys(said).forEach(registration => {
      const { status, name, year, by = '' } = said[registration], paint = { registration, status, name, year };
      const row = find(rows, paint) || name && make(paint);
      if (row) Object.assign(row, { sent: status, status, by });
    });
  }

  // Whom a record speaks of. Somebody who walked in has the name that this phone gave them, until the server's page
  // calls them by its own: found again by name and year.
  function find(rows, paint) {
    const { registration, name } = paint, there = rows.get(registration);
    return there || !name || !UUID.test(registration) ? there : arrived(rows, paint) || alike(rows, paint)[0];
  }

  const alike = (rows, { name, year }) => (
    Array.from(rows.values()).filter(each => each.plain === plain(name) && each.year === String(year || ''))
  );

  // Somebody who walked in and whom the server has already, though its answer has not come: its name for them begins
  // theirs.
  const arrived = (rows, paint) => alike(rows, paint).find(each => paint.registration.startsWith(each.key.slice(1)));

  // Those who are meant by what was typed: each part begins a word of the name, in any order. "yen" is Yến and not
  // every Nguyễn; only where nobody's words begin so, it may stand anywhere.
  function named(rows, typed) {
    const terms = plain(typed).split(' ').filter(Boolean);
    const begun = rows.filter(row => terms.every(term => (' ' + row.plain).includes(' ' + term)));
    return new Set(begun.length ? begun : rows.filter(row => terms.every(term => row.plain.includes(term))));
  }

  // Where everybody stands once `records` (of one lesson, by one person, the oldest first) have arrived. Returns by row
  // what to show, and what else was pressed. `make(paint)` gives a row to somebody who walked in, `get` finds one.
  function replay(rows, records, make, get = key => rows.get(key)) {
    const shown = new Map(), steps = [], told = { waiting: 0, refused: 0, closing: null, shown, steps };
    rows.forEach(each => shown.set(each, { status: each.sent, waiting: 0, trouble: '', refused: null }));
    records.forEach(record => {
      told[record.refused ? 'refused' : 'waiting']++;
      if (record.kind === 'close' && !record.refused) told.closing = record;
      record.paints.forEach(paint => {
        const there = get(paint.registration) || (record.kind === 'walk_in' ? arrived(rows, paint) || make(paint)
          : find(rows, paint));
        if (!there) return;
        const stands = shown.get(there) || { status: there.sent, waiting: 0, trouble: '', refused: null };
        shown.set(there, stands);
        if (record.refused) return Object.assign(stands, { trouble: record.refused, refused: record.sequence });
        steps.push({ key: there.key, status: stands.status, walkIn: record.kind === 'walk_in' ? record.sequence : 0 });
        Object.assign(stands, { status: paint.status, waiting: stands.waiting + 1, trouble: '' });
        if (record.data.undo) steps.splice(-2, 2); // it took back the step before
      });
    });
    return told;
  }

  // Who took a seat after the lesson counts once they are marked.
  const count = rows => rows.reduce((sums, each) => {
    if (each.outside && each.status === 'unmarked') return sums;
    sums[each.status]++;
    sums.total++;
    sums.came += came(each.status);
    return sums;
  }, { present: 0, late: 0, excused: 0, absent: 0, unmarked: 0, total: 0, came: 0 });

  // As Vietnam sorts names: the given name first.
  function order(one, two) {
    const given = each => each.name.split(' ').pop();
    return byName.compare(given(one), given(two)) || byName.compare(one.name, two.name) || one.year - two.year;
  }

  // The roll's page: from the server while it answers, else the saved one. Null: neither.
  async function page(address) {
    const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
    let answer = null;
    try {
      answer = await fetch(address, { credentials: 'same-origin', cache: 'no-store', signal: line.signal });
    } catch (error) { /* no line */ } finally { clearTimeout(timer); }
    if (!answer || !answer.ok || answer.redirected) answer = await Saved.match(address).catch(() => null);
    return answer ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
  }

  // Everybody's row as it stands on this phone, for a page that is not the roll. Null: nothing of it is known here.
  // What waits is read before the page is asked for: what is sent meanwhile stands in one of the two at least.
  async function load(outbox, { lesson, account, roll }) {
    const mine = (await outbox.records()).filter(each => each.lesson === lesson && each.account === account);
    const drawn = await page(roll), form = drawn && drawn.querySelector('[data-module="roll"]');
    if (!form) return null;
    const rows = read(form.querySelector('.roll'));
    const make = paint => {
      const made = row(paint.registration, paint.name, paint.year, 'unmarked');
      rows.set(made.key, made);
      return made;
    };
    overlay(rows, await outbox.rollSince(lesson, Number(form.dataset.at)), make);
    const told = replay(rows, mine, make);
    told.shown.forEach(({ status }, each) => { each.status = status; });
    return Array.from(rows.values());
  }

  window.RollModel = { plain, came, time, read, row, overlay, find, named, replay, count, order, load };
})();
