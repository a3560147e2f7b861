// A visit is kept on this phone, then sent: with a line or without one the same. Without script, or where nothing can
// be kept, the plain form does it. Only what changed of the skills is said, so that an older page takes nothing back.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="visit"]');
  if (!form) return;
  const outbox = new Outbox(), words = form.dataset, PATIENCE = 1500, DAY = 86400000, HANOI = 7 * 3600000;

  const chosen = name => (form.querySelector('[name="' + name + '"]:checked') || { value: '' }).value;
  const typed = name => form.elements[name].value.trim();
  // The day of a moment in Vietnam, whatever zone the phone is set to.
  const dayOf = moment => new Date(moment + HANOI).toISOString().slice(0, 10);

  function show(name, key) {
    const place = document.querySelector('[data-' + name + ']');
    if (key) place.firstElementChild.textContent = place.firstElementChild.dataset[key];
    place.hidden = false;
    place.scrollIntoView({ block: 'nearest' });
  }

  // The day of the next visit, null for none, undefined for one that cannot be.
  function again(met) {
    const told = chosen('again');
    if (told === 'day') {
      const day = typed('day'), today = dayOf(Date.now());
      return /^\d{4}-\d\d-\d\d$/.test(day) && day >= today ? day : undefined;
    }
    return told && met ? dayOf(Date.now() + Number(told) * DAY) : null;
  }

  function skills(met) {
    const said = {}, grounds = {};
    if (!met) return { skills: said, evidence: grounds };
    form.querySelectorAll('[data-skill]').forEach(each => {
      const key = each.dataset.skill, state = chosen('skill-' + key);
      if (!state || state === each.dataset.was) return;
      said[key] = state;
      if (state === 'can_do') grounds[key] = chosen('evidence') || 'seen';
    });
    return { skills: said, evidence: grounds };
  }

  // The list of mentees; where it was never saved and there is no line, it is said here that the visit is kept.
  async function leave(sent) {
    // In the book already: the list says so, and takes it back at one press.
    if (sent) return location.assign(words.back + '?vua=' + sent);
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    const there = worker && await Saved.has(words.back).catch(() => false);
    if (there || navigator.onLine !== false) return location.assign(words.back);
    return show('kept');
  }

  async function keep(met) {
    const next = again(met);
    if (next === undefined) return FieldError.show(form.elements.day, words.wrongDay);
    const minutes = /^\d{1,4}$/.test(typed('minutes')) && met ? Number(typed('minutes')) : null;
    const data = Object.assign({ mentorship: words.pair, met, next_on: next, minutes, note: typed('note') },
      skills(met));
    const kept = await outbox.add({ kind: 'visit', data, account: outbox.account,
      label: met ? words.label : words.labelMissed, remains: { mentorship: words.pair, met } });
    await Promise.race([outbox.flush().catch(() => 0), new Promise(resolve => setTimeout(resolve, PATIENCE))]);
    const waits = (await outbox.records()).some(each => each.uuid === kept.uuid);
    return leave(waits ? '' : kept.uuid);
  }

  // Which button it was: older phones do not tell it with the submission, and iPhones focus no button that is tapped.
  let pressed = null;
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button && button.form === form) pressed = button;
  });
  const isMet = () => !(pressed && pressed.value === 'missed');
  outbox.takes(form, () => keep(isMet()), error => {
    if (!error.reason) throw error;
    show('full', error.reason === 'broken' ? 'broken' : '');
    if (navigator.onLine === false) return;
    // Nothing was kept: the form goes as it is, the pressed button with it.
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'result',
      value: isMet() ? 'met' : 'missed' }));
    form.submit();
  });
})();
