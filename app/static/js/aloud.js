// Reads a guide or what is told of a class aloud, where the device has a voice that speaks Vietnamese; elsewhere there
// is no button. One line after the other, so that a long text is not broken off; it is silent once the page is left. On
// a class's page it comes with mine.js, which is the worker too.
'use strict';
(() => {
  const button = self.document && document.querySelector('[data-aloud]'), voices = self.speechSynthesis;
  if (!button || !voices) return;
  const words = button.querySelector('span'), first = words.textContent, RATE = 0.9;
  let left = [], reading = null;

  const voice = () => voices.getVoices().find(each => /^vi(?![a-z])/i.test(each.lang));
  const offer = () => { button.hidden = !voice(); };

  function stop() {
    left = [];
    reading = null;
    voices.cancel();
    words.textContent = first;
  }

  function next() {
    const line = left.shift();
    if (!line) return stop();
    const said = new SpeechSynthesisUtterance(line), done = () => { if (reading === said) next(); };
    Object.assign(said, { voice: voice(), lang: 'vi-VN', rate: RATE, onend: done, onerror: done });
    reading = said;
    dispatchEvent(new Event('aloud'));
    voices.speak(said);
  }

  button.addEventListener('click', () => {
    if (reading) return stop();
    voices.cancel();
    const texts = Array.from(document.querySelectorAll('[data-read]'), each => each.innerText);
    left = texts.join('\n').split('\n').map(line => line.trim().replace(/\s+/g, ' ')).filter(Boolean);
    words.textContent = button.dataset.aloud;
    next();
  });

  addEventListener('pagehide', stop);
  document.addEventListener('visibilitychange', () => { if (document.hidden) stop(); });
  // Many tablets know their voices only some moments later.
  voices.onvoiceschanged = offer;
  offer();
})();
