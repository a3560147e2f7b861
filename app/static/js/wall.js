/* A code that keeps itself new, on the wall and on the phone of whoever teaches: asks every five seconds while it is seen,
   counts down, keeps the screen awake. Without a line it goes on with the codes of the next minutes, which it holds. */
'use strict';
(() => {
  const wall = document.getElementById('tuong'), line = document.getElementById('dem');
  if (!wall || !line) return;
  const every = 5000, renew = 300000, quiet = 15000;
  const step = Number(wall.dataset.step), minute = step * 1000;
  const gone = document.querySelector('[data-gone]'), ahead = document.querySelector('[data-ahead]');
  const bar = document.createElement('progress');
  bar.max = step;
  bar.setAttribute('aria-hidden', 'true');
  line.parentElement.insertBefore(bar, line);
  let tag = '', asking = false, heard = false;
  let shown = 0; // the number of the step whose code is on the screen
  let changes = 0; // when that changes, on this device's steady clock
  let fresh = 0; // when the server was last heard
  let fetched = 0; // when the codes to come were last fetched
  const steady = () => performance.now();
  const stands = (left, number) => { changes = steady() + left * 1000; shown = number; };

  const say = words => { if (line.textContent !== words) line.textContent = words; };
  const held = number => ahead.querySelector('template[data-step="' + number + '"]');

  // The code of another step, out of those that are held; whether there is one.
  const show = number => {
    const there = held(number), places = ['.qr', '.code'].map(name => wall.querySelector(name));
    if (!there || !places.every(Boolean)) return false;
    const fresh = document.importNode(there.content, true);
    places.forEach(place => place.replaceWith(fresh.querySelector('.' + place.classList[0])));
    return true;
  };

  // The step that it is by now, where it is another than the one shown.
  const turn = () => {
    const past = Math.floor((steady() - changes) / minute) + 1;
    if (past > 0 && show(shown + past)) {
      shown += past;
      changes += past * minute;
      tag = '';
    }
  };

  const tick = () => {
    turn();
    const left = Math.ceil((changes - steady()) / 1000);
    // The server takes a code one step longer than it is shown; past that it would only send people away.
    const lost = left <= -step / 2;
    wall.classList.toggle('old', lost);
    gone.hidden = !lost;
    bar.value = Math.max(left, 0);
    let minutes = 1;
    while (held(shown + minutes)) minutes++;
    if (lost) say(line.dataset.lost);
    else if (steady() - fresh > quiet) say(line.dataset.holds.replace('{minutes}', minutes));
    else say(line.dataset.words.replace('{seconds}', Math.max(left, 0)));
    if (left <= 0 && steady() - fresh > 1000) ask();
  };

  const look = async (source, headers) => fetch(source, { headers, cache: 'no-store', credentials: 'same-origin' });

  // The codes to come, anew every few minutes.
  const hold = async () => {
    if (steady() - fetched < renew && held(shown + 1)) return;
    const answer = await look(ahead.dataset.ahead, {});
    if (answer.status !== 200 || answer.redirected) return;
    ahead.innerHTML = await answer.text();
    fetched = steady();
  };

  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await look(wall.dataset.source, tag ? { 'If-None-Match': tag } : {});
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        stop(line.dataset.signedOut);
        return;
      }
      if (answer.status === 200) {
        wall.innerHTML = await answer.text();
        tag = answer.headers.get('ETag') || '';
      } else if (answer.status !== 304) {
        return;
      }
      heard = true;
      fresh = steady();
      stands(Number(answer.headers.get('X-Seconds-Left')), Number(answer.headers.get('X-Step')));
      tick();
      if (wall.querySelector('.qr')) await hold();
    } catch (error) {
      await resume();
    } finally {
      asking = false;
    }
  };

  // A page that this phone kept was drawn a while ago: how long, its own clock tells, put right by what the server's was.
  const resume = async () => {
    const skew = window.Outbox ? await new Outbox().note('skew').catch(() => 0) || 0 : 0;
    const age = Date.now() + skew - Number(wall.dataset.now);
    if (heard || !(age > minute)) return;
    heard = true;
    fresh = steady() - quiet - 1;
    changes -= age;
    tick();
  };

  const stop = words => {
    clearInterval(turns);
    clearInterval(seconds);
    wall.classList.add('old');
    say(words);
  };

  const press = document.querySelector('[data-fullscreen]');
  if (press && document.documentElement.requestFullscreen) {
    press.hidden = false;
    press.addEventListener('click', () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ask();
  });
  stands(Number(wall.dataset.left), Number(wall.dataset.nowStep));
  fresh = fetched = steady();
  const turns = setInterval(ask, every), seconds = setInterval(tick, 1000);
  tick();
  if (Date.now() - Number(wall.dataset.now) > minute) ask();
  Awake.keep(true);
})();
