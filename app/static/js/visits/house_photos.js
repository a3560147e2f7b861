// Photos of a house that are sent later than its answers: made small, kept on this phone, sent like those at the door.
// Where this browser cannot do that, the plain form stands as it came.
(function () {
  'use strict';
  const form = document.querySelector('form[data-entry]');
  if (!form || !window.Photos) return;
  const outbox = new Outbox(), words = form.dataset, said = form.querySelector('[data-said]');

  function say(text, bad) {
    said.textContent = text;
    said.classList.toggle('bad', Boolean(bad));
    said.hidden = false;
  }

  async function keep() {
    const inputs = Array.from(form.querySelectorAll('[data-photo]')).filter(input => input.files.length);
    if (!inputs.length) return form.submit(); // the server says so
    for (const input of inputs) {
      const photo = await Photos.shrink(input.files[0]);
      await outbox.add({ kind: 'entry_photo', label: words.label + ', ' + input.dataset.label, photo,
        data: { programme: Number(words.programme), entry: words.entry, key: input.dataset.photo } });
      input.value = '';
    }
    return say(words.kept);
  }

  function failed({ reason }) {
    say(reason === 'picture' ? words.notOne : reason === 'full' ? words.full : words.broken, true);
    if (reason === 'broken' && navigator.onLine) form.submit();
  }

  Photos.isAble().then(able => {
    if (!able || !outbox.account) return;
    outbox.takes(form, keep, failed);
    outbox.listen(({ type, record, result }) => {
      if (type !== 'answer' || record.data.entry !== words.entry) return;
      if (result.status.includes('done')) location.reload();
      else say(result.message, true);
    });
  });
})();
