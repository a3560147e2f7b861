// Shows a password while it is typed. Without script there is no box to tick, and the password stays dotted.
'use strict';
for (const box of document.querySelectorAll('[data-module=reveal]')) {
  const tick = box.querySelector('input');
  const fields = box.closest('form').querySelectorAll('input[type=password]');
  const paint = () => fields.forEach((field) => { field.type = tick.checked ? 'text' : 'password'; });
  tick.addEventListener('change', paint);
  // Dotted again before it is sent: a browser offers to keep passwords, not words.
  box.closest('form').addEventListener('submit', () => { tick.checked = false; paint(); });
  tick.checked = false;
  box.hidden = false;
}
