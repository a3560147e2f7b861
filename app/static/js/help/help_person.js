// Somebody who wishes to be followed up: found on file while their name is typed, or read from their citizen card.
// Loaded when the fold is opened; of a card nothing stays but what stands in the form, and its number never does.
(function () {
  'use strict';
  const place = document.querySelector('[data-person]');
  if (!place) return;
  const form = place.closest('form'), words = JSON.parse(place.dataset.words),
    find = name => place.querySelector('[data-' + name + ']');
  const { person, full_name: name, birth_year: year, residential_group: group } = form.elements, found = find('found');
  let timer = 0, asked = 0, camera = null;

  function say(text) {
    find('person-said').hidden = !text;
    find('person-said').textContent = text;
  }

  // -- found on file ------------------------------------------------------------------------------------------------

  async function search() {
    const turn = ++asked, typed = name.value.trim();
    found.textContent = '';
    if (typed.length < 2 || !place.dataset.search) return; // who helps for an organisation finds nobody
    try {
      const answer = await fetch(place.dataset.search + '?tim=' + encodeURIComponent(typed),
        { credentials: 'same-origin', cache: 'no-store' });
      if (!answer.ok || answer.redirected || turn !== asked) return;
      found.innerHTML = await answer.text(); // ours, and escaped there
      say('');
    } catch (error) {
      say(words.offline);
    }
  }

  name.addEventListener('input', () => {
    person.value = '';
    clearTimeout(timer);
    timer = setTimeout(search, 300);
  });
  year.addEventListener('input', () => { person.value = ''; });

  found.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    const given = button.dataset;
    Object.assign(person, { value: given.id });
    Object.assign(name, { value: given.name });
    Object.assign(year, { value: given.year });
    if (given.group) choose(given.group);
    found.textContent = '';
    form.elements.consent.focus();
  });

  function choose(code) {
    group.value = code;
    group.dispatchEvent(new Event('change', { bubbles: true }));
  }

  // -- a citizen card -------------------------------------------------------------------------------------------------

  const load = address => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { src: address, onload: resolve, onerror: () => reject(new Error('not loaded')) });
    document.head.append(script);
  });

  function take(text) {
    const { kind, card } = Hits.read(text, []);
    if (kind !== 'card') return say(words.no_card);
    camera.stop();
    person.value = '';
    name.value = card.name;
    year.value = card.date ? card.date.split('-').reverse().join('/') : card.year;
    say(words.read);
    search();
    return form.elements.consent.focus({ preventScroll: true });
  }

  async function make() {
    await Promise.all([load(place.dataset.hits), load(place.dataset.camera)]);
    const start = find('scan-start');
    return new Camera({
      video: find('eye').querySelector('video'), detector: place.dataset.detector, wasm: place.dataset.wasm,
        device: undefined, found: take,
      trouble: () => say(words.no_camera),
      changed: () => {
        find('eye').hidden = !camera.on;
        start.lastChild.textContent = camera.on ? words.stop : words.start;
      }
    });
  }

  find('scan-start').addEventListener('click', async () => {
    say('');
    try {
      camera = camera || await make();
      if (camera.on) camera.stop();
      else camera.start();
    } catch (error) {
      say(words.no_camera);
    }
  });
  document.addEventListener('lopso:next', () => {
    say('');
    if (camera && camera.on) camera.stop();
  });
  find('scan').hidden = false;
  if (name.value.trim()) search();
})();
