// A form of an entry on a phone: what it says becomes one operation, kept here, then sent; with a line or without one
// the same. Its page says what holds the words (`place`), which outcome was chosen, how the operation is called, what
// it takes the place of (`mending`) and what comes after. Without this script, or where nothing can be kept, the form
// goes as it is.
(function (global) {
  'use strict';
  const isAnswered = outcome => outcome === 'done' || outcome === 'planned';

  // One of the sentences of the page, the others hidden; of a box by its label, which then has the cursor.
  function say(place, key, box) {
    place.querySelectorAll('[data-say]').forEach(each => { each.hidden = each.dataset.say !== key; });
    const shown = place.querySelector('[data-say="' + key + '"]');
    if (!shown) return;
    if (box) {
      shown.textContent = shown.dataset.words.replace('{label}', box.querySelector('legend, label').firstChild
        .textContent.trim());
      box.querySelector('input:not([type=hidden]), textarea, select').focus();
    }
    shown.scrollIntoView({ block: 'nearest' });
  }

  // Where it says that something is kept, it says that all was sent once it was, photos too.
  async function settle(place, outbox) {
    const kept = place.querySelector('[data-say="kept"]');
    if (kept.hidden || (await outbox.mine()).length) return;
    const focused = document.activeElement === kept;
    say(place, 'none-waits');
    if (focused) place.querySelector('[data-say="none-waits"]').focus();
  }

  // Today by the server's clock, as far as this phone knows it.
  async function today(outbox) {
    const skew = await outbox.note('skew').catch(() => 0), two = number => String(number).padStart(2, '0');
    const now = new Date(Date.now() + (skew || 0));
    return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
  }

  // What is told of a subject that stands in no book; null of one that does.
  function made(form) {
    const boxes = Array.from(form.querySelectorAll('[data-made]')), fresh = {};
    boxes.forEach(({ name, value, inputMode }) => {
      const said = value.trim();
      if (said) fresh[name] = inputMode === 'numeric' && /^\d+$/.test(said) ? Number(said) : said;
    });
    const { group } = form.elements;
    if (boxes.length && group && group.value) fresh.group = group.value;
    return boxes.length ? fresh : null;
  }

  // What stops it, said in words; nothing where it can be kept.
  async function fault(form, outbox, outcome, given) {
    // of the form's own boxes: a link that is drawn dull says "cần mạng" by the same mark (saved/kept_links.js)
    const needed = Array.from(form.elements).find(each => 'needs' in each.dataset && !each.value.trim());
    if (needed) return ['lacking', needed.closest('.field')];
    const names = Array.from(form.querySelectorAll('[data-made=names]')), held = form.elements.held_on;
    if (held && outcome === 'done' && held.value > await today(outbox)) return ['ahead'];
    if (held && outcome === 'planned' && held.value < await today(outbox)) return ['past'];
    const answered = isAnswered(outcome), unread = answered && Asked.unread(form);
    if (unread) return ['unread', unread];
    if (dayOf(form) === null) return ['unread', form.elements.day.closest('.field')];
    const empty = !Object.keys(given).length && !TakenPhotos.chosen(form).length;
    const isNamed = names.length || !made(form);
    if (outcome === 'done' && !held && empty && !('filed' in form.dataset) && isNamed) return ['empty'];
    const lacking = answered && Asked.lacking(form);
    if (lacking) return ['lacking', lacking];
    if (outcome === 'done' && Asked.warn(form) && !Asked.reasonOf(form)) return ['reason'];
    if (Asked.unnameable(form, given)) return ['not-agreed'];
    return names.length && !names.some(each => each.value.trim()) ? ['nameless'] : null;
  }

  // With what the form was filled: said by the server in hidden fields, or by `prefill`.
  function prefilledOf(form) {
    const told = Array.from(form.querySelectorAll('[name^="s_"]')).filter(each => each.value);
    if (!told.length) return form.prefilled || {};
    return Object.fromEntries(told.map(({ name, value }) => [name.slice(2), value]));
  }

  // The day that the form names, as "2026-11-25": '' for none, null where it cannot be read.
  function dayOf(form) {
    const typed = form.elements.day ? form.elements.day.value.trim() : '';
    const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed) || [];
    return typed && (day ? [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-') : null);
  }

  // The operation's data (docs/offline.md): the same names as the plain form posts.
  function dataOf(form, outcome, given) {
    const { programme, version } = form.dataset, { subject, period } = form.elements, fresh = made(form);
    // A saved page opens often, what it makes is another each time.
    const data = { programme: Number(programme), version: Number(version), outcome, answers: given,
      // pages that the release before saved name the subject beside the form, and a new house's group without a mark
      subject: fresh ? Store.uuid() : subject ? subject.value : form.dataset.subject };
    if (fresh) Object.assign(data, { made: fresh });
    if (period) Object.assign(data, { period: period.value });
    if (outcome === 'done' && Asked.reasonOf(form)) Object.assign(data, { reason: Asked.reasonOf(form) });
    const shown = prefilledOf(form), { organisation } = form.dataset, day = dayOf(form);
    if (Object.keys(shown).length) Object.assign(data, { prefilled: shown });
    if (day) Object.assign(data, { day });
    if (organisation) Object.assign(data, { organisation, files_follow: 'filed' in form.dataset });
    if (form.elements.anew && form.elements.anew.checked) Object.assign(data, { anew: true });
    return data;
  }

  const hidden = (name, value) => Object.assign(document.createElement('input'), { type: 'hidden', name, value });

  const words = said => (said === true ? 'yes' : said === false ? 'no' : String(said));

  // An answer into its box; none empties it.
  function setBox(box, said) {
    const control = box.querySelector('.input'), values = (Array.isArray(said) ? said : [said]).filter(each =>
      each !== undefined).map(words);
    if (control) control.value = values[0] || '';
    else box.querySelectorAll('input').forEach(each => { each.checked = values.includes(each.value); });
  }

  // Fill the boxes with what is recorded of the subject and period; what was typed since they were filled stays. The
  // form remembers what it showed: only what differs is said (docs/offline.md).
  function prefill(form, answers) {
    const typed = Asked.answers(form), before = form.prefilled || {};
    form.querySelectorAll('[data-ask]').forEach(box => {
      const key = box.dataset.ask;
      if (String(typed[key]) === String(before[key])) setBox(box, answers[key]);
    });
    form.prefilled = answers;
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // Where the form goes as it is, it says in hidden fields what it showed.
  function tellPrefilled(form) {
    if (form.querySelector('[name^="s_"]')) return;
    Object.entries(form.prefilled || {}).forEach(([key, said]) => [].concat(said).forEach(value => {
      form.append(hidden('s_' + key, words(value)));
    }));
  }

  const outcomeOf = form => (form.querySelector('[name=outcome]:checked, [name=outcome][type=hidden]') || {}).value;

  const chosen = field => (field.options ? field.options[field.selectedIndex].textContent.trim() : field.dataset.words);

  // How the operation of a form with a choice of subjects and periods is called.
  function labelOf(form, /** @type {any} */ { made: fresh, period }) {
    const parts = [fresh ? fresh.name || fresh.held_on : chosen(form.elements.subject)];
    if (period) parts.push(chosen(form.elements.period));
    return form.dataset.name + ': ' + parts.filter(Boolean).join(', ');
  }

  // `isPlain`: with a line the form goes as it is; `isNamed`: what was pressed answers a question of the server.
  function take(form, { place, outbox, outcomeOf: cameTo = () => outcomeOf(form), label = data => labelOf(form, data),
    mending = () => null, remains = _data => null, after, isPlain = false, isNamed = () => false }) {
    let warned = false; // whether it was said that a photo needs a line here
    let emptying = false; // whether it was said that what is recorded is emptied

    function plain() {
      if (!form.querySelector('input[name=outcome]')) form.append(hidden('outcome', cameTo()));
      tellPrefilled(form);
      form.dispatchEvent(new Event('kept'));
      form.submit();
    }

    async function keep() {
      if (isPlain && await outbox.asks() < 500) return plain();
      const outcome = cameTo(), given = isAnswered(outcome) ? Asked.answers(form) : {},
        wrong = await fault(form, outbox, outcome, given);
      if (wrong) return say(place, ...wrong);
      if (outcome === 'nothing' && Object.keys(prefilledOf(form)).length && !emptying) {
        emptying = true;
        return say(place, 'emptying');
      }
      const photos = outcome === 'done' ? TakenPhotos.chosen(form) : [];
      const able = photos.length > 0 && Boolean(window.Photos) && await Photos.isAble();
      if (photos.length && !able && !warned) {
        if (await outbox.asks() < 300) return plain(); // with the photos
        warned = true; // pressed again, the answers are kept without the photo, which is sent later
        return say(place, 'no-line');
      }
      const taken = able ? await TakenPhotos.small(photos) : [], before = mending(),
        waited = before ? await TakenPhotos.waitingFor(outbox, before.uuid) : [];
      if (outcome === 'done') taken.push(...waited.filter(({ key }) => !taken.some(each => each.key === key)));
      const data = dataOf(form, outcome, given), words = label(data),
        keys = photos.map(input => input.dataset.photo).concat(taken.map(({ key }) => key));
      if (keys.length) Object.assign(data, { photos: Array.from(new Set(keys)) });
      const entry = await outbox.add({ kind: 'entry', data, account: outbox.account, label: words,
        remains: remains(data) });
      form.dispatchEvent(new Event('stored'));
      const lost = await TakenPhotos.keep(outbox, entry, taken, words).catch(error => error);
      for (const { sequence } of lost ? [] : waited) await outbox.remove(sequence);
      if (before) await (before.refused ? outbox.remove(before.sequence) : outbox.takeBack(before.sequence));
      return after(lost, data);
    }

    Asked.follow(form);
    outbox.takes(form, keep, error => {
      if (!error.reason) throw error;
      say(place, error.reason === 'picture' ? 'no-picture' : 'full');
      if (error.reason !== 'picture' && navigator.onLine !== false) plain(); // nothing was kept: the form goes as it is
    }, isNamed);
  }

  global.EntryForm = { say, settle, take, today, prefill, setBox };
})(self);
