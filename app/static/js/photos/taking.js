// Photos of a lesson, taken with a line or without one the same: made small, kept on this phone, sent with the ticks.
// What waits is shown beside what the server has, with why where it was refused. Where this browser cannot do that, the
// plain form of the page stands as it came.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="photos"]');
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, { lesson } = words, form = document.querySelector('form[data-photos]');
  const list = place.querySelector('[data-waiting-photos]'), said = place.querySelector('[data-photos-said]');
  const lines = new Map();
  let busy = false, usable; // not known until the browser has drawn a picture

  const isOurs = ({ kind, account, lesson: of }) => kind === 'lesson_photo' && account === outbox.account && of === lesson;

  function say(text, bad) {
    said.textContent = text;
    said.classList.toggle('bad', Boolean(bad));
    said.hidden = !text;
    if (text) said.scrollIntoView({ block: 'nearest' });
  }

  // -- what waits -------------------------------------------------------------------------------------------------------

  function made(tag, text, given) {
    return Object.assign(document.createElement(tag), { textContent: text }, given);
  }

  async function leave(record) {
    const gone = record.refused ? await outbox.remove(record.sequence).then(() => true)
      : await outbox.takeBack(record.sequence);
    say(gone ? words.left : words.late, !gone);
  }

  function line(record) {
    const item = made('li', ''), small = made('small', '');
    const drop = made('button', words.leave, { className: 'btn quiet full', type: 'button',
      onclick: () => leave(record).catch(() => 0) });
    drop.setAttribute('aria-label', words.leave + ': ' + record.label);
    item.append(small, drop);
    outbox.note(record.photo).then(Photos.thumb).then(picture => picture && item.prepend(picture)).catch(() => 0);
    return { item, small };
  }

  async function paint() {
    const mine = (await outbox.records()).filter(isOurs), there = new Set(mine.map(({ sequence }) => sequence));
    lines.forEach(({ item }, key) => { if (!there.has(key)) { item.remove(); lines.delete(key); } });
    mine.forEach(record => {
      if (!lines.has(record.sequence)) {
        lines.set(record.sequence, line(record));
        list.append(lines.get(record.sequence).item);
      }
      const { small } = lines.get(record.sequence), text = record.label + ': ' + (record.refused || words.waits);
      if (small.textContent !== text) small.textContent = text;
      small.className = record.refused ? 'bad' : '';
    });
    list.hidden = !mine.length;
  }

  // -- keeping ----------------------------------------------------------------------------------------------------------

  // How many of some files are kept on this phone; what is not is said, with why. False: the server is to have the form
  // as it is, for here nothing can be kept.
  async function keep(files, of) {
    let kept = 0, why = '';
    say(words.working);
    for (const file of files) {
      try {
        const photo = await Photos.shrink(file);
        await outbox.add({ kind: 'lesson_photo', data: { lesson, of }, label: words[of], lesson, photo });
        kept += 1;
      } catch (error) {
        why = error.reason === 'picture' ? words.notOne : error.reason === 'full' ? words.full : words.broken;
      }
    }
    say([kept && words.kept.replace('{count}', kept), why].filter(Boolean).join(' '), why);
    return kept > 0 || why === words.notOne;
  }

  const once = work => {
    if (busy) return;
    busy = true;
    Promise.resolve(work()).catch(() => say(words.broken, true)).then(() => { busy = false; });
  };

  // The camera, in the press itself: later no browser opens it.
  function take(of) {
    const input = made('input', '', { type: 'file', accept: 'image/*', hidden: true });
    input.setAttribute('capture', 'environment');
    input.addEventListener('change', () => {
      const files = Array.from(input.files);
      input.remove();
      if (files.length) once(() => keep(files, of));
    });
    place.append(input);
    input.click();
  }

  async function send() {
    const files = Array.from(form.elements.photos.files);
    if (!files.length) return say(words.none, true);
    if (!await keep(files, form.elements.kind.value) && navigator.onLine) return form.submit();
    form.elements.photos.value = '';
    return undefined;
  }

  const ready = Photos.isAble().then(able => { usable = Boolean(able && outbox.account); });
  // From the start: a form pressed before the answer waits for it.
  if (form) {
    form.addEventListener('submit', event => {
      if (usable === false) return;
      event.preventDefault();
      once(() => ready.then(() => (usable ? send() : form.submit())));
    });
  }

  ready.then(() => {
    if (!usable) return;
    place.querySelectorAll('[data-take]').forEach(button =>
      button.addEventListener('click', () => take(button.dataset.take)));
    place.hidden = false;
    const again = () => paint().catch(() => 0);
    outbox.listen(({ type, record, result }) => {
      again();
      if (type !== 'answer' || !isOurs(record) || !result.status.includes('done')) return;
      say(words.sent);
      Saved.renew(); // the server has it: the page shows it among the others
    });
    addEventListener('pageshow', again);
    again();
  });
})();
