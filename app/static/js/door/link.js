// On every page of a helper's link: what this phone scanned goes to the link's own gate, what waits and what was
// refused stands beside what the server has; and the page is kept for when there is no line, until the link has ended.
(function () {
  'use strict';
  const outbox = new Outbox(), find = selector => document.querySelector(selector), here = location.pathname;
  const mine = find('[data-mine]'), ready = find('[data-ready]');
  outbox.gate = here + '/dong-bo';
  if (!mine) return;

  function fill(place, count) {
    const told = place.dataset.waits || place.dataset.refusals;
    place.hidden = !count;
    place.textContent = count ? ' · ' + told.replace('{count}', count) : '';
  }

  // One that was refused, until whoever stands here says that the instructor knows.
  function reason(record) {
    const item = document.createElement('li'), row = document.createElement('div'),
      button = document.createElement('button');
    const told = document.createElement('span'), small = document.createElement('small');
    told.textContent = record.label;
    small.textContent = record.refused;
    Object.assign(button, { type: 'button', className: 'btn quiet',
      textContent: find('[data-not-written]').dataset.notWritten });
    button.setAttribute('aria-label', button.textContent + ': ' + record.label);
    button.addEventListener('click', () => outbox.remove(record.sequence));
    told.append(small);
    row.append(told, button);
    item.append(row);
    return item;
  }

  async function paint() {
    const own = (await outbox.records()).filter(record => record.account === outbox.account);
    const refused = own.filter(record => record.refused), place = find('[data-not-written]');
    fill(mine.querySelector('[data-waits]'), own.length - refused.length);
    fill(mine.querySelector('[data-refusals]'), refused.length);
    place.hidden = !refused.length;
    const list = place.querySelector('[data-not-written-list]');
    list.textContent = '';
    list.append(...refused.map(reason));
  }

  // What the server has grows by each scan that it has taken since it drew the page.
  const head = mine.querySelector('b'), at = Number(mine.dataset.at),
    first = parseInt(head.textContent.match(/\d+/)[0], 10);

  async function count() {
    const steps = (await outbox.takenSince(['scan', 'mark'], at)).reduce((sum, { remains }) => sum + remains.step, 0);
    head.textContent = head.textContent.replace(/\d+/, Math.max(0, first + steps));
  }

  // What the page needs besides the shell: into the worker's own cache, whether or not it has this page in hand yet.
  const ANY = { ignoreVary: true }, wanted = ready ? find('[data-keep]').dataset.keep.split(' ') : [];

  async function files() {
    const cache = await caches.open('static-' + outbox.release);
    await Promise.all(wanted.map(async address => await caches.match(address, ANY) || cache.add(address)));
  }

  // "Ready" is said only while it is true: the worker is at work, and the page with what it needs lies in its caches.
  async function look() {
    let there = await Saved.has(here);
    for (const address of wanted) there = there && Boolean(await caches.match(address, ANY));
    ready.textContent = there ? ready.dataset.ready : '';
    ready.hidden = !there;
  }

  async function keep() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.ready;
    if (navigator.onLine) await files().then(() => Saved.keep(here)).catch(() => 0);
    await look();
    document.addEventListener('visibilitychange', () => look().catch(() => 0));
  }

  // The link has ended: nothing of it stays on the phone but what still waits to be sent, and why something was
  // refused.
  async function forget() {
    const kept = await Saved.list();
    if (kept.some(page => page.address === here)) await Promise.all([Saved.drop(), outbox.forgetRolls()]);
  }

  const again = () => count().then(paint).catch(() => 0);
  outbox.listen(again);
  again();
  (ready ? keep() : forget()).catch(() => 0);
})();
