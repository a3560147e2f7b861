/* The wall keeps itself new: asks every five seconds while it is seen, counts down, keeps the screen awake. */
'use strict';
(() => {
  const wall = document.getElementById('tuong');
  const line = document.getElementById('dem');
  if (!wall || !line) return;
  const every = 5000;
  const step = Number(wall.dataset.step);
  const bar = document.createElement('progress');
  bar.max = step;
  bar.setAttribute('aria-hidden', 'true');
  line.parentElement.insertBefore(bar, line);
  let tag = '';
  let asking = false;
  let changes = 0; // when the code on the screen changes, on this device's steady clock
  let fresh = 0; // when the server was last heard
  const steady = () => performance.now();
  const leave = left => { changes = steady() + left * 1000; fresh = steady(); };

  const say = words => { if (line.textContent !== words) line.textContent = words; };
  const tick = () => {
    const left = Math.ceil((changes - steady()) / 1000);
    // The server takes a code one step longer than it is shown; past that it would only send people away.
    const lost = left <= -step / 2;
    wall.classList.toggle('old', lost);
    bar.value = Math.max(left, 0);
    if (lost) say(line.dataset.lost);
    else say(line.dataset.words.replace('{seconds}', Math.max(left, 0)));
    if (left <= 0 && steady() - fresh > 1000) ask();
  };

  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const headers = tag ? { 'If-None-Match': tag } : {};
      const answer = await fetch(wall.dataset.source, { headers, cache: 'no-store', credentials: 'same-origin' });
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
      leave(Number(answer.headers.get('X-Seconds-Left')));
      tick();
    } catch (error) {
      // No line: the next turn asks again, and `tick` says so once the code is too old.
    } finally {
      asking = false;
    }
  };

  const stop = words => {
    clearInterval(turns);
    clearInterval(seconds);
    wall.classList.add('old');
    say(words);
  };

  let lock = null;
  const stayAwake = async () => {
    if (!navigator.wakeLock || document.hidden) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch (error) {
      lock = null; // a weak battery may refuse; the hall still has its screen
    }
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
    if (document.hidden) return;
    ask();
    if (!lock || lock.released) stayAwake();
  });
  leave(Number(wall.dataset.left));
  const turns = setInterval(ask, every);
  const seconds = setInterval(tick, 1000);
  tick();
  stayAwake();
})();
