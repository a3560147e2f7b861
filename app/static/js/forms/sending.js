// Every form that is posted (docs/offline.md, "A press without an answer"): its idempotency key, by which two presses are
// one, and what is said where no answer comes.
(function () {
  'use strict';
  const KEY = 'idempotency_key', workers = navigator.serviceWorker;

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

  window.FormKey = { of: keyOf, renew };
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
      box.insertBefore(said, field.closest('label') || field);
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
})();
