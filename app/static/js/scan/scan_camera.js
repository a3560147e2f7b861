// The camera's buttons on the page that scans: on and off, torch, sound, which camera; and what to do where there is no
// picture, in words for the phone at hand. What was chosen is remembered on this phone.
(function (global) {
  'use strict';
  const KEPT = 'lopso-scan';

  function recall() {
    try { return JSON.parse(localStorage.getItem(KEPT)) || {}; } catch (error) { return {}; }
  }

  // `find(name)`: a piece of the page; `band`: what sounds; `take(text)`: a code was seen. Returns the camera.
  global.scanCamera = function ({ given, words, find, band, take }) {
    const choices = recall();
    band.silent = Boolean(choices.silent);

    function remember(name, value) {
      choices[name] = value;
      try { localStorage.setItem(KEPT, JSON.stringify(choices)); } catch (error) { /* asked again next time */ }
    }

    function trouble(reason) {
      const system = /iPhone|iPad/.test(navigator.userAgent) ? '_ios' : /Android/.test(navigator.userAgent) ? '_android'
        : '';
      const place = find('trouble');
      place.textContent = words.trouble[reason + system] || words.trouble[reason];
      place.hidden = false;
      find('eye').classList.add('still'); // what does without it comes up
      find('fallback').scrollIntoView({ block: 'nearest' });
    }

    function well() {
      find('trouble').hidden = true;
      find('eye').classList.remove('still');
    }

    async function changed() {
      if (global.Awake) Awake.keep(camera.wanted); // a page that was saved before has no such script
      find('eye').hidden = !camera.on;
      find('controls').hidden = !camera.on;
      const start = find('start');
      start.lastChild.textContent = camera.on ? words.stop : words.start;
      start.setAttribute('aria-pressed', camera.on);
      if (!camera.on) return;
      well();
      find('torch').hidden = !camera.hasTorch;
      find('torch').setAttribute('aria-pressed', 'false');
      const all = await camera.cameras(), select = find('cameras');
      select.textContent = '';
      all.forEach(({ id, label, chosen }, place) => select.append(new Option(label || words.camera + ' ' + (place + 1),
        id, chosen, chosen)));
      select.parentElement.hidden = all.length < 2;
    }

    const camera = new Camera({
      video: find('eye').querySelector('video'), detector: given.detector, wasm: given.wasm, device: choices.camera,
      found: text => { well(); take(text); }, trouble, changed
    });

    find('start').addEventListener('click', () => {
      band.wake();
      if (camera.on) camera.stop();
      else camera.start();
    });
    find('torch').addEventListener('click', async event => {
      const button = event.currentTarget, on = button.getAttribute('aria-pressed') !== 'true';
      if (await camera.torch(on)) button.setAttribute('aria-pressed', on);
    });
    find('sound').addEventListener('click', event => {
      band.silent = !band.silent;
      remember('silent', band.silent);
      event.currentTarget.setAttribute('aria-pressed', !band.silent);
    });
    find('cameras').addEventListener('change', event => {
      remember('camera', event.target.value);
      camera.start(event.target.value);
    });
    find('sound').setAttribute('aria-pressed', !band.silent);
    return camera;
  };
})(self);
