// A long form that is half filled in: `form[data-draft]` keeps what was typed on this phone, under the page's address and
// whoever is signed in, and brings it back after a reload, a closed tab or a call that ended the browser. Two days at
// most. What was sent is a draft no more, unless one comes back to it because no answer came.
(function () {
  'use strict';
  const DAYS = 2 * 86400000, PREFIX = 'lopso.draft:';
  const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-draft]'));
  if (!form) return;
  const key = PREFIX + (form.dataset.account || '') + ':' + location.pathname;
  const fields = () => Array.from(form.elements, each => /** @type {HTMLInputElement} */ (each)).filter(({ name, type }) =>
    name && !/^(hidden|submit|button|file|password)$/.test(type));
  const boxed = ({ type }) => type === 'checkbox' || type === 'radio';

  // The store may be away (an app's own browser) or full: then nothing is kept, and nothing breaks.
  function read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (error) { return null; }
  }

  function write(draft) {
    try {
      if (draft) localStorage.setItem(key, JSON.stringify(draft)); else localStorage.removeItem(key);
    } catch (error) { /* no place */ }
  }

  function tidy() {
    try {
      Object.keys(localStorage).filter(name => name.startsWith(PREFIX)).forEach(name => {
        const draft = read(name);
        if (!draft || !(Date.now() - draft.at < DAYS)) localStorage.removeItem(name);
      });
    } catch (error) { /* no store */ }
  }

  function keep() {
    const values = fields().map(field => (boxed(field) ? [field.name, field.value, field.checked]
      : [field.name, field.value]));
    write({ at: Date.now(), values });
  }

  function restore({ at, values }) {
    const said = values.slice();
    fields().forEach(field => {
      const index = said.findIndex(([name, value]) => name === field.name && (!boxed(field) || value === field.value));
      if (index < 0) return;
      const [, value, checked] = said.splice(index, 1)[0];
      if (boxed(field)) field.checked = checked; else field.value = value;
    });
    form.dispatchEvent(new Event('change', { bubbles: true }));
    say(new Date(at));
  }

  function say(at) {
    const line = /** @type {HTMLElement} */ (document.querySelector('[data-draft-line]'));
    const words = line.querySelector('[data-draft-at]'), two = number => String(number).padStart(2, '0');
    words.textContent = words.dataset.draftAt.replace('{hour}', at.getHours()).replace('{minute}', two(at.getMinutes()));
    line.hidden = false;
    line.querySelector('button').onclick = () => {
      write(null);
      form.reset();
      form.dispatchEvent(new Event('change', { bubbles: true }));
      line.hidden = true;
    };
  }

  tidy();
  const draft = read(key), [entry] = performance.getEntriesByType('navigation'),
    returns = entry && /** @type {any} */ (entry).type !== 'navigate';
  const mending = form.querySelector('[aria-invalid="true"]') || /[?&]sua=/.test(location.search);
  if (draft && !mending && (returns || !draft.sent)) restore(draft);
  else if (draft && draft.sent) write(null);
  form.addEventListener('input', keep);
  form.addEventListener('change', event => { if (event.isTrusted) keep(); });
  addEventListener('submit', event => {
    const last = read(key);
    if (event.target === form && last) write(Object.assign(last, { sent: true }));
  });
})();
