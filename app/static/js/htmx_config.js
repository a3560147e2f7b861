// How htmx behaves on our pages; joined to htmx itself (app/commands/build_static.py), which reads it once the page is
// there.
'use strict';
Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  historyCacheSize: 0,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
});
// While its form's button is held down, the sentence about a field stays away: the button would slip from under the
// finger and the press be lost. What is wrong is told by the form's own answer.
document.addEventListener('htmx:beforeSwap', event => {
  const { elt } = event.detail.requestConfig;
  if (elt.matches('form .input') && elt.form.querySelector('button:active')) event.detail.shouldSwap = false;
});
// A form that the server could not take just now (503) goes once more as a plain one: the page that answers says so and
// gives back what was typed. Nothing was stored. What a page asks by itself, or while somebody types, waits for the next
// time.
document.addEventListener('htmx:responseError', event => {
  const { xhr, requestConfig } = event.detail, { elt, verb, triggeringEvent } = requestConfig;
  if (xhr.status !== 503 || verb === 'get' || !elt.matches('form') || (triggeringEvent || {}).type !== 'submit') return;
  const pressed = triggeringEvent.submitter;
  if (pressed && pressed.name) {
    const kept = document.createElement('input');
    Object.assign(kept, { type: 'hidden', name: pressed.name, value: pressed.value });
    elt.append(kept);
  }
  HTMLFormElement.prototype.submit.call(elt);
});
