// The counter hears the self-service tablets: asks every few seconds while the page is seen, shows who calls, and
// sounds once. "Tôi tới" takes a fresh token first: the page may have lain open, or saved, since yesterday.
'use strict';
(() => {
  const bar = document.getElementById('goi-giup');
  if (!bar) return;
  const list = bar.querySelector('ul'), shape = bar.querySelector('template'),
    ended = bar.querySelector('[data-signed-out]');
  const SLOW = 15000;
  let tag = '', every = 2500, timer = 0, known = new Set(), asking = false;

  function sound() {
    // Before the first touch of a page browsers allow neither, and complain.
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
    if (navigator.vibrate) navigator.vibrate([200, 100, 200]);
    try {
      const Sound = window.AudioContext || window.webkitAudioContext;
      const player = new Sound(), tone = player.createOscillator(), loud = player.createGain();
      loud.gain.value = 0.15;
      tone.frequency.value = 880;
      tone.connect(loud);
      loud.connect(player.destination);
      tone.start();
      tone.stop(player.currentTime + 0.25);
      tone.onended = () => player.close();
    } catch (error) { /* a browser that wants a press first: the bar is seen and read out */ }
  }

  async function take(address, button) {
    button.disabled = true;
    try {
      const answer = await fetch('/dong-bo', { credentials: 'same-origin', cache: 'no-store',
        headers: { Accept: 'application/json' } });
      const form = document.createElement('form'), token = document.createElement('input');
      token.type = 'hidden';
      token.name = 'csrf_token';
      token.value = (await answer.json()).csrf_token || '';
      form.method = 'post';
      form.action = address;
      form.append(token);
      document.body.append(form);
      form.submit();
    } catch (error) {
      button.disabled = false;
      button.closest('li').querySelector('span').textContent = 'Chưa có mạng, máy quầy chưa báo. Có mạng, bấm lại';
    }
  }

  // Where there is room for one alone, it says how many more there are.
  function row(call, place, { length }) {
    const made = shape.content.cloneNode(true), button = made.querySelector('button'),
      more = made.querySelector('small');
    made.querySelector('span').textContent = call.words;
    if (place + 1 < length) more.textContent = more.dataset.more.replace('{count}', length - place - 1);
    button.setAttribute('aria-label', button.textContent.trim() + ': ' + call.words);
    button.addEventListener('click', () => take(call.take, button));
    return made;
  }

  function paint(calls) {
    const fresh = calls.some(call => !known.has(call.uuid));
    known = new Set(calls.map(call => call.uuid));
    list.textContent = '';
    list.append(...calls.map(row));
    bar.hidden = !calls.length;
    if (fresh) sound();
  }

  async function ask() {
    if (asking || document.hidden) return;
    if (navigator.onLine === false) {
      again();
      return;
    }
    asking = true;
    try {
      const headers = { Accept: 'application/json' };
      if (tag) headers['If-None-Match'] = tag;
      const answer = await fetch(bar.dataset.source, { headers, cache: 'no-store', credentials: 'same-origin' });
      if (answer.status === 401) {
        known = new Set();
        list.textContent = '';
        ended.hidden = bar.hidden = false;
        every = 0;
      } else if (answer.status === 200) {
        tag = answer.headers.get('ETag') || '';
        const told = await answer.json();
        every = told.every;
        paint(told.calls);
      } else if (answer.status !== 304) {
        every = Math.max(every, SLOW);
      }
    } catch (error) {
      every = Math.max(every, SLOW); // no line: a call is heard again once there is one
      tag = '';
    } finally {
      asking = false;
      again();
    }
  }

  function again() {
    clearTimeout(timer);
    if (every && !document.hidden) timer = setTimeout(ask, every);
  }

  document.addEventListener('visibilitychange', () => { if (every && !document.hidden) ask(); });
  addEventListener('online', () => { if (every) ask(); });
  ask();
})();
