// The self-service tablet. Whoever stands there is forgotten so long after the last touch as the page says; going back
// shows nothing of them, because every page takes the place of the one before in the browser's history.
'use strict';
(() => {
  const told = document.getElementById('ban');
  if (!told) return;
  const { home, book } = told.dataset, root = document.documentElement, WARNED = 30, PING = 10000, POLL = 3000,
    PAIRED = 30000, RELOAD = 600000, ALONE = 15000, LETTERS = 60, CALLED = 900000, COMING = 120000;
  const alone = document.querySelector('[data-module=book]');
  const still = document.getElementById('con-day'), lost = document.getElementById('mat-mang');

  // -- going on -------------------------------------------------------------------------------------------------------

  const go = address => { location.replace(address); };
  const noLine = () => { lost.hidden = false; };

  function post(address, fields, headers) {
    const body = new URLSearchParams({ csrf_token: told.dataset.token, ...fields });
    return fetch(address, { method: 'POST', body, headers, credentials: 'same-origin', cache: 'no-store' });
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a[href]');
    if (!link) return;
    event.preventDefault();
    if ('size' in link.dataset) enlarge();
    else go(link.href);
  });

  let sending = false;

  async function send(form, pressed) {
    if (sending) return;
    sending = true;
    const fields = {};
    new FormData(form).forEach((value, name) => { fields[name] = value; });
    if (pressed && pressed.name) fields[pressed.name] = pressed.value;
    try {
      const answer = await post(form.action, fields, {});
      // A page from before, or a tablet that is none any more: the start says so.
      go(answer.ok ? answer.url : home);
    } catch (error) {
      sending = false;
      if (fields.topic && navigator.serviceWorker && navigator.serviceWorker.controller) go(book + '#viec-' + fields.topic);
      else noLine();
    }
  }

  // The button that was pressed: old browsers do not tell with the form.
  let pressed = null;
  document.addEventListener('click', event => {
    lost.hidden = true;
    pressed = event.target.closest('button');
  }, true);
  document.addEventListener('submit', event => {
    event.preventDefault();
    send(event.target, pressed);
  });

  // A page out of the browser's own memory is of whoever stood there before.
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

  // -- forgetting -----------------------------------------------------------------------------------------------------

  let idle = Number(told.dataset.idle), until = Date.now() + idle * 1000, owed = false, pinging = 0;

  // From now on the page is left so many seconds after the last touch; 0: it may stand there all day.
  function stay(seconds) {
    idle = seconds;
    until = Date.now() + idle * 1000;
    still.hidden = true;
  }

  function ping() {
    if (!told.dataset.still) return;
    owed = true;
    if (pinging) return;
    tell();
    pinging = setInterval(tell, PING);
  }

  // The server counts too; it is told at most every ten that somebody is there.
  function tell() {
    if (!owed) {
      clearInterval(pinging);
      pinging = 0;
      return;
    }
    owed = false;
    post(told.dataset.still, {}, { Accept: 'application/json' }).catch(() => { owed = true; });
  }

  function here() {
    if (!idle) return;
    until = Date.now() + idle * 1000;
    still.hidden = true;
    ping();
  }

  async function forget() {
    clearInterval(ticking);
    if (told.dataset.end) await post(told.dataset.end, { lau: '1' }, { Accept: 'application/json' }).catch(() => 0);
    go(home);
  }

  function tick() {
    if (!idle) return;
    if (isCalled()) here();
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left <= 0) {
      forget();
      return;
    }
    if (left > WARNED || idle <= WARNED) return;
    const count = document.getElementById('con-day-dem');
    count.textContent = count.dataset.words.replace('{seconds}', left);
    if (still.hidden) {
      still.hidden = false;
      still.querySelector('[data-here]').focus();
    }
  }

  const ticking = setInterval(tick, 1000);
  // Whoever is read to (aloud.js) listens, and touches nothing.
  ['pointerdown', 'touchstart', 'wheel', 'keydown', 'aloud'].forEach(kind =>
    addEventListener(kind, here, { passive: true }));
  document.addEventListener('scroll', () => { if (still.hidden) here(); }, { passive: true, capture: true });

  // -- a call ---------------------------------------------------------------------------------------------------------

  const call = document.getElementById('goi');
  let tag = '', since = Date.now();

  // Whoever called goes on reading until somebody has been there for two minutes; without a line nobody says so.
  function isCalled() {
    const state = call ? call.dataset.state : 'none';
    return state !== 'none' && Date.now() - since < (state === 'coming' ? COMING : CALLED);
  }

  async function ask(anyhow) {
    if (document.hidden || !call || call.dataset.state === 'none' && !anyhow) return;
    try {
      const headers = tag ? { 'If-None-Match': tag } : {};
      const answer = await fetch(call.dataset.source, { headers, cache: 'no-store', credentials: 'same-origin' });
      if (answer.status !== 200) return;
      tag = answer.headers.get('ETag') || '';
      const { state, words } = await answer.json();
      if (state === 'gone') return go(home);
      if (call.dataset.state !== state) since = Date.now();
      call.dataset.state = state;
      call.hidden = state === 'none';
      call.classList.toggle('good', state === 'coming');
      const line = call.querySelector('span');
      if (line.textContent !== words) line.textContent = words;
    } catch (error) {
      // No line: the next turn asks again.
    }
  }

  setInterval(ask, POLL);
  // Nobody has called: all that may have changed is that staff took the tablet back.
  setInterval(() => { if (!idle) ask(true); }, PAIRED);

  // -- the start ------------------------------------------------------------------------------------------------------

  // Stands there all day: now and then anew, for lists that the ward has changed; never where that would end in
  // nothing.
  async function anew() {
    try {
      const answer = await fetch(home, { cache: 'no-store', credentials: 'same-origin' });
      if (answer.ok) go(home);
    } catch (error) { /* the page that stands there still works once the line is back */ }
  }

  setInterval(() => { if (!idle) anew(); }, alone ? ALONE : RELOAD);

  // -- letters --------------------------------------------------------------------------------------------------------

  const key = document.querySelector('[data-size]');

  function letters(size) {
    const following = { 1: '2', 2: '3', 3: '1' }[size];
    root.dataset.text = size;
    document.cookie = told.dataset.letters + '=' + size + ';path=' + home + ';SameSite=Lax';
    if (!key) return;
    const back = following === '1', [smaller, larger] = key.dataset.words.split('|');
    key.querySelector('span').textContent = back ? smaller : larger;
    key.querySelector('b').textContent = back ? 'A−' : 'A+';
  }

  // On the start too they are small again once nobody touches it.
  function enlarge() {
    letters({ 1: '2', 2: '3', 3: '1' }[root.dataset.text]);
    if (!idle) stay(LETTERS);
  }

  window.Kiosk = { home, stay, letters };

  // What staff had saved on this tablet before it became one is nobody's who stands there.
  if (window.caches) caches.delete('pages').catch(() => 0);

  Awake.keep(true);
})();
