// Offers a typed name in the case that Vietnam writes names in; nothing changes before the press. As
// app/country/name_surroundings.py.
'use strict';
const NameCase = (() => {
  const RUN = /\p{L}+/gu;
  const NUMERAL = /^(?:II|III|IV|VII|VIII|IX|XII|XIII|XIV)$/;
  const isSmall = (sign) => sign !== sign.toUpperCase();
  const isCapital = (sign) => sign !== sign.toLowerCase();
  const hasStrayCapitals = (run) => {
    const [, ...inner] = run;
    return inner.some(isCapital) && (isCapital(inner[0]) || /[^A-Za-z]/.test(run));
  };
  const word = (text) => {
    const runs = text.match(RUN) || [];
    if (!runs.length || NUMERAL.test(text) || !(isSmall(runs[0][0]) || runs.some(hasStrayCapitals))) return text;
    return text.replace(RUN, (run) => run[0].toUpperCase() + run.slice(1).toLowerCase());
  };
  const rewritten = (name) => name.normalize('NFC').split(' ').map(word).join(' ');
  return { rewritten };
})();

if (typeof document !== 'undefined') {
  // Heard by the document: fragments bring further lines.
  const tidy = (field) => NameCase.rewritten(field.value.trim().replace(/\s+/g, ' '));
  const look = (offer) => {
    const field = document.getElementById(offer.dataset.nameCase), name = tidy(field);
    offer.hidden = !/\p{L} \p{L}/u.test(name) || NameCase.rewritten(field.value) === field.value.normalize('NFC');
    offer.firstElementChild.textContent = offer.dataset.text.replace('{name}', name);
  };
  document.addEventListener('input', (event) => {
    const { id } = /** @type {HTMLInputElement} */ (event.target);
    const offer = id && /** @type {HTMLElement} */ (document.querySelector(`[data-name-case="${CSS.escape(id)}"]`));
    if (offer) look(offer);
  });
  document.addEventListener('click', ({ target }) => {
    const offer = target.closest('[data-name-case]');
    if (!offer || !target.closest('button')) return;
    const field = document.getElementById(offer.dataset.nameCase);
    field.value = tidy(field);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
  document.querySelectorAll('[data-name-case]').forEach(look);
}
