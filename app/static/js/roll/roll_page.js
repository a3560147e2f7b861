// The roll: a tap goes to the outbox and is painted once it is kept there, with a line or without one
// (docs/offline.md). Without this file each row is a button of a form, the search is a form and the filters are links.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="roll"]');
  if (!form) return;
  const find = selector => document.querySelector(selector), words = form.dataset, roll = new RollRows(form);
  const last = find('[data-last]'), undo = find('[data-undo]'), full = find('[data-full]'),
    foreign = document.createElement('p');
  const outbox = new Outbox(), me = outbox.account, drawn = Number(words.at), SOON = 150, HANOI = 7 * 3600000;
  let lately = null, undone = null, busy = null, waiting = 0, away = false, timer = 0;

  const symbols = { '[data-undo]': 'undo', '[data-undo] + a': 'user-plus', '.find .row > a': 'qr-code' };
  if (document.documentElement.dataset.text === '3') Object.entries(symbols).forEach(([place, symbol]) => {
    const button = find(place);
    if (!button) return;
    button.classList.add('terse');
    button.insertAdjacentHTML('afterbegin', '<svg class="i" aria-hidden="true"><use href="' + words.icons + '#' + symbol
      + '"/></svg>');
  });

  if (undo) undo.name = ''; // kept up to date, this page is never an old one

  // -- what is said -----------------------------------------------------------------------------------------------

  function say(text) {
    find('[data-say]').textContent = text;
  }

  // What was done last, above the buttons and for the ear; with it what else may be said of that person.
  function tell(row, sentence) {
    say(sentence + ' ' + row.name + ', ' + roll.wordOf(row).toLowerCase());
    last.hidden = false;
    last.querySelector('[data-name]').textContent = row.name;
    last.querySelectorAll('button').forEach(button => { button.value = button.value.split(':')[0] + ':' + row.key; });
    last.querySelector('[data-person]').href = location.pathname + '/nguoi/' + row.key;
    lately = row;
    repeat();
  }

  function repeat() {
    last.dataset.status = lately.status;
    last.querySelector('[data-word]').textContent = roll.wordOf(lately);
  }

  // Xong was pressed here and waits, or the server says that the lesson is over.
  function over(closing, closed = false) {
    const note = find('[data-over]');
    if (closing) note.firstElementChild.textContent = words.over.replace('{hour}',
      Number(closing.at.slice(11, 13))).replace('{minute}', closing.at.slice(14, 16));
    if (closed) note.firstElementChild.textContent = words.closed;
    note.lastElementChild.hidden = !closed;
    note.hidden = !closing && !closed;
  }

  // Two devices disagreed, and the right one was pressed: one line less, and with the last one the whole note goes.
  function settle(item) {
    const note = item.closest('[data-disputes]'), row = roll.get(item.dataset.dispute);
    if (row) Object.assign(row, { note: '' });
    item.remove();
    if (!note.querySelector('[data-dispute]')) note.remove();
  }

  function signIn() {
    find('[data-signed-out]').hidden = !(away || waiting && outbox.signedOut);
  }

  // -- what this phone keeps --------------------------------------------------------------------------------------

  // Paint what the store says, once for however many changes come one after another.
  function reconcile(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (busy) return reconcile(SOON);
      busy = look().catch(() => 0).then(() => { busy = null; });
      return busy;
    }, pause);
  }

  async function look() {
    const records = (await outbox.records()).filter(each => each.lesson === words.lesson && each.account === me);
    const told = RollModel.replay(roll.all, records, paint => roll.walkIn(paint), key => roll.get(key));
    undone = undone || told.steps;
    waiting = told.waiting;
    roll.all.forEach(row => {
      const stands = told.shown.get(row) || { status: row.sent, waiting: 0, trouble: '', refused: null };
      if (row.own && !row.settled && !stands.waiting && !stands.refused) return dismiss(row);
      const same = !row.stale && row.status === stands.status && !row.waiting === !stands.waiting
        && row.trouble === stands.trouble;
      Object.assign(row, stands);
      if (same) return;
      roll.paint(row);
      if (row === lately) repeat();
    });
    roll.count();
    roll.line(told);
    if (told.closing) over(told.closing);
    signIn();
  }

  function dismiss(row) {
    roll.dismiss(row);
    if (row === lately) last.hidden = true;
  }

  function answered({ lesson, account, kind, paints }, result) {
    if (lesson !== words.lesson || account !== me) return;
    const done = result.status === 'done' || result.status === 'already_done';
    paints.forEach(paint => {
      const row = roll.get(paint.registration) || RollModel.find(roll.all, paint);
      if (!row) return;
      row.touched = Date.now();
      if (done) {
        Object.assign(row, { sent: paint.status, settled: true, stale: row.by !== '', by: '' });
        if (row.refused) outbox.remove(row.refused).catch(() => 0); // marked anew, and that counts
        if (result.message) say(row.name + ': ' + result.message);
      } else {
        undone = (undone || []).filter((step, place, steps) => step.key !== row.key
          || steps.slice(place + 1).some(each => each.key === row.key));
        say(row.name + ': ' + words.refused + ' ' + result.message);
      }
    });
    if (done && kind === 'close') over(null, true);
    if (done && kind === 'walk_in') merge.freshen();
    reconcile(0);
  }

  // -- presses ----------------------------------------------------------------------------------------------------

  // A store without room is another thing than none at all: that one is told before anything was pressed.
  function unkept({ reason }) {
    if (reason === 'broken') full.firstElementChild.textContent = full.dataset.broken;
    full.dataset.full = reason;
    full.hidden = false;
  }

  // Nothing was kept, so nothing is painted. It is said at once, and where the server answers, the plain form does it.
  async function failed(row, status, error) {
    unkept(error);
    say(full.textContent.trim());
    const there = navigator.onLine !== false && await fetch(location.pathname + '/ghi',
      { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
    if (!there || !there.ok) return;
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name: 'mark', value: status + ':' + row.key });
    form.append(field);
    form.submit();
  }

  async function mark(row, status, isUndo) {
    if (row.writing === status) return;
    row.writing = status;
    const data = { lesson: words.lesson, registration: row.key, status }, before = row.status;
    const label = row.name + ': ' + roll.wordOf({ status }),
      paints = [{ registration: row.key, status, name: row.name, year: row.year }];
    try {
      await outbox.add({ kind: 'mark', data: isUndo ? Object.assign(data, { undo: true }) : data, account: me, label,
        lesson: words.lesson, paints });
    } catch (error) {
      failed(row, status, error);
      return;
    } finally {
      row.writing = '';
    }
    if (!isUndo) undone = (undone || []).concat({ key: row.key, status: before });
    Object.assign(row, { status, waiting: row.waiting || 1, trouble: '', touched: Date.now() });
    roll.paint(row);
    roll.count();
    tell(row, isUndo ? words.undone : words.said);
    full.hidden = true;
  }

  // Somebody who walked in has a seat by now, which the server alone gives back: its own form does it.
  function taken() {
    const step = undone[undone.length - 1], row = roll.get(step.key);
    return Boolean(step.walkIn && row && row.settled);
  }

  async function takeBack() {
    const step = undone.pop(), row = roll.get(step.key);
    if (!row) return;
    if (step.walkIn && await outbox.takeBack(step.walkIn)) {
      say(words.undone + ' ' + row.name);
      return;
    }
    await mark(row, step.walkIn ? 'unmarked' : step.status, true);
    row.item.scrollIntoView({ block: 'nearest' });
  }

  // A lesson of another day to come is asked about, once: in the hurry one opens tomorrow's.
  function asks(row, press) {
    const early = find('[data-early]');
    if (!early || early.dataset.agreed || early.dataset.early <= new Date(Date.now() + HANOI).toISOString().slice(0,
      10)) return false;
    const button = early.firstElementChild;
    button.textContent = button.dataset.words.replace('{name}', row.name);
    button.onclick = () => {
      early.dataset.agreed = 'yes';
      early.hidden = true;
      press.click();
    };
    early.hidden = false;
    button.focus();
    return true;
  }

  foreign.innerHTML = '<span class="grow"></span><button class="btn quiet" type="button"></button>';
  Object.assign(foreign, { className: 'row', hidden: true });
  foreign.dataset.foreign = '';
  last.before(foreign); // in its place: of two people one is spoken of at a time

  // That somebody is there, as another said, is not taken away by a tap on their row: a button beside it does that.
  function guards(row, status) {
    foreign.hidden = true;
    if (roll.isFresh(row)) {
      roll.flash(row);
      say(row.name + ': ' + (row.by || roll.wordOf(row)));
      return true;
    }
    const { came } = RollModel;
    if (!row.by || row.waiting || !came(row.status) || came(status)) return false;
    const said = foreign.querySelector('span'), button = foreign.querySelector('button');
    said.textContent = row.name + ': ' + row.by + '.';
    button.textContent = status === 'unmarked' ? words.unleave + ' '
      + words.present.toLowerCase() : roll.wordOf({ status });
    button.onclick = () => {
      foreign.hidden = true;
      mark(row, status);
    };
    roll.flash(row);
    foreign.hidden = false;
    say(said.textContent);
    return true;
  }

  document.addEventListener('click', event => {
    const press = event.target.closest('button, a');
    if (!press) return;
    const [status, key] = (press.value || '').split(':'), row = roll.get(key),
      dispute = press.closest('[data-dispute]');
    if (press.name === 'mark' && press.form === form && row) {
      event.preventDefault();
      if (!dispute && guards(row, status) || asks(row, press)) return;
      mark(row, status).then(() => dispute && row.waiting && settle(dispute));
    } else if (press === undo && undone && undone.length && !taken()) {
      event.preventDefault();
      takeBack();
    } else if (roll.whole && roll.chips.includes(press)) {
      event.preventDefault();
      roll.show(roll.chips.indexOf(press));
    }
  });

  // -- what other phones have marked meanwhile --------------------------------------------------------------------

  const merge = new RollMerge(roll, {
    address: location.pathname, lesson: words.lesson, account: me, outbox, dismiss, changed: () => reconcile(0),
      over: () => over(null, true),
    stands(status) {
      away = status === 401;
      signIn();
    }
  });

  // Who was just added on the page for that: their row, wherever it is.
  function just() {
    let added = null;
    try {
      added = JSON.parse(sessionStorage.getItem('lopso.just'));
      sessionStorage.removeItem('lopso.just');
    } catch (error) { /* no place to remember in */ }
    const row = added && added.lesson === words.lesson && (roll.get(added.registration)
      || RollModel.find(roll.all, added));
    if (!row) return;
    tell(row, words.said);
    if (added.message) say(row.name + ': ' + added.message);
    row.item.scrollIntoView({ block: 'center' });
  }

  outbox.listen(event => {
    if (event.type === 'answer') answered(event.record, event.result);
    else reconcile(SOON);
  });
  addEventListener('pageshow', event => { if (event.persisted) reconcile(0); });

  const show = () => find('.line').removeAttribute('data-unpainted');

  // The page was drawn once; what the server has said since and what waits here is painted over it.
  async function begin() {
    const kept = await outbox.roll(words.lesson).catch(() => null), mine = kept && kept.account === me ? kept : null;
    const said = await outbox.rollSince(words.lesson, drawn).catch(() => ({}));
    RollModel.overlay(roll.all, said, paint => Object.assign(roll.walkIn(paint), { settled: true }));
    await look().catch(error => { if (error.reason) unkept(error); });
    roll.rows().forEach(row => roll.paint(row));
    show();
    just();
    if (!mine || RollModel.time(mine.at) < drawn) await merge.keep(new Date(drawn).toISOString());
  }

  begin().catch(show);
})();
