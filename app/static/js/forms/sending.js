// Every form that is posted (docs/offline.md, "A press without an answer"): its idempotency key, by which two presses are
// one, and what is said where no answer comes.
(function () {
  'use strict';
  const NUMBERS = ['idempotency_key', 'submission', 'uuid'], workers = navigator.serviceWorker;

  // -- the key: new with each page that is opened and each press that was taken, the same for a press made twice ---------

  // The field with it: the first of the names by which the server knows a press again.
  const keyOf = form => form && NUMBERS.map(name => form.querySelector('[name=' + name + ']')).find(Boolean);

  // `data-same`: this form gives back a press that may have arrived. A number of the view's own stays that of the page,
  // but for a registration: one page, kept on a phone, takes several people.
  function renew(form) {
    const key = keyOf(form), known = window.Unsent && key && !('same' in key.dataset);
    if (known && (key.name === NUMBERS[0] || Unsent.sendsItself({ action: form.getAttribute('action') })))
      key.value = Unsent.fresh();
    return key;
  }

  window.FormKey = { of: keyOf, renew, isPublic: () => !accountHere() };
  const renewAll = () => Array.from(document.forms, renew), last = new WeakMap();

  // Another button of the same form is another press.
  function press(form, by) {
    const before = last.get(form);
    last.set(form, by);
    return before === undefined || before === by ? null : renew(form);
  }

  // A check of one field is no press: it sends no number. (A map of htmx's knows no `in`.)
  const carries = (form, parameters) => form && keyOf(form) && parameters[keyOf(form).name] !== undefined;

  const called = button => (button && button.name ? button.name + '=' + button.value : '');
  const formOf = elt => (elt.matches('form') ? elt : elt.form || elt.closest('form'));

  // -- no answer, or a no that htmx does not show: sent plainly it gets a page, the server's or the worker's -------------

  let pressed = null; // older phones do not tell it with the submission

  const keep = (form, button) => window.FormText && FormText.pressed(form, button);

  function sendPlainly(form) {
    keep(form, pressed && pressed.form === form ? pressed : null);
    if (pressed && pressed.form === form && pressed.name) {
      const kept = document.createElement('input');
      Object.assign(kept, { type: 'hidden', name: pressed.name, value: pressed.value });
      form.append(kept);
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  // Under the button that was pressed.
  function show(form, text) {
    const after = [...form.querySelectorAll('[type=submit]')].pop() || form.lastElementChild;
    const note = document.querySelector('[data-no-line]') || document.createElement('p');
    Object.assign(note, { className: 'note warn', role: 'alert', textContent: text });
    note.dataset.noLine = '';
    after.after(note);
  }

  window.FormNote = { show };

  function accountHere() {
    const named = /** @type {HTMLElement} */ (document.querySelector('script[data-account]'));
    return named && named.dataset.account;
  }

  // Without a worker nothing leaves this page, and what was typed stays.
  function sayNoLine(form) {
    const who = accountHere() ? 'anh chị' : 'bác';
    show(form, 'Chưa có mạng, chưa gửi. Những gì ' + who + ' ghi vẫn còn đây, có mạng ' + who + ' bấm lại.');
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
    const { target, submitter } = event;
    if (target.method !== 'post' || event.defaultPrevented) return;
    if (!navigator.onLine && !accountHere() && !(submitter || target).formNoValidate && FormNeeds.asks(target))
      return void event.preventDefault();
    keep(target, submitter || pressed && pressed.form === target && pressed);
    if (navigator.onLine || isHeld()) return;
    event.preventDefault();
    sayNoLine(target);
  });
  on('htmx:configRequest', ({ detail: { elt, parameters } }) => {
    const form = elt.matches('form') ? null : formOf(elt); // a search is in no form
    const key = carries(form, parameters) && press(form, elt);
    if (key) parameters[key.name] = key.value;
    if (elt.matches('form') && elt.method === 'post') keep(elt, pressed && pressed.form === elt ? pressed : null);
  });
  on('htmx:afterRequest', ({ detail: { successful, requestConfig: { elt, parameters } } }) => {
    if (successful && carries(formOf(elt), parameters)) renew(formOf(elt));
  });
  on('htmx:sendError', unanswered);
  on('htmx:responseError', unanswered);
  // Brought back: a press that got no answer is the same one still.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && window.Unsent) Unsent.settle().catch(() => 0).then(() => Array.from(document.forms).filter(form =>
      !Unsent.find((keyOf(form) || {}).value)).forEach(renew));
  });
  renewAll();

  // -- one line that has to be mended: said beneath its label, the focus on it ----------------------------------------------

  window.FieldError = {
    show(field, text) {
      const box = field.closest('.field'), said = box.querySelector('[data-wrong]') || document.createElement('p'),
        fold = field.closest('details'), step = field.closest('[data-step]');
      if (fold) fold.open = true;
      if (step && step.hidden) location.hash = step.id;
      box.querySelectorAll('.label .soft').forEach(mark => { mark.hidden = true; }); // that it may be left out
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

  // -- what a form must hold before this phone keeps it, as its fields declare (app/web/forms/asked.py) ---

  // A birth as text that sorts, "1954-04-08" or the year alone; '' for what is neither.
  function birthOf(text) {
    const typed = text.trim().replace(/^(\d\d)(\d\d)(\d{4})$/, '$1/$2/$3');
    const parts = /^[\d\s./-]+$/.test(typed) && typed.match(/\d+/g) || [], first = parts[0] || '';
    const [year = '', month, day] = first.length < 3 ? parts.reverse() : parts;
    if (year.length !== 4 || month > 12 || day > 31) return '';
    return month > 0 && day > 0 ? [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-') : year;
  }

  const peopleOf = form => [...form.querySelectorAll('[data-people] > *')];

  // A row of a family in which nothing is written is nobody, but for the first where nothing is written at all.
  function nobodies(form) {
    const rows = peopleOf(form);
    const blank = rows.filter(row => [...row.querySelectorAll('input')].every(({ value }) => !value.trim()));
    return blank.length < rows.length ? blank : blank.slice(1);
  }

  function lacks({ value, required, type, dataset: { born, child } }, births) {
    const typed = value.trim(), wanted = child ? births.some(birth => birth > child) : required;
    if (!typed || child && !wanted) return wanted && !typed;
    if (!born) return !(type === 'select-one' || (type === 'tel' ? /\d/ : /\p{L}/u).test(typed));
    const birth = birthOf(typed), [first, last] = born.split(' ');
    return !(birth >= first && birth <= last);
  }

  // Whom a sentence is about where a form is of several people: "Người thứ 2: ". No name: a home says it, too.
  function whose(form, field) {
    const rows = peopleOf(form), row = rows[1] && rows.find(each => each.contains(field));
    return row ? row.firstElementChild.textContent + ': ' : '';
  }

  window.FormNeeds = {
    birthOf,

    // The first field that lacks what it needs, and the sentence for it; null where nothing is missing.
    lacking(form) {
      const left = nobodies(form), fields = [...form.elements].filter(field => field.dataset.need
        && !left.some(row => row.contains(field)));
      const births = fields.map(({ value, dataset: { born } }) => (born ? birthOf(value) : ''));
      const found = fields.find(field => lacks(field, births));
      return found ? { lacking: found.name, why: whose(form, found) + found.dataset.need } : null;
    },

    // Whether something is missing, which is then asked for.
    asks(form) {
      const found = FormNeeds.lacking(form);
      FieldError.clear(form);
      if (found) FieldError.show(form.elements[found.lacking], found.why);
      return Boolean(found);
    }
  };
})();
