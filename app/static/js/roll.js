// The roll: a tap paints at once and goes to the outbox; search and filters without a journey. Without this file each
// row is a button of a form, the search is a form and the filters are links.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="roll"]');
  if (!form) return;
  const find = selector => document.querySelector(selector), all = selector => Array.from(document.querySelectorAll(selector));
  const words = form.dataset, list = form.querySelector('.roll'), chips = all('.find .chip'), search = find('#tim');
  const last = find('[data-last]'), undo = find('[data-undo]'), sync = find('[data-sync]'), nobody = find('[data-nobody]');
  const rows = new Map(), undone = [];
  const WORDS = { present: words.present, late: words.late, excused: words.excused, absent: words.absent };
  const SYMBOLS = { late: 'clock', excused: 'mail-check', absent: 'x' };
  const came = status => status === 'present' || status === 'late';
  let shelf = 0, lately = null;

  // -- a row ------------------------------------------------------------------------------------------------------

  function read(item) {
    const [who, leave] = item.querySelectorAll('button'), small = item.querySelector('small');
    const parts = small.textContent.split(' · '), status = item.dataset.status;
    const row = {
      item, who, leave, small, status, key: who.value.split(':')[1], name: item.querySelector('b').textContent,
      year: parts[0], note: parts.slice(status === 'unmarked' ? 1 : 2).join(' · '), sent: status, waiting: 0, trouble: ''
    };
    rows.set(row.key, row);
    named(row);
    return row;
  }

  // Two hundred times "Có phép" says nothing to whoever hears the buttons alone.
  function named({ leave, name }) {
    leave.setAttribute('aria-label', leave.textContent + ': ' + name);
  }

  function emphasis(text, look) {
    if (!text) return null;
    const made = document.createElement('em');
    made.textContent = text;
    if (look) made.className = look;
    return made;
  }

  function paint(row) {
    const { item, who, leave, small, status } = row, excused = status === 'excused';
    item.dataset.status = status;
    item.toggleAttribute('data-wait', row.waiting > 0);
    who.value = (came(status) ? 'unmarked:' : 'present:') + row.key;
    who.setAttribute('aria-pressed', came(status));
    leave.value = (excused ? 'unmarked:' : 'excused:') + row.key;
    leave.setAttribute('aria-pressed', excused);
    leave.textContent = excused ? words.unleave : words.leave;
    named(row);
    item.querySelector('use').setAttribute('href', words.icons + '#' + (SYMBOLS[status] || 'check'));
    const word = emphasis(WORDS[status]), trouble = emphasis(row.trouble, 'bad');
    const told = [row.year, word, row.note, row.waiting && words.waiting, trouble].filter(Boolean);
    small.textContent = '';
    told.forEach((each, place) => small.append(...(place ? [' · ', each] : [each])));
  }

  function count(before, after) {
    const step = [0, (after === 'unmarked') - (before === 'unmarked'), came(after) - came(before)];
    chips.forEach((chip, place) => {
      chip.textContent = chip.textContent.replace(/\d+\s*$/, number => Number(number) + step[place]);
    });
    const head = find('[data-came]');
    head.textContent = head.textContent.replace(/\d+(?=\/)/, number => Number(number) + step[2]);
  }

  function set(row, status) {
    if (row.status !== status) count(row.status, status);
    row.status = status;
    paint(row);
  }

  function mark(row, status, isUndo) {
    if (!isUndo) undone.push({ key: row.key, status: row.status });
    row.waiting++;
    row.trouble = '';
    const data = { lesson: words.lesson, registration: row.key, status };
    outbox.add('mark', isUndo ? Object.assign(data, { undo: true }) : data);
    set(row, status);
    tell(row, isUndo ? words.undone : words.said);
  }

  const wordOf = row => WORDS[row.status] || words.unmarked;

  function say(text) {
    find('[data-say]').textContent = text;
  }

  // What was done last, above the buttons and for the ear; with it what else may be said of that person.
  function tell(row, sentence) {
    say(sentence + ' ' + row.name + ', ' + wordOf(row).toLowerCase());
    last.hidden = false;
    last.querySelector('details').open = false;
    last.querySelector('[data-name]').textContent = row.name;
    last.querySelectorAll('button').forEach(button => { button.value = button.value.split(':')[0] + ':' + row.key; });
    last.querySelector('[data-person]').href = words.person.replace(/-$/, row.key);
    lately = row;
    repeat(row);
  }

  function repeat(row) {
    last.dataset.status = row.status;
    last.querySelector('[data-word]').textContent = wordOf(row);
  }

  // -- the outbox -------------------------------------------------------------------------------------------------

  function heard(record, result) {
    const row = rows.get(record.data.registration);
    if (record.kind !== 'mark' || !row) return;
    row.waiting = Math.max(0, row.waiting - 1);
    if (result.status === 'refused' || result.status === 'conflict') {
      row.trouble = words.refused + ' ' + result.message;
      const step = undone.map(each => each.key).lastIndexOf(row.key);
      if (step >= 0) undone.splice(step, 1);
      set(row, row.waiting ? row.status : row.sent);
      if (row === lately) repeat(row);
      say(row.name + ': ' + row.trouble);
      return;
    }
    row.sent = record.data.status;
    paint(row);
  }

  function changed(waiting, signedOut) {
    sync.dataset.sync = waiting;
    const told = sync.querySelector('span'), since = document.createElement('small');
    told.textContent = waiting ? words.unsent + ' ' + waiting : words.allSent;
    if (waiting) {
      const [hour, minute] = outbox.since.slice(11, 16).split(':');
      since.textContent = words.since.replace('{hour}', Number(hour)).replace('{minute}', minute);
      told.append(since);
    }
    sync.querySelector('use').setAttribute('href', words.icons + (waiting ? '#cloud-upload' : '#cloud-check'));
    find('[data-signed-out]').hidden = !(waiting && signedOut);
  }

  const outbox = new Outbox(words.account, heard, changed);

  // -- presses ----------------------------------------------------------------------------------------------------

  document.addEventListener('click', async event => {
    const press = event.target.closest('button, a');
    if (!press) return;
    if (press.name === 'mark' && press.form === form) {
      event.preventDefault();
      const [status, key] = press.value.split(':');
      mark(rows.get(key), status);
    } else if (press === undo && undone.length) {
      event.preventDefault();
      const step = undone.pop(), row = rows.get(step.key);
      mark(row, step.status, true);
      row.item.scrollIntoView({ block: 'nearest' });
    } else if (words.whole !== undefined && chips.includes(press)) {
      event.preventDefault();
      shelf = chips.indexOf(press);
      chips.forEach(chip => chip.removeAttribute('aria-current'));
      press.setAttribute('aria-current', 'true');
      filter();
    } else if (press.href && press.target !== '_blank' && outbox.waiting) {
      event.preventDefault();
      await outbox.flush();
      if (outbox.waiting) say(words.stay);
      else location.assign(press.href);
    }
  });

  // -- search and filters: only where everybody is on the page ----------------------------------------------------

  const plain = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/đ/g, 'd');
  const wanted = [() => true, row => row.status === 'unmarked', row => came(row.status)];

  function filter() {
    const terms = plain(search.value).split(/[^a-z0-9]+/).filter(Boolean);
    let shown = 0;
    rows.forEach(row => {
      row.plain = row.plain || plain(row.name);
      row.item.hidden = !wanted[shelf](row) || !terms.every(term => row.plain.includes(term));
      shown += !row.item.hidden;
    });
    nobody.hidden = shown > 0;
    const add = nobody.querySelector('[data-add]');
    add.search = search.value.trim() ? '?ten=' + encodeURIComponent(search.value.trim()) : '';
  }

  // -- what other phones have marked meanwhile --------------------------------------------------------------------

  async function refresh() {
    if (document.hidden || outbox.waiting || words.whole === undefined) return;
    const answer = await fetch(location.pathname, { credentials: 'same-origin' }).catch(() => null);
    if (!answer || !answer.ok || outbox.waiting) return;
    const there = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelectorAll('.roll > li');
    let before = null;
    there.forEach(item => {
      const fresh = item.querySelector('button').value.split(':')[1], row = rows.get(fresh);
      if (!row) {
        const added = read(list.insertBefore(document.importNode(item, true), before ? before.nextSibling : list.firstChild));
        count('unmarked', added.status);
        before = added.item;
        return filter();
      }
      before = row.item;
      if (row.status !== item.dataset.status && !row.waiting) {
        row.sent = item.dataset.status;
        set(row, row.sent);
      }
    });
  }

  Array.from(list.children, read);
  if (words.whole !== undefined) {
    search.form.addEventListener('submit', event => { event.preventDefault(); search.blur(); });
    search.form.querySelector('button').hidden = true;
    search.addEventListener('input', filter);
    search.addEventListener('focus', () => search.select());
    document.addEventListener('visibilitychange', refresh);
    setInterval(refresh, 30000);
  }
})();
