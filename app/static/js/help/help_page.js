// The log: topic, result, noted. Each record goes to the outbox and is said to be noted once it is kept there, with a
// line or without one (docs/offline.md); the page stays and is ready for the next. Without this file it is a plain
// form.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="help"]');
  if (!form) return;
  const DOUBLE = 350, TWICE = 800, REGRET = 10000, SOON = 150, OLDEST = 1900;
  const find = selector => document.querySelector(selector),
    all = selector => Array.from(document.querySelectorAll(selector));
  const fill = (text, told) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in told ? told[name] : whole));
  const words = JSON.parse(form.dataset.words), busy = JSON.parse(form.dataset.busy), outbox = new Outbox(),
    me = outbox.account;
  const choices = new HelpChoices(form, words), undo = find('[data-undo]'), change = find('[data-change]'),
    full = find('[data-full]');
  const results = all('.outcomes button'), asks = all('.ask');
  const page = { day: form.dataset.day, drawn: Number(form.dataset.drawn), entered: Number(form.dataset.entered) };
  let shown = { entered: page.entered, waiting: 0, refused: 0 }, pending = null, writing = false, last = null,
    regret = 0, done = 0, asked = 0, timer = 0, skew = 0, unseated = null;

  // -- what is said -------------------------------------------------------------------------------------------------

  function say(text, wrong) {
    const place = find('[data-said]'), said = document.createElement(wrong ? 'em' : 'span');
    said.textContent = text;
    if (wrong) said.className = 'bad';
    place.classList.toggle('wrong', Boolean(wrong));
    place.textContent = '';
    place.append(said);
  }

  function count() {
    const sum = find('[data-today]'); // on pages that were saved before
    if (sum) sum.hidden = true;
    // What was refused is said where there is any: the line of a small phone has room for two figures.
    const line = find('[data-line]'), text = fill(words.line, shown), cut = text.lastIndexOf(' · ');
    if (line.textContent !== text) {
      line.textContent = text.slice(0, cut);
      line.append(Object.assign(document.createElement('span'),
        { textContent: text.slice(cut), hidden: !shown.refused }));
    }
    find('.results [data-signed-out]').hidden = !(shown.waiting && outbox.signedOut);
  }

  // Once for however many changes come one after another.
  function reconcile(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => 0), pause);
  }

  async function look() {
    const [records, note] = await Promise.all([outbox.records(), HelpModel.recall(outbox, page)]);
    shown = HelpModel.figures(records, note, page);
    count();
  }

  // -- what is asked before it can be noted ---------------------------------------------------------------------------

  function ask(name, result) {
    pending = result;
    asked = Date.now();
    asks.forEach(each => { each.hidden = !name || each.dataset[name] === undefined; });
    results.forEach(button => button.setAttribute('aria-pressed', String(Boolean(name) && button === result)));
    if (name === 'askWords') choices.other.focus({ preventScroll: true });
  }

  function missing(place, text) {
    say(text, true);
    const fold = place && place.closest('details');
    if (fold) fold.open = true;
    if (place) place.focus();
    return null;
  }

  // Who wishes to be followed up: `{}` nobody, null where something is missing.
  function person() {
    const { person: known, full_name: name, birth_year: year, consent, consent_version: version } = form.elements;
    if (!known.value && !name.value.trim() && !year.value.trim()) return {};
    const born = Number((/\d{4}/.exec(year.value) || [0])[0]),
      right = known.value || /\p{L}/u.test(name.value) && born >= OLDEST
      && born <= new Date(Date.now() + skew).getFullYear();
    if (!right) return missing(name.value.trim() ? year : name, words.no_name);
    if (!consent.checked) return missing(consent, words.no_consent);
    const typed = { full_name: name.value.trim().replace(/\s+/g, ' '), birth_year: year.value.trim(),
      residential_group: choices.group.value || null };
    return { person: known.value ? { id: known.value } : typed, consent: true, consent_version: version.value };
  }

  // -- noting ---------------------------------------------------------------------------------------------------------

  function said(result, reason, who) {
    const { mentorship, request } = form.elements, age = form.querySelector('[name="age_band"]:checked');
    return Object.assign({
      unit: form.dataset.unit, desk: choices.desk, place: choices.place, topics: choices.keys, called: choices.called,
        other: choices.asks ? choices.other.value.trim() : '',
      result: result.value, meaning: result.dataset.meaning, reason: reason || null, age_band: age ? age.value : null,
        residential_group: choices.group.value || null,
      minutes: choices.minutes, person: null, mentorship: mentorship.value || null, request: request.value || null
    }, who);
  }

  async function note(result, reason) {
    if (writing) return;
    // Straight after a record it was the same press, made twice.
    if (!choices.keys.length) return Date.now() - done > TWICE && missing(null, words.no_topic);
    if (choices.seats.length && !choices.desk) return missing(choices.seats[0], words.no_desk);
    const unfinished = result.dataset.meaning === 'unfinished' && find('[data-ask-reason] button');
    if (choices.asks && !choices.other.value.trim()) return pending === result ? missing(choices.other, words.no_words)
      : ask('askWords', result);
    if (unfinished && !reason) return ask('askReason', result);
    const who = person();
    if (!who) return;
    writing = true;
    const data = said(result, reason, who), topics = choices.labels, age = choices.ageWords;
    try {
      const record = await outbox.add({ kind: 'help_record', data, account: me,
        label: topics + ': ' + result.textContent.trim(), remains: { topics: data.topics, request: data.request } });
      noted(record, topics, age);
    } catch (error) {
      failed(error, data);
    } finally {
      writing = false;
    }
  }

  // Ready for the next one at once; the desk stays.
  function noted(record, topics, age) {
    const { residential_group: group } = record.data;
    done = Date.now();
    shown = Object.assign({}, shown, { waiting: shown.waiting + 1 });
    full.hidden = true;
    last = { record, topics };
    tell(age);
    undo.hidden = false;
    clearTimeout(regret);
    regret = setTimeout(() => {
      const there = document.activeElement === undo;
      undo.hidden = true;
      offerChange();
      if (there) (change.hidden ? find('[data-said]') : change).focus(); // the keys stay beside what was noted
    }, REGRET);
    change.hidden = true;
    ask('', null);
    choices.clear();
    count();
    if (location.search) history.replaceState(null, '', location.pathname);
    if (scrollY) scrollTo(0, 0);
    if (group) HelpModel.remember(outbox, group).catch(() => 0);
  }

  // What was noted last; its age is a button, by which it is changed.
  function tell(age) {
    const { record: { data: { minutes } }, topics } = last, named = [topics, age].filter(Boolean).join(' · ');
    const told = fill(words.noted.replace(' lượt {number}', ''), { topics: named }), at = told.lastIndexOf(age);
    say(minutes ? told + ' ' + fill(words.minutes, { minutes }) + '.' : told);
    if (!age) return;
    const place = find('[data-said] span'), text = place.textContent, button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'link plain', textContent: age });
    button.addEventListener('click', () => ask('askAge', null));
    place.textContent = text.slice(0, at);
    place.append(button, text.slice(at + age.length));
  }

  // What has not set out yet is noted anew with another age; the server is told of the change of what may be there.
  async function changeAge({ textContent: age, dataset: { age: band } }) {
    const { record, topics } = last, { data, label, remains } = record, fresh = Object.assign({}, data, { age_band: band });
    ask('', null);
    try {
      const isHere = await outbox.takeBack(record.sequence);
      const kept = await outbox.add(isHere ? { kind: 'help_record', data: fresh, account: me, label, remains }
        : { kind: 'help_correction', data: { record: record.uuid, age_band: band }, account: me,
          label: topics + ': ' + age });
      last = { record: isHere ? kept : Object.assign({}, record, { data: fresh }), topics, entered: last && last.entered };
      tell(age);
    } catch (error) {
      full.hidden = false;
    }
    reconcile(0);
  }

  // Nothing was kept, so nothing is said to be noted; where the server answers, the plain form does it.
  async function failed({ reason }, data) {
    if (reason !== 'full') full.firstElementChild.textContent = full.dataset.broken;
    full.hidden = false;
    const there = navigator.onLine !== false && await fetch('/dong-bo',
      { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
    if (!there || !there.ok) return;
    Object.entries({ result: data.result, reason: data.reason || '' }).forEach(([name, value]) => {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name, value });
      form.append(field);
    });
    form.submit();
  }

  // After the ten seconds, and once it is in the book: its own page, where everything can be put right.
  function offerChange() {
    const there = last && last.entered && undo.hidden && navigator.onLine !== false;
    if (there) change.href = change.dataset.address.replace('-', last.record.uuid);
    change.hidden = !there;
  }

  // -- taking back ----------------------------------------------------------------------------------------------------

  async function takeBack() {
    // What the page came with is on the server: the button names it.
    const taken = last, { record, topics } = taken || { record: { uuid: undo.value, data: {} }, topics: undo.dataset.undo },
      label = fill(words.undone, { topics });
    if (document.activeElement === undo) find('[data-said]').focus({ preventScroll: true });
    undo.hidden = true;
    last = null;
    clearTimeout(regret);
    try {
      if (!taken || !await outbox.takeBack(record.sequence)) {
        await outbox.add({ kind: 'help_correction', data: { record: record.uuid, withdrawn: true }, account: me, label,
          remains: { withdrawn: record.uuid } });
      }
      say(label);
      if (location.search) history.replaceState(null, '', location.pathname);
      choices.attachTo(record.data);
    } catch (error) {
      last = taken;
      full.hidden = undo.hidden = false;
    }
    reconcile(0);
  }

  // -- listening ------------------------------------------------------------------------------------------------------

  function answered({ uuid, account, kind, label }, { status, message }) {
    if (account !== me || !kind.startsWith('help_')) return;
    if (status === 'refused' || status === 'conflict') say(fill(words.refused,
      { topics: label.split(':')[0], why: message || '' }), true);
    else {
      if (message) say(message, status !== 'done');
      if (last && last.record.uuid === uuid) {
        last.entered = true;
        offerChange();
      }
    }
    reconcile(SOON);
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button || button.form !== form || button.type !== 'submit') return;
    event.preventDefault();
    if (button === undo) takeBack();
    else if (button.name === 'reason') { if (pending && Date.now() - asked > DOUBLE) note(pending, button.value); }
    else if (button.dataset.wordsDone !== undefined) { if (pending) note(pending); }
    else note(button);
  });
  // Enter in a line of the form presses no button by itself; in the three words it notes.
  document.addEventListener('keydown', event => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== 'Enter' || field.form !== form || field.tagName !== 'INPUT') return;
    event.preventDefault();
    if (field === choices.other && pending) note(pending);
    else field.blur();
  });

  // The six of the desk that is chosen, in the places that they were given when its day began.
  async function rank() {
    const { day } = await HelpModel.recall(outbox, page), { unit } = form.dataset, desk = choices.desk || '';
    const places = await HelpModel.places(outbox, unit, day), keys = choices.rank(busy, places[desk] || unseated);
    unseated = desk ? null : keys;
    if (desk) await HelpModel.keepPlaces(outbox, unit, day, Object.assign(places, { [desk]: keys }));
  }

  form.addEventListener('change', ({ target }) => { if (target.name === 'desk') rank().catch(() => 0); });
  outbox.listen(({ type, record, result }) => (type === 'answer' ? answered(record, result) : reconcile(SOON)));
  asks.forEach(each => { each.hidden = true; });
  all('[data-ask-age] button').forEach(button => button.addEventListener('click', () => {
    if (last) changeAge(button);
  }));
  (async () => {
    skew = await outbox.note('skew') || 0;
    const { day, groups } = await HelpModel.recall(outbox, page);
    if (page.day !== day) Object.values(busy).forEach(desk =>
      Object.values(desk).forEach(counts => { counts[0] = 0; }));
    choices.seat(await HelpModel.deskOf(outbox));
    await rank();
    choices.offerGroups(groups);
    await look();
  })().catch(({ reason }) => { if (reason) full.hidden = false; });
  count();
})();
