// What changes in a list of the desk is decided once and heard: a list that keys walk through is sent when it is left,
// and one line that no answer replaces says what a press brought (desk.html).
(function () {
  'use strict';
  const find = selector => document.querySelector(selector), said = find('#da-bao');

  // Only what changed: whoever listens hears it once.
  function say(text) {
    if (said && text && said.textContent !== text) said.textContent = text;
  }

  // -- moving does not decide: a choice by mouse or finger counts at once, one by keys when the field is left or Enter
  // pressed

  const choice = target => target.matches('[data-filters] select') && target;
  let walked = null, before = '';

  function decide(field, chosen = field.value !== before) {
    walked = null;
    if (chosen) {
      before = field.value;
      field.form.querySelector('button').click();
    }
  }

  document.addEventListener('focusin', ({ target }) => { before = /** @type {any} */ (target).value; });
  document.addEventListener('pointerdown', () => { walked = null; });
  document.addEventListener('keydown', event => {
    const field = choice(event.target);
    if (!field || event.ctrlKey || event.metaKey) return;
    walked = field;
    if (event.key !== 'Enter') return;
    event.preventDefault(); // it would press the first button for the rows that are ticked
    decide(field);
  });
  document.addEventListener('change', event => {
    const field = choice(event.target);
    if (field && walked !== field) decide(field, true);
  });
  document.addEventListener('focusout', event => {
    const field = choice(event.target);
    if (field && field.isConnected) decide(field);
  });

  // -- what came ------------------------------------------------------------------------------------------------------

  document.addEventListener('htmx:afterSettle', event => {
    const { elt, requestConfig } = event.detail, asked = requestConfig && requestConfig.elt;
    const told = elt.matches('[data-rows]') ? elt.querySelector('caption, h2') : elt.querySelector('[data-told]');
    if (!told) return;
    say(told.dataset.told || told.textContent.trim());
    if (asked && /^trang-/.test(asked.id)) {
      told.tabIndex = -1;
      told.focus({ preventScroll: true });
    }
  });
})();
