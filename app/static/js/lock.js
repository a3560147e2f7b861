// Covers a page that nobody touched for as long as it stays open (app/web/sign_in/visits.py), and asks who is there.
// What was typed stays in the page, unseen. Without script, and without a line, the server asks at the next press
// (docs/offline.md).
(function () {
  'use strict';
  const me = document.currentScript.dataset, LIMIT = 1000 * Number(me.idle), MINUTE = 60000,
    JSON_ONLY = { Accept: 'application/json' };
  let touched = Date.now(), told = touched, timer = 0, cover = null;

  async function ask(address, options) {
    try {
      return await fetch(address, Object.assign({ credentials: 'same-origin', cache: 'no-store' }, options));
    } catch (error) { // no line
      return null;
    }
  }

  // Somebody is there. The server hears so once a minute, while a long form is filled in too.
  function touch() {
    if (cover) return;
    touched = Date.now();
    if (touched - told < MINUTE) return;
    told = touched;
    ask('/dong-bo', { headers: JSON_ONLY }).then(answer => answer && locked(answer) && hide());
  }

  const locked = answer => answer.status === 401 && answer.headers.get('X-Sign-In') === 'locked';

  // For how long the sign-in lies idle, in whichever tab it was used last; undefined where nobody can say.
  async function idle() {
    const answer = await ask('/mo-khoa', { headers: JSON_ONLY });
    if (!answer || answer.status !== 200) return undefined;
    const said = await answer.json();
    return said.account === me.account ? 1000 * said.idle : undefined;
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  }

  async function look() {
    const left = touched + LIMIT - Date.now();
    if (!cover && left > 0) return later(left + 500);
    const lain = await idle();
    if (cover && lain < LIMIT) return open(); // another tab was unlocked, or signed in anew
    if (lain === undefined || cover) return later(MINUTE);
    if (lain >= LIMIT) return hide();
    touched = Date.now() - lain;
    return later(LIMIT - lain + 500);
  }

  async function hide() {
    const answer = await ask('/mo-khoa?next=' + encodeURIComponent(location.pathname),
      { headers: { 'HX-Request': 'true' }, redirect: 'manual' });
    if (cover || !answer || answer.status !== 200) return later(MINUTE);
    const form = await answer.text(), behind = Array.from(document.body.children).filter(each => !each.hidden);
    cover = document.createElement('main');
    cover.append(document.createRange().createContextualFragment(form)); // with its script
    Object.assign(cover, { className: 'wrap stack', behind, title: '', named: document.title, from: scrollY,
      at: document.activeElement });
    behind.forEach(each => { each.hidden = true; });
    document.title = me.title;
    document.body.append(cover);
    cover.addEventListener('submit', press);
    (cover.querySelector('[autofocus]') || cover.querySelector('h1')).focus();
    return later(MINUTE);
  }

  function open() {
    const { behind, named, from, at } = cover;
    cover.remove();
    cover = null;
    behind.forEach(each => { each.hidden = false; });
    document.title = named;
    scrollTo(0, from);
    if (at) at.focus({ preventScroll: true });
    touched = told = Date.now();
    later(LIMIT);
  }

  async function press(event) {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    // which asks about what is unsent
    if (new URL(form.action).pathname !== '/mo-khoa') return location.assign('/dang-xuat');
    const answer = await ask('/mo-khoa', { method: 'POST', body: new FormData(form), headers: JSON_ONLY });
    if (answer && answer.ok) return open();
    const { message, door } = answer ? await answer.json().catch(() => ({})) : {};
    say(message || me.lost, door);
    form.reset();
    const first = form.querySelector('.input');
    return first && first.focus();
  }

  function say(text, door) {
    const place = cover.querySelector('[data-lock-trouble]'), box = document.createElement('section'),
      words = document.createElement('p');
    box.className = 'note bad tight';
    words.textContent = text;
    box.append(words);
    if (door) {
      const link = document.createElement('a');
      Object.assign(link, { className: 'btn', href: door, target: '_blank', textContent: me.door });
      box.append(link);
    }
    place.textContent = '';
    place.append(box);
  }

  ['keydown', 'pointerdown', 'input', 'scroll'].forEach(kind =>
    addEventListener(kind, touch, { passive: true, capture: true }));
  document.addEventListener('visibilitychange', () => document.hidden || look());
  addEventListener('pageshow', event => event.persisted && look());
  document.addEventListener('htmx:responseError', event => {
    const { xhr } = event.detail;
    if (xhr.status === 401 && xhr.getResponseHeader('X-Sign-In') === 'locked') hide();
  });
  later(LIMIT);
})();
