// Asks for fresh numbers only while somebody looks at them. Without it the page asks behind other tabs too.
'use strict';
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.detail.elt.dataset.watched !== undefined) event.preventDefault();
});
