// Asks for fresh numbers only while somebody looks and does something, and when they come back. Without it the page
// asks behind other tabs too, and when it lies on a table.
'use strict';
{
  let awake = false;
  for (const type of ['scroll', 'pointerdown', 'keydown', 'visibilitychange']) document.addEventListener(type,
    () => { awake = true; }, true);
  document.addEventListener('htmx:beforeRequest', event => {
    if (event.detail.elt.dataset.watched === undefined) return;
    if (document.hidden || !awake) event.preventDefault();
    awake = false;
  });
}
