// The houses of a round as tiles: what waits on this phone is painted over them, one that was added here stands in its
// alley, and what the page counts is counted from the tiles. The server's figure of an alley is the sum of its tiles.
(function (global) {
  'use strict';
  const LOOKS = { done: 'good', absent: 'warn', refused: 'bad', moved: 'soft' };
  const stateOf = tile => tile.dataset.now || tile.dataset.state;
  const counts = (outcome, before) => outcome !== 'absent' || before !== 'done'; // answers stay
  const plain = text => (text || '').trim().replace(/\s+/g, ' ').toLowerCase();
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  // `record`: {outcome, sent}; none: as the server has it.
  function mark(tile, record, { waits, states }) {
    const before = tile.dataset.state, state = record && counts(record.outcome, before) ? record.outcome : before;
    const open = Boolean(record) && !record.sent;
    tile.dataset.now = state;
    Object.values(LOOKS).forEach(look => tile.classList.remove(look));
    if (LOOKS[state]) tile.classList.add(LOOKS[state]);
    tile.classList.toggle('waits', open);
    const label = fill(waits, { house: tile.dataset.name, state: (states[state] || '').toLowerCase() });
    tile.setAttribute('aria-label', open ? label : label.slice(0, label.lastIndexOf(',')));
  }

  // The strip of an alley; on the list one is added for an alley that the book does not have yet.
  function stripOf(alley) {
    const wanted = plain(alley), there = Array.from(document.querySelectorAll('[data-tiles]')).find(each =>
      plain(each.dataset.tiles) === wanted);
    const blank = document.querySelector('template[data-alley]');
    if (there || !blank) return there && there.querySelector('.alley');
    const fresh = blank.content.firstElementChild.cloneNode(true), heading = fresh.querySelector('h2'),
      strip = fresh.querySelector('.alley');
    fresh.dataset.tiles = alley;
    if (heading && alley) heading.textContent = alley;
    if (alley) strip.setAttribute('aria-label', alley);
    blank.before(fresh);
    return strip;
  }

  // A house that this phone made, where the server's page does not have it: its tile, in the order of its number.
  function add({ subject, made, outcome, sent }, words) {
    const strip = stripOf(made.alley), number = (made.number || '').trim();
    const name = (made.head || made.name || '').trim();
    if (!strip) return;
    const same = number && Array.from(strip.children).find(each => plain(each.textContent) === plain(number));
    if (same) return mark(same, { outcome, sent }, words);
    const tile = document.createElement('span'), small = document.createElement('small');
    tile.className = 'made';
    tile.dataset.site = subject;
    tile.dataset.name = [number && fill(words.number, { number }), name].filter(Boolean).join(', ');
    tile.setAttribute('role', 'img');
    tile.textContent = (number || name) + (sent ? '' : ' · ' + words.unsent);
    small.textContent = number && name;
    if (small.textContent) tile.append(small);
    mark(tile, { outcome, sent }, words);
    const after = Array.from(strip.children).find(each => parseInt(each.textContent, 10) > parseInt(number, 10));
    strip.insertBefore(tile, after || null);
  }

  function count() {
    document.querySelectorAll('[data-counted]').forEach(place => {
      const scope = place.dataset.counted ? document : place.closest('[data-tiles]'),
        figures = { done: 0, absent: 0, refused: 0, left: 0, moved: 0 };
      scope.querySelectorAll('[data-site]').forEach(tile => { figures[stateOf(tile)]++; });
      const text = fill(place.dataset.words + (figures.moved ? place.dataset.moved || '' : ''), figures);
      if (place.textContent !== text) place.textContent = text;
    });
  }

  global.Tiles = {
    // `records`: [{subject, outcome, sent, made}], the newest last; `words`: {waits, unsent, number, states, group}
    paint(records, words) {
      document.querySelectorAll('.made').forEach(each => {
        const alley = each.closest('[data-added]');
        (alley || each).remove();
      });
      const newest = new Map();
      records.forEach(each => {
        if (counts(each.outcome, (newest.get(each.subject) || {}).outcome)) newest.set(each.subject, each);
      });
      document.querySelectorAll('a[data-site]').forEach(tile => {
        const record = newest.get(tile.dataset.site);
        newest.delete(tile.dataset.site);
        if (record || tile.dataset.now) mark(tile, record, words);
      });
      newest.forEach(each => { if (each.made && (each.made.group || '') === words.group) add(each, words); });
      document.querySelectorAll('[data-none]').forEach(each => { each.hidden = newest.size > 0; });
      count();
      document.dispatchEvent(new Event('tiles'));
    }
  };
})(self);
