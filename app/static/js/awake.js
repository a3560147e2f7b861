// The screen stays on while a page needs it: the wall, a tablet for everybody, a phone that scans at the door. A browser
// lets go whenever the page is hidden, and may refuse when the battery is low: then the page works all the same.
(function (global) {
  'use strict';
  let wanted = false, lock = null;

  function letGo() {
    if (lock) lock.release().catch(() => 0);
    lock = null;
  }

  async function hold() {
    if (!wanted || !navigator.wakeLock || document.hidden || lock && !lock.released) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (!wanted) letGo();
  }

  function keep(on) {
    wanted = on;
    if (on) hold();
    else letGo();
  }

  document.addEventListener('visibilitychange', hold);
  global.Awake = { keep };
})(self);
