// Without a line a link whose page this phone does not keep is drawn dull, with "cần mạng", and leads to no dead page: a
// tap looks for the line first, and where there is none says so. One script for all pages of the staff (staff.html).
(function () {
  'use strict';
  const words = document.currentScript.dataset, PLACES = 'main a[href], .tabs a[href]';
  if (!words.needs) return;
  const PATIENCE = 4000, ANY = { ignoreVary: true };
  let turn = 0, dead = false, note = null;

  // Whether the worker found nobody when a page or file was last asked for: it opened this one from what is kept.
  function lost() {
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!worker) return false;
    return new Promise(resolve => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(Boolean(data));
      setTimeout(resolve, PATIENCE, false);
      worker.postMessage({ type: 'line' }, [port2]);
    });
  }

  async function line() {
    const wait = new AbortController(), timer = setTimeout(() => wait.abort(), PATIENCE);
    try {
      return (await fetch('/sw.js', { method: 'HEAD', cache: 'no-store', signal: wait.signal })).ok;
    } catch (error) {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  // Pages are kept under their path: what an address asks for beyond it is there where a script reads it, on this page or
  // on the next one (data-reads).
  const opens = async ({ pathname, search, dataset }) => pathname === location.pathname || (!search || 'reads' in dataset)
    && (await Saved.has(pathname) || Boolean(await caches.match(pathname, ANY)));

  // The word stands in `::after` (dull.css), so that nothing is put into a link; a link with a name of its own says it too.
  function draw(link, dull) {
    const called = link.getAttribute('aria-label'), place = link.querySelector('span') || link;
    link.classList.toggle('dull', dull);
    if (dull) place.dataset.needs = words.needs;
    else delete place.dataset.needs;
    if (called) link.setAttribute('aria-label', called.split(', ' + words.needs)[0] + (dull ? ', ' + words.needs : ''));
  }

  async function look() {
    if (!self.caches) return;
    const mine = ++turn, away = navigator.onLine === false || await lost() && !await line();
    const links = Array.from(document.querySelectorAll(PLACES)).filter(each => each.origin === location.origin);
    const dull = away ? await Promise.all(links.map(async each => !await opens(each))) : [];
    if (mine !== turn || !away && !dead) return;
    dead = away;
    links.forEach((each, index) => draw(each, Boolean(dull[index])));
    if (!away && note) note.remove();
  }

  function say(link) {
    const block = link.closest('.alley, .list, .tabs ul, p, .row, .grid, .sub') || link;
    if (note) note.remove();
    note = document.createElement('p');
    note.className = 'said warn';
    note.setAttribute('role', 'status');
    block[block.parentElement.matches('.tabs') ? 'before' : 'after'](note);
    note.textContent = [document.querySelector('.sync').dataset.kept, (link.dataset.name || link.textContent.trim()) + ':',
      words.needs + '.'].join(' ');
  }

  async function tap(link) {
    if (await line()) location.assign(link.href);
    else say(link);
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a.dull');
    if (!link) return;
    event.preventDefault();
    tap(link);
  });
  const again = () => look().catch(() => 0);
  ['online', 'offline', 'pageshow'].forEach(each => addEventListener(each, again));
  document.addEventListener('visibilitychange', () => document.hidden || again());
  document.addEventListener('tiles', () => { if (dead) again(); });
  new Outbox().listen(({ type }) => { if (type === 'changed' && dead) again(); });
})();
