// From door to door: what is said of a house is kept on this phone, then sent; with a line or without one the same.
// What waits is painted over the houses (tiles.js) and counted with them, and said apart: what of it was not sent yet. One
// script for every programme: what is asked stands on the page.
(function () {
  'use strict';
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-module="doorstep"]'));
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, programme = Number(words.programme), drawn = Number(words.drawn);
  const form = /** @type {HTMLFormElement} */ (place);
  const ahead = JSON.parse(words.ahead), states = JSON.parse(words.states);
  let recorded = new Set();

  const ours = async kind => (await outbox.mine(kind)).filter(({ data }) => data.programme === programme);

  // What of this programme waits or was refused here, and what the server took since it made this page.
  async function mine() {
    const here = await ours('entry');
    const taken = (await outbox.takenSince(['entry'], drawn)).map(({ remains }) =>
      Object.assign({ sent: true }, remains));
    return taken.filter(each => each.programme === programme)
      .concat(here.map(({ data: { subject, outcome, made }, refused }) => ({ subject, outcome, made, refused })));
  }

  function following() { return ahead.find(([id]) => !recorded.has(id)); }

  function onward() {
    const next = following(), button = document.querySelector('[data-go]'),
      link = document.querySelector('[data-next]');
    if (button) button.textContent = next ? button.dataset.go.replace('{name}', next[1]) : button.dataset.last;
    if (!link) return;
    link.hidden = !next;
    const over = place.querySelector('[data-finished]');
    if (over) over.hidden = Boolean(next);
    if (!next) return;
    link.href = words.base + '/' + next[0];
    link.lastChild.textContent = link.dataset.next.replace('{name}', next[1]);
    lead(link.href).catch(() => 0);
  }

  // The shortcut of the installed app leads on by itself, where the house opens; whoever comes back from there stays.
  let led = !('lead' in words) || performance.getEntriesByType('navigation').some(entry =>
    /** @type {any} */ (entry).type === 'back_forward');

  async function lead(address) {
    if (led) return;
    led = true;
    if (await Saved.has(address) || navigator.onLine !== false) location.replace(address);
  }

  async function paint() {
    const all = await mine(), good = all.filter(each => !each.refused),
      waiting = good.filter(each => !each.sent).length;
    recorded = new Set(good.map(each => each.subject));
    Tiles.paint(good, { waits: words.waits, unsent: words.unsent, number: words.number, group: words.group, states });
    const said = place.querySelector('[data-here-waits]'), refused = all.length - good.length;
    const photos = (await ours('entry_photo')).filter(each => !each.refused).length;
    const text = words.figures.replace('{waiting}', waiting).replace('{refused}', refused)
      + (photos && words.photos ? ' · ' + words.photos.replace('{count}', photos) : '');
    if (said.textContent !== text) said.textContent = text;
    said.hidden = !waiting && !refused && !photos;
    onward();
    await offer();
    // The list knows what was sent once it is drawn anew; on the page of a house somebody may be typing.
    if (!words.version && !waiting && (await outbox.heardSince(['entry'], drawn)).length) Saved.renew().catch(() => 0);
  }

  // What was said last and did not set out yet may be taken back, and is said anew.
  async function offer() {
    const last = (await ours('entry')).filter(each => !each.refused && !each.tried).pop(), button = place.querySelector('[data-undo]');
    if (!button) return;
    button.parentElement.hidden = !last;
    if (last) button.textContent = button.dataset.undo.replace('{label}', last.label);
    button.onclick = () => takeBack(last).catch(() => 0);
  }

  async function takeBack({ sequence, uuid, data }) {
    if (!await outbox.takeBack(sequence)) return reveal('[data-undo-late]');
    const own = (await outbox.records()).filter(({ after }) => after === uuid);
    await Promise.all(own.map(photo => outbox.remove(photo.sequence)));
    const there = data.made ? words.fresh : words.base + '/' + data.subject;
    if (navigator.onLine !== false || await Saved.has(there).catch(() => false)) return location.assign(there);
    return location.reload();
  }

  function reveal(selector) {
    place.querySelector(selector).hidden = false;
  }

  // Houses of this group that its list does not keep any more leave the phone: they are finished, or others come
  // before.
  async function prune() {
    const gone = Array.from(place.querySelectorAll('a[data-site]:not([data-pair])'),
      link => new URL(link.href).pathname);
    if (!words.version && navigator.onLine !== false) await Saved.leave(gone);
  }

  // -- what is said of one house --------------------------------------------------------------------------------------

  const say = key => EntryForm.say(place, key);

  // What one that stands in no book is called.
  function called({ number, alley, head, name }) {
    return [number && words.number.replace('{number}', number), alley, head || name].filter(Boolean).join(', ');
  }

  const named = ({ made }) => (made ? called(made) : words.label);

  // Without a line only what is saved opens; where nothing is, it is said here that it is kept.
  async function leave() {
    const left = ahead.filter(([id]) => !recorded.has(id)).map(([id]) => words.base + '/' + id).concat(words.list
      || words.base);
    if (navigator.onLine !== false) return location.assign(left[0]);
    for (const address of left) if (await Saved.has(address).catch(() => false)) return location.assign(address);
    return say('kept');
  }

  // Which button it was: older phones do not tell it with the submission, and iPhones focus no button that is tapped.
  let pressed = 'done';
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button[name="outcome"]');
    if (button) pressed = button.value;
  });
  if (words.version) EntryForm.take(form, { place, outbox, outcomeOf: () => pressed,
    label: data => named(data) + ': ' + states[data.outcome],
    remains: ({ subject, outcome, made }) => ({ programme, subject, outcome, made }),
    after(lost, { subject }) {
      recorded.add(subject);
      return lost ? say('photo-full') : leave();
    } });

  const held = place.querySelector('[data-photos-held]');
  if (held && window.Photos) Photos.isAble().then(able => {
    held.hidden = !able;
    held.previousElementSibling.hidden = able;
  });
  prune().catch(() => 0);
  outbox.paints(paint);
})();
