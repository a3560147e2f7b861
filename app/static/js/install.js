// /cai-dat: browsers that can install by one press offer it; who has it installed is told so.
// Without script the page tells each browser's steps in words and drawings.
(function () {
  'use strict';
  const place = document.querySelector('[data-module=install]');
  const offer = place.querySelector('[data-offer]');
  const said = place.querySelector('[data-said]');
  let held = null;

  function tell(words) {
    held = null;
    offer.hidden = true;
    said.textContent = words;
  }

  // iPhones know only the second.
  if (matchMedia('(display-mode: standalone)').matches || navigator.standalone) {
    place.querySelector('[data-installed]').hidden = false;
  }
  // An iPad calls itself a Mac; a Mac has no touch screen.
  const tablet = document.getElementById('safari');
  if (tablet && /Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1) tablet.open = true;

  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    held = event;
    offer.hidden = false;
  });
  addEventListener('appinstalled', () => tell(said.dataset.done));
  place.querySelector('[data-install]').addEventListener('click', () => {
    if (!held) return;
    const asked = held;
    asked.prompt();
    // An event asks once; a refusal is no error, and the steps below still stand.
    asked.userChoice.then((choice) => { if (choice.outcome !== 'accepted') tell(said.dataset.later); });
  });
})();
