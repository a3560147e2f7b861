// "Chuẩn bị cho buổi học": one press saves the lessons to come with all their pages, and says so only after each of them was
// found again. With a line it does so by itself, for whoever teaches (docs/offline.md). Without script there is none of it.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="prepare"]'), cannot = document.querySelector('[data-cannot-keep]');
  if (!place) return;
  const words = place.dataset, outbox = new Outbox(), MEGA = 1024 * 1024, LITTLE = 60 * MEGA, TOLD = 5 * 60000, FORGET = 14 * 86400000;
  const find = selector => place.querySelector(selector);
  const fill = (text, told) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in told ? told[name] : whole));
  const lessons = Array.from(place.querySelectorAll('[data-lesson]'), item => ({
    item, key: item.dataset.lesson, stamp: item.dataset.stamp, ends: item.dataset.ends,
    pages: item.dataset.pages.split(' '), byItself: item.dataset.byItself !== undefined, state: ''
  }));
  let busy = false;

  // -- what this phone remembers: which lessons it saved, as they stood when it did --------------------------------------------

  async function remembered() {
    const note = await outbox.note('prepared');
    return note && note.account === outbox.account ? note.lessons : {};
  }

  async function remember(ready) {
    const known = await remembered(), now = Date.now();
    ready.forEach(({ key, stamp, ends }) => { known[key] = { stamp, ends, at: now }; });
    Object.keys(known).forEach(key => { if (now - Date.parse(known[key].ends) > FORGET) delete known[key]; });
    await outbox.keepNote('prepared', { account: outbox.account, lessons: known });
  }

  // -- what is said ---------------------------------------------------------------------------------------------------------

  function paint(lesson, state) {
    lesson.state = state;
    lesson.item.dataset.state = state;
    lesson.item.querySelector('[data-state]').textContent = { ready: words.ready, stale: words.stale, missing: words.missing }[state];
    lesson.item.querySelector('use').setAttribute('href', lesson.item.querySelector('use').getAttribute('href').replace(/#.*/, {
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

  // -- saving -----------------------------------------------------------------------------------------------------------------

  async function save(wanted, each) {
    const pages = [words.own].concat(...wanted.map(lesson => lesson.pages));
    for (let done = 0; done < pages.length; done++) {
      each(done, pages.length);
      await Keeping.keep(pages[done]).catch(() => 0);
    }
    each(pages.length, pages.length);
    const ready = [];
    for (const lesson of wanted) if (await Keeping.has(lesson.pages)) ready.push(lesson);
    await remember(ready);
    await look();
    await tell(true);
  }

  async function prepare() {
    if (busy) return;
    busy = true;
    find('[data-prepare]').disabled = true;
    find('[data-said]').textContent = '';
    try {
      await outbox.stay();
      await save(lessons, progress);
      const left = await room().catch(() => null);
      find('[data-said]').textContent = allReady() ? words.allReady : left !== null && left < MEGA ? words.full : words.notAll;
    } catch (error) {
      find('[data-said]').textContent = words.notAll;
    } finally {
      busy = false;
      find('[data-progress]').hidden = true;
      find('[data-prepare]').disabled = false;
    }
  }

  // Unasked and unseen, where a line is no trouble: what is taught within a day, unless it is here already.
  async function byItself() {
    const line = navigator.connection || {};
    if (busy || !navigator.onLine || line.saveData || /2g/.test(line.effectiveType || '')) return;
    const wanted = lessons.filter(lesson => lesson.byItself && lesson.state !== 'ready');
    if (!wanted.length) return;
    busy = true;
    await save(wanted, () => 0).catch(() => 0);
    busy = false;
  }

  // The server hears which rolls are here, and, once a lesson is over, that nothing of it waits here any more.
  async function tell(now) {
    const known = await remembered(), keys = Object.keys(known), told = await outbox.note('told') || {};
    const over = keys.some(key => { const ends = Date.parse(known[key].ends); return ends <= Date.now() && ends > (told.at || 0); });
    if (!keys.length || !now && !over && Date.now() - (told.at || 0) < TOLD) return;
    if (await Telling.tell(outbox, keys.slice(-50))) await outbox.keepNote('told', { at: Date.now() });
  }

  async function begin() {
    if (!await Keeping.worker()) {
      const why = cannot.querySelector('[data-insecure]');
      if (!window.isSecureContext) why.textContent = why.dataset.insecure;
      cannot.hidden = !lessons.length;
      return;
    }
    place.hidden = !lessons.length;
    await look();
    await room().catch(() => null);
    await byItself();
    await tell(false);
  }

  find('[data-prepare]').addEventListener('click', prepare);
  addEventListener('load', () => begin().catch(() => 0));
})();
