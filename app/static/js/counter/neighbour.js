// Somebody whom staff register ("Ghi tên"), or whom an ambassador takes by the hand: with a line the form goes as it
// is, without one the phone keeps whom it names and sends them by itself. Who waits is listed above the form and on the
// page before it.
(function () {
  'use strict';
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-neighbours]'));
  if (!place) return;
  const outbox = new Outbox(), list = place.querySelector('ul'), { neighbours: course, kind } = place.dataset,
    form = /** @type {HTMLFormElement} */ (document.querySelector('[data-module="neighbour"]'));

  async function paint() {
    const here = (await outbox.mine(kind)).filter(({ data }) => !course || data.course === course);
    list.textContent = '';
    here.forEach(({ data, refused }) => {
      const line = document.createElement('li'), words = refused ? place.dataset.refused : place.dataset.unsent;
      line.textContent = words.replace('{name}', data.person.full_name) + (refused ? '. ' + refused : '');
      list.append(line);
    });
    place.hidden = !here.length;
  }

  outbox.paints(paint);
  if (!form) return;

  const { full_name: name, birth_year: year, residential_group: group, phone, guardian, person, needs, consent,
    version } = /** @type {any} */ (form.elements), words = form.dataset;

  const chosen = boxes => Array.from(boxes.length === undefined ? [boxes] : boxes).filter(box => box.checked)
    .map(box => box.value);

  async function keep() {
    if (FormNeeds.asks(form)) return;
    if (consent && !consent.checked) return FieldError.show(consent, words.noConsent);
    const full = name.value.trim().replace(/\s+/g, ' ');
    const whom = /** @type {any} */ ({ full_name: full, birth_year: year.value.trim(), residential_group: group.value,
      phone: phone.value.trim() });
    if (guardian) whom.guardian = guardian.value.trim();
    const data = consent ? { person: whom, consent: version.value }
      : { person: whom, course: words.course, needs: chosen(needs) };
    await outbox.add({ kind, data, account: outbox.account, label: words.label.replace('{name}', full) });
    form.reset();
    await paint();
    place.focus();
    return place.scrollIntoView({ block: 'nearest' });
  }

  // Who was picked from those on file is known to the server alone.
  outbox.takes(form, async () => (await outbox.asks() < 500 ? form.submit() : keep()), error => {
    if (!error.reason) throw error;
    form.querySelector('[data-full]').hidden = false;
  }, () => person && person.value);
})();
