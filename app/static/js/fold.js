// A folded part of a form tells what is set in it; once it was touched here, its line says so instead of what stood
// there.
'use strict';
document.addEventListener('change', (event) => {
  const fold = event.target.closest('details[data-changed]');
  if (fold) fold.querySelector('small').textContent = fold.dataset.changed;
});
