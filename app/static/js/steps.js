// A long form one question a screen: the parts marked data-step are shown one at a time, by the hash of the address, so
// that the way back goes one step back. Without script, and with something to mend, the form stands there in one piece.
// What is marked data-when shows while that choice is made; what is marked data-own is of whoever types, without it.
'use strict';
(() => {
  const form = document.querySelector('[data-module=steps]');
  if (!form) return;
  const steps = [...form.querySelectorAll('[data-step]')];
  const part = (name) => form.querySelector(`[data-${name}]`);
  const said = part('words');
  const shown = () => Math.max(0, steps.findIndex((step) => `#${step.id}` === location.hash));
  const show = (moved) => {
    const now = shown();
    steps.forEach((step, number) => { step.hidden = number !== now; });
    for (const drawn of document.querySelectorAll('[data-first]')) drawn.hidden = now > 0;
    said.hidden = false;
    said.textContent = said.dataset.words.replace('{0}', now + 1).replace('{1}', steps.length);
    part('last').hidden = now < steps.length - 1;
    part('next').hidden = !part('last').hidden;
    part('back').hidden = now === 0;
    part('back').firstElementChild.href = `#${steps[Math.max(0, now - 1)].id}`;
    if (!moved) return;
    steps[now].focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  const choose = () => {
    for (const field of form.querySelectorAll('[data-when]')) {
      field.hidden = !form.querySelector(`[type=radio][value="${field.dataset.when}"]:checked`);
      for (const own of form.querySelectorAll('[data-own]')) own.autocomplete = field.hidden ? own.dataset.own : 'off';
    }
  };
  const next = () => {
    const wrong = [...steps[shown()].querySelectorAll('[required]')].find((field) => !field.checkValidity());
    if (wrong) wrong.reportValidity();
    else location.hash = steps[Math.min(shown() + 1, steps.length - 1)].id;
  };
  part('next').addEventListener('click', next);
  // Larger letters lead back to the same step: a redirect keeps the hash of the address that was asked.
  for (const button of document.querySelectorAll('[formaction]')) {
    const address = button.getAttribute('formaction');
    button.addEventListener('click', () => button.setAttribute('formaction', address + location.hash));
  }
  // Typed Enter means the next question, not that all is said.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT' || part('next').hidden) return;
    event.preventDefault();
    next();
  });
  form.addEventListener('change', choose);
  addEventListener('hashchange', () => show(true));
  choose();
  show(false);
})();
