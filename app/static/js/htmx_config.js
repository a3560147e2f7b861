// How htmx behaves on our pages; joined to htmx itself (app/commands/build_static.py), in front of it: brought to a page
// that is complete (late.js) htmx begins before anything that stands behind it is read.
'use strict';
// htmx touches only what bears the mark of this page, which our templates write (app/web/own_markup.py): attributes that
// got there in what somebody typed do nothing, nor does a further <meta> with another configuration.
{
  const mark = document.documentElement.dataset.hx;
  // What asks for something, and what changes how elements of ours below it ask.
  const names = 'get post put patch delete boost trigger target swap select select-oob include vals vars headers params '
    + 'push-url replace-url request ext';
  for (const other of document.querySelectorAll('[name="htmx-config"]')) other.remove();
  const meta = document.createElement('meta');
  meta.name = 'htmx-config';
  meta.content = JSON.stringify({
    includeIndicatorStyles: false,
    allowEval: false,
    historyCacheSize: 0,
    allowNestedOobSwaps: false,
    responseHandling: [
      { code: '204', swap: false },
      { code: '[23]..', swap: true },
      { code: '422', swap: true },
      { code: '[45]..', swap: false, error: true },
    ],
    disableSelector: names.split(' ').map(name => `[hx-${name}]:not([data-hx="${mark}"]),[data-hx-${name}],`).join('')
      + '[hx-disable]',
  });
  document.head.prepend(meta);
  // And it asks for nothing outside of the room that it stands in.
  document.addEventListener('htmx:configRequest', event => {
    const room = new URL(event.detail.path, location.href).pathname.split('/')[1];
    if (room !== location.pathname.split('/')[1]) event.preventDefault();
  });
}
// While its form's button is held down, the sentence about a field stays away: the button would slip from under the
// finger and the press be lost. What is wrong is told by the form's own answer.
document.addEventListener('htmx:beforeSwap', event => {
  const { elt } = event.detail.requestConfig;
  if (elt.matches('form .input') && elt.form.querySelector('button:active')) event.detail.shouldSwap = false;
});
