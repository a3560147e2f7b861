// The form of one entry of an organisation (/don-vi): with a line it goes as it is, without one the phone keeps what it
// says and sends it by itself.
(function () {
  'use strict';
  const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-entry]'));
  if (!form) return;
  const place = document.querySelector('[data-says]'), outbox = new Outbox();
  let named = false; // the button that was pressed answers what the server asked
  document.addEventListener('click', ({ target }) => {
    const button = /** @type {HTMLElement} */ (target).closest('button');
    if (button) named = Boolean(button.name);
  });

  function after() {
    [form, document.querySelector('main ~ .bar, .bar')].forEach(each => { each.hidden = true; });
    EntryForm.say(place, 'kept');
    place.querySelector('[data-say="kept"]').focus();
  }

  EntryForm.take(form, { place, outbox, after, isPlain: true, isNamed: () => named });
  outbox.paints(() => EntryForm.settle(place, outbox));
})();
