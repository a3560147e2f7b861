// Every form that is posted (docs/offline.md, "A press without an answer"): its idempotency key, by which two presses are
// one; what is half typed (`form[data-draft]`); and what is said where no answer comes.
(function () {
  'use strict';
  const KEY = 'idempotency_key', DAYS = 2 * 86400000, PREFIX = 'lopso.draft:', SOON = 300, BASE = 'lopso-drafts',
    workers = navigator.serviceWorker;

  // -- the key: new with each page that is opened and each press that was taken, the same for a press made twice ---------

  const fresh = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, sign =>
    (Number(sign) ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> Number(sign) / 4).toString(16));
  const keyOf = form => form && form.querySelector('[name=' + KEY + ']');

  // `data-same`: this form gives back a press that may have arrived.
  function renew(form) {
    const key = keyOf(form);
    if (key && !('same' in key.dataset)) key.value = fresh();
    return key;
  }

  const renewAll = () => Array.from(document.forms, renew), last = new WeakMap();

  // Another button of the same form is another press.
  function press(form, by) {
    const before = last.get(form);
    last.set(form, by);
    return before === undefined || before === by ? null : renew(form);
  }

  const called = button => (button && button.name ? button.name + '=' + button.value : '');
  const formOf = elt => (elt.matches('form') ? elt : elt.form || elt.closest('form'));

  // -- no answer, or a no that htmx does not show: sent plainly it gets a page, the server's or the worker's -------------

  let pressed = null; // older phones do not tell it with the submission

  function sendPlainly(form) {
    if (pressed && pressed.form === form && pressed.name) {
      const kept = document.createElement('input');
      Object.assign(kept, { type: 'hidden', name: pressed.name, value: pressed.value });
      form.append(kept);
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  // Without a worker nothing leaves this page, and what was typed stays.
  function sayNoLine(form) {
    const after = [...form.querySelectorAll('[type=submit]')].pop() || form.lastElementChild;
    const note = document.querySelector('[data-no-line]') || document.createElement('p');
    Object.assign(note, { className: 'note warn', role: 'alert',
      textContent: 'Chưa có mạng, chưa gửi. Những gì bác ghi vẫn còn đây, có mạng bác bấm lại.' });
    note.dataset.noLine = '';
    after.after(note);
  }

  const isHeld = () => workers && workers.controller;

  function unanswered(event) {
    const { elt, verb, triggeringEvent } = event.detail.requestConfig, form = formOf(elt);
    if (event.defaultPrevented || verb === 'get' || !form) return;
    const whole = elt === form && (triggeringEvent || {}).type === 'submit';
    if (whole && (event.type === 'htmx:responseError' || isHeld())) sendPlainly(form);
    else if (whole || elt.matches('button')) sayNoLine(form);
  }

  const on = (type, ear, early = false) => document.addEventListener(type, ear, early);
  on('click', ({ target }) => { pressed = target.closest('button, [type=submit]'); }, true);
  on('submit', ({ target, submitter }) => {
    if (target.method === 'post') press(target, called(submitter || pressed));
  }, true);
  on('submit', event => { // whoever keeps it in an outbox, or sends it by htmx, has stopped it by now
    if (event.target.method !== 'post' || event.defaultPrevented || navigator.onLine || isHeld()) return;
    event.preventDefault();
    sayNoLine(event.target);
  });
  on('htmx:configRequest', ({ detail: { elt, parameters } }) => {
    const form = elt.matches('form') ? null : formOf(elt), key = form && press(form, elt); // a search is in no form
    if (key && KEY in parameters) parameters[KEY] = key.value;
  });
  on('htmx:afterRequest', ({ detail: { successful, requestConfig: { elt } } }) => {
    if (successful) renew(formOf(elt));
  });
  on('htmx:sendError', unanswered);
  on('htmx:responseError', unanswered);
  addEventListener('pageshow', ({ persisted }) => { if (persisted) renewAll(); });
  renewAll();

  // -- one line that has to be mended: said beneath its label, the focus on it ----------------------------------------------

  window.FieldError = {
    show(field, text) {
      const box = field.closest('.field'), said = box.querySelector('[data-wrong]') || document.createElement('p'),
        fold = field.closest('details');
      if (fold) fold.open = true;
      said.dataset.wrong = '';
      said.id = field.id + '-loi';
      said.innerHTML = '<em></em>';
      said.firstChild.textContent = text;
      box.classList.add('bad');
      box.insertBefore(said, field);
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', said.id);
      field.focus();
    },

    clear(form) {
      form.querySelectorAll('[data-wrong]').forEach(said => said.remove());
      form.querySelectorAll('.field.bad').forEach(box => box.classList.remove('bad'));
      form.querySelectorAll('[aria-invalid]').forEach(field => field.removeAttribute('aria-invalid'));
    }
  };

  // -- a draft: under the page's address (or the one it names) and whoever is signed in, two days at most -----------------

  const draftable = /** @type {HTMLFormElement} */ (document.querySelector('form[data-draft]'));
  if (!draftable) return;
  const name = PREFIX + (draftable.dataset.account || '') + ':' + (draftable.dataset.draft
    || location.pathname);
  const fields = () => Array.from(draftable.elements, each => /** @type {HTMLInputElement} */ (each)).filter(each =>
    each.name && !/^(hidden|submit|button|file|password)$/.test(each.type));
  const line = /** @type {HTMLElement} */ (document.querySelector('[data-draft-line]'));
  const boxed = ({ type }) => type === 'checkbox' || type === 'radio';
  const changed = () => draftable.dispatchEvent(new Event('change', { bubbles: true }));

  // The store may be away (an app's own browser) or full: then nothing is kept, and nothing breaks. A browser writes this
  // one to the disk seconds later, so the same lies in a database that is written at once: a battery may be empty.
  // Of the two the newer counts; one without `values` says that there is nothing.
  function read(each) {
    try { return JSON.parse(localStorage.getItem(each)); } catch (error) { return null; }
  }

  const isOver = draft => !draft || !(Date.now() - draft.at < DAYS);
  let waits = null, timer = 0;

  function write(draft) {
    waits = Object.assign({ name }, draft || { at: Date.now() });
    try { localStorage.setItem(name, JSON.stringify(waits)); } catch (error) { /* no place */ }
    clearTimeout(timer);
    timer = setTimeout(write.through, draft && !draft.sent ? SOON : 0);
  }

  write.through = () => {
    const draft = waits;
    waits = null;
    if (draft) within(drafts => drafts.put(draft)).catch(() => 0);
  };

  // One transaction of the database of drafts; resolves with the result of its request.
  function within(work) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { keyPath: 'name' });
      asked.onerror = reject;
      asked.onsuccess = () => {
        const done = asked.result.transaction('drafts', 'readwrite', /** @type {any} */ ({ durability: 'strict' })),
          request = work(done.objectStore('drafts'));
        done.oncomplete = done.onabort = () => {
          asked.result.close();
          resolve(request.result);
        };
      };
    });
  }

  function tidy() {
    try {
      Object.keys(localStorage).filter(each => each.startsWith(PREFIX)).forEach(each => {
        if (isOver(read(each))) localStorage.removeItem(each);
      });
    } catch (error) { /* no store */ }
  }

  function keep() {
    const values = fields().map(field => (boxed(field) ? [field.name, field.value, field.checked]
      : [field.name, field.value]));
    write({ at: Date.now(), values });
  }

  // One that was sent and not answered may have arrived: sent again it is the same press.
  function restore({ at, values, sent }) {
    const left = values.slice(), key = keyOf(draftable);
    fields().forEach(field => {
      const index = left.findIndex(([each, value]) => each === field.name && (!boxed(field) || value === field.value));
      if (index < 0) return;
      const [, value, checked] = left.splice(index, 1)[0];
      if (boxed(field)) field.checked = checked; else field.value = value;
      const fold = field.closest('details'); // what was typed is to be seen
      if (fold && (field.value !== field.defaultValue || field.checked !== field.defaultChecked)) fold.open = true;
    });
    if (sent && key) key.value = sent;
    changed();
    say(new Date(at));
  }

  function say(at) {
    const words = line.querySelector('[data-draft-at]'), two = number => String(number).padStart(2, '0');
    words.textContent = words.dataset.draftAt.replace('{hour}', at.getHours()).replace('{minute}', two(at.getMinutes()));
    line.hidden = false;
    line.querySelector('button').onclick = () => {
      draftable.reset();
      renew(draftable);
      changed();
    };
  }

  function begin(draft) {
    if (!draft || !draft.values || mending) return;
    if (returns || !draft.sent) restore(draft);
    else write(null);
  }

  tidy();
  const draft = read(name), [entry] = performance.getEntriesByType('navigation'),
    returns = entry && /** @type {any} */ (entry).type !== 'navigate';
  const mending = draftable.querySelector('[aria-invalid="true"]') || /[?&]sua=/.test(location.search);
  let typed = false;
  begin(draft);
  within(drafts => drafts.getAll()).then(all => {
    const newer = all.find(each => each.name === name && each.at > (draft ? draft.at : 0));
    if (newer && !typed) begin(newer);
    return within(drafts => all.filter(isOver).map(each => drafts.delete(each.name)));
  }).catch(() => 0);
  draftable.addEventListener('input', () => {
    typed = true;
    keep();
  });
  draftable.addEventListener('change', event => { if (event.isTrusted) keep(); });
  // 'stored': whoever keeps it (an outbox) has it for good.
  ['reset', 'stored'].forEach(type => draftable.addEventListener(type, () => {
    write(null);
    line.hidden = true;
  }));
  on('visibilitychange', write.through);
  addEventListener('pagehide', write.through);
  function noteSent() {
    const kept = read(name), key = keyOf(draftable);
    if (kept && kept.values) write(Object.assign(kept, { sent: key ? key.value : true }));
  }

  // A form whose script keeps it says so ('kept'): what that does not take is a draft still.
  on('submit', event => { if (event.target === draftable && !event.defaultPrevented) noteSent(); });
  draftable.addEventListener('kept', noteSent);
})();
