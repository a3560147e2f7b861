// Photos of a form that belong to the entry that it tells: made small before anything is kept, then kept after the entry,
// which names them already. One that finds no room is asked for later, on a page of its own.
(function (global) {
  'use strict';
  const chosen = form => Array.from(form.querySelectorAll('[data-photo]')).filter(input => input.files.length);

  // One that is no photo is said while all that was typed still stands: rejects with `reason` 'picture'.
  async function small(inputs) {
    const made = [];
    for (const input of inputs) made.push({ key: input.dataset.photo, label: input.dataset.label,
      photo: await Photos.shrink(input.files[0]) });
    return made;
  }

  async function keep(outbox, entry, photos, label) {
    const { account, data: { programme } } = entry;
    for (const each of photos) await outbox.add({ kind: 'entry_photo', data: { programme, entry: entry.uuid,
      key: each.key }, account, label: label + ', ' + each.label, photo: each.photo, after: entry.uuid });
  }

  // Those that wait for an entry, with their bytes: for the entry that takes its place.
  async function waitingFor(outbox, uuid) {
    const found = (await outbox.records()).filter(({ after }) => after === uuid), made = [];
    for (const { sequence, data: { key }, label, photo } of found) made.push({ sequence, key,
      label: label.split(', ').pop(), photo: await outbox.note(photo) });
    return made;
  }

  global.TakenPhotos = { chosen, small, keep, waitingFor };
})(self);
