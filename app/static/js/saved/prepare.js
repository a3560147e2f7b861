// "Chuẩn bị cho buổi học": one press saves the lessons to come with all their pages, and says so only after each of
// them was found again. For whoever teaches it is done by itself, wherever they come in (preparing.js). Without script
// there is none of it.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="prepare"]'),
    cannot = document.querySelector('[data-cannot-keep]');
  if (!place) return;
  const words = place.dataset, outbox = new Outbox(), MEGA = 1024 * 1024, LITTLE = 60 * MEGA;
  const find = selector => place.querySelector(selector);
  const fill = (text, told) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in told ? told[name] : whole));
  const lessons = Array.from(place.querySelectorAll('[data-lesson]'), item => ({
    item, key: item.dataset.lesson, stamp: item.dataset.stamp, ends: item.dataset.ends,
    pages: item.dataset.pages.split(' '), byItself: item.dataset.byItself !== undefined, state: ''
  }));
  const id = outbox.account + Math.random(), SILENT = 60000;
  let pressed = false, awaited = new Set(), all = 0, late = 0;

  // -- what this phone remembers: which lessons it saved, as they stood when it did -----------------------------------

  async function remembered() {
    const note = await outbox.note('prepared');
    return note && note.account === outbox.account ? note.lessons : {};
  }

  // -- what is said ---------------------------------------------------------------------------------------------------

  function paint(lesson, state) {
    lesson.state = state;
    lesson.item.dataset.state = state;
    lesson.item.querySelector('[data-state]').textContent = { ready: words.ready, stale: words.stale,
      missing: words.missing }[state];
    lesson.item.querySelector('use').setAttribute('href',
      lesson.item.querySelector('use').getAttribute('href').replace(/#.*/, {
      ready: '#circle-check', stale: '#refresh', missing: '#download'
    }[state]));
  }

  const allReady = () => lessons.every(lesson => lesson.state === 'ready');

  // Ready only if every page and file is there, and the lesson is still the one that was saved.
  async function look() {
    const known = await remembered(), shell = await Keeping.has([words.own, words.shell]);
    for (const lesson of lessons) {
      const there = shell && lesson.key in known && await Keeping.has(lesson.pages);
      paint(lesson, !there ? 'missing' : known[lesson.key].stamp === lesson.stamp ? 'ready' : 'stale');
    }
    if (allReady()) find('[data-prepare]').lastChild.textContent = words.again;
  }

  function progress(done, total) {
    const bar = find('[data-progress]');
    bar.hidden = false;
    bar.querySelector('p').textContent = fill(words.doing, { done, total });
    bar.querySelector('progress').max = total;
    bar.querySelector('progress').value = done;
  }

  function size(bytes) {
    if (bytes >= 1024 * MEGA) return (bytes / MEGA / 1024).toFixed(1).replace('.0', '').replace('.', ',') + ' GB';
    return Math.max(1, Math.round(bytes / MEGA)) + ' MB';
  }

  async function room() {
    if (!navigator.storage || !navigator.storage.estimate) return null;
    const { quota, usage } = await navigator.storage.estimate(), left = quota - usage, text = find('[data-room-said]');
    text.textContent = fill(left < LITTLE ? words.littleRoom : words.room, { size: size(left) });
    text.hidden = false;
    return left;
  }

  // -- saving ---------------------------------------------------------------------------------------------------------

  const groupsOf = wanted => [{ pages: [words.own], anew: pressed }].concat(wanted.map(({ key, stamp, ends,
    pages }) => (
    { shelf: 'lessons', key, stamp, ends, pages, anew: pressed }
  )));

  // The worker saves them, and goes on with it when this page is left.
  async function prepare() {
    if (pressed) return;
    pressed = true;
    find('[data-prepare]').disabled = true;
    find('[data-said]').textContent = '';
    awaited = new Set([words.own].concat(...lessons.map(lesson => lesson.pages)));
    all = awaited.size;
    progress(0, all);
    wait();
    outbox.stay(true);
    if (!await ask(lessons).catch(() => false)) await done('line');
  }

  function ask(wanted) {
    return Keeping.ask({ groups: groupsOf(wanted), pressed, report: true, id });
  }

  async function done(why) {
    clearTimeout(late);
    await look().catch(() => 0);
    const left = await room().catch(() => null), full = why === 'full' || left !== null && left < MEGA;
    find('[data-said]').textContent = !why && allReady() ? words.allReady : full ? words.full : words.notAll;
    pressed = false;
    find('[data-progress]').hidden = true;
    find('[data-prepare]').disabled = false;
  }

  function hear({ address, over, why }) {
    if (over && !pressed) look().catch(() => 0);
    if (over === id && pressed) done(why).catch(() => 0);
    if (address && pressed && awaited.delete(address)) progress(all - awaited.size, all);
    if (pressed) wait();
  }

  // A worker that the browser ended says nothing any more.
  function wait() {
    clearTimeout(late);
    late = setTimeout(() => done('line').catch(() => 0), SILENT);
  }

  async function begin() {
    if (!await Keeping.worker()) {
      const why = cannot.querySelector('[data-insecure]');
      if (!window.isSecureContext) why.textContent = why.dataset.insecure;
      cannot.hidden = !lessons.length;
      return;
    }
    place.hidden = !lessons.length;
    Keeping.listen(hear);
    await look();
    find('[data-why-asked]').hidden = !outbox.putsAQuestion || Boolean(await outbox.note('persisted'));
    await room().catch(() => null);
    const line = navigator.connection || {}, wanted = lessons.filter(lesson => lesson.byItself
      && lesson.state !== 'ready');
    if (wanted.length && navigator.onLine && !line.saveData && !/2g/.test(line.effectiveType || '')) await ask(wanted);
  }

  find('[data-prepare]').addEventListener('click', prepare);
  addEventListener('load', () => begin().catch(() => 0));
})();
