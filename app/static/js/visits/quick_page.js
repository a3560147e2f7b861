// "Ghi nhanh": each programme's form lies on the page as a template and opens in it, with a line or without one. What is
// said is kept on this phone, then sent; what waits or was refused is listed above and can be mended.
(function () {
  'use strict';
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-module="quick"]'));
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, find = selector =>
    /** @type {any} */ (place.querySelector(selector));
  const spot = find('[data-place]'), room = find('[data-form]'), choices = find('[data-choices]'),
    heading = spot.querySelector('h2'), waits = find('[data-here-waits]');
  const linkOf = id => find('a[data-open="' + id + '"]'), formOf = () => room.querySelector('form');
  let mending = null; // the record that the open form takes the place of
  let warned = false; // whether it was said that a photo needs a line here

  // -- what is said ---------------------------------------------------------------------------------------------------

  function say(key, box) {
    const said = place.querySelectorAll('[data-say]');
    said.forEach(each => { each.hidden = /** @type {HTMLElement} */ (each).dataset.say !== key; });
    const shown = find('[data-say="' + key + '"]');
    if (!shown) return;
    if (box) {
      const label = box.querySelector('legend, label');
      shown.textContent = shown.dataset.words.replace('{label}', label.firstChild.textContent.trim());
      box.querySelector('input:not([type=hidden]), textarea, select').focus();
    }
    shown.scrollIntoView({ block: 'nearest' });
  }

  // -- a form ---------------------------------------------------------------------------------------------------------

  // Rows of the ward's lists lie on the page once, for all forms.
  function list(target) {
    const { rows, only, name } = target.dataset, from = find('template[data-rows-of="' + rows + '"]');
    const fits = ({ dataset }) => !only || only.split(' ').includes(dataset.kind);
    Array.from(from ? from.content.querySelectorAll('option') : []).filter(fits).forEach(option => {
      if (target.tagName === 'SELECT') return target.append(option.cloneNode(true));
      const tile = document.createElement('label'), box = document.createElement('input'),
        text = document.createElement('span');
      Object.assign(box, { type: 'checkbox', name, value: option.value });
      text.textContent = option.textContent;
      tile.className = 'tile';
      tile.append(box, text);
      return target.append(tile);
    });
  }

  // Today by the server's clock, as far as this phone knows it.
  async function today() {
    const skew = await outbox.note('skew').catch(() => 0), two = number => String(number).padStart(2, '0');
    const now = new Date(Date.now() + (skew || 0));
    return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
  }

  async function begin(form) {
    const day = form.elements.held_on;
    form.elements.uuid.value = Store.uuid(); // a saved page opens often, what it makes is another each time
    Asked.follow(form);
    outbox.takes(form, () => keep(form), error => {
      if (!error.reason) throw error;
      say(error.reason === 'picture' ? 'no-picture' : 'full');
      if (error.reason !== 'picture' && navigator.onLine !== false) form.submit(); // nothing was kept: the form goes as it is
    });
    if (day && !day.value) day.value = day.defaultValue = await today();
  }

  const part = name => find('template[data-part-of="' + name + '"]').content;

  function formFrom({ dataset, childNodes }) {
    const form = part('form').firstElementChild.cloneNode(true), { action, keptAs, programme, version, name } = dataset;
    form.action = action;
    if ('photos' in dataset) form.enctype = 'multipart/form-data';
    Object.assign(form.dataset, { draft: keptAs, programme, version, name });
    form.lastElementChild.before(...Array.from(childNodes, each => each.cloneNode(true)));
    return form;
  }

  function open(id, data) {
    const blank = find('template[data-form-of="' + id + '"]'), link = linkOf(id), standing = formOf();
    if (!standing || standing.dataset.programme !== String(id)) {
      if (!blank) return false;
      room.textContent = '';
      room.append(formFrom(blank.content.firstElementChild));
      room.querySelectorAll('[data-part]').forEach(each => {
        each.replaceWith(part(each.dataset.part).cloneNode(true));
      });
      room.querySelectorAll('[data-rows]').forEach(list);
      formOf().dispatchEvent(new Event('drawn', { bubbles: true }));
      begin(formOf()).catch(() => 0);
    }
    if (link) heading.textContent = formOf().dataset.name;
    spot.hidden = false;
    choices.hidden = true;
    say('');
    if (data) fill(formOf(), data);
    heading.focus();
    return true;
  }

  function close() {
    mending = null;
    room.textContent = '';
    spot.hidden = true;
    choices.hidden = false;
  }

  function setBox(box, said) {
    const control = box.querySelector('.input'), values = (Array.isArray(said) ? said : [said]).map(each =>
      (each === true ? 'yes' : each === false ? 'no' : String(each)));
    if (control) control.value = values[0];
    else box.querySelectorAll('input').forEach(each => { each.checked = values.includes(each.value); });
  }

  // What was said of something that this phone still has.
  function fill(form, data) {
    const made = data.made || {}, fields = { period: data.period, subject: data.subject, reason: data.reason };
    Object.keys(made).forEach(name => { fields[name] = made[name]; });
    Object.keys(fields).forEach(name => {
      const field = form.elements[name];
      if (field && fields[name] && field.type !== 'hidden') field.value = fields[name];
    });
    form.querySelectorAll('input[type=radio][name=outcome]').forEach(each => { each.checked = each.value === data.outcome; });
    form.querySelectorAll('[data-ask]').forEach(box => {
      if (box.dataset.ask in data.answers) setBox(box, data.answers[box.dataset.ask]);
    });
    form.querySelectorAll('details').forEach(each => {
      each.open = Array.from(each.querySelectorAll('input, select')).some(({ type, checked, value }) =>
        (/^(checkbox|radio)$/.test(type) ? checked : value));
    });
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // -- keeping --------------------------------------------------------------------------------------------------------

  const outcomeOf = form => (form.querySelector('[name=outcome]:checked, [name=outcome][type=hidden]') || {}).value;

  function made(form) {
    const found = {};
    form.querySelectorAll('[data-made]').forEach(({ name, value }) => {
      if (value.trim()) found[name] = value.trim();
    });
    return found;
  }

  // What stops it, said in words; nothing where it can be kept.
  async function fault(form, outcome, given) {
    const needed = Array.from(form.querySelectorAll('[data-needs]')).find(each => !each.value.trim());
    if (needed) return ['lacking', needed.closest('.field')];
    const held = form.elements.held_on;
    if (held && outcome === 'done' && held.value > await today()) return ['ahead'];
    if (held && outcome === 'planned' && held.value < await today()) return ['past'];
    const answered = outcome === 'done' || outcome === 'planned';
    const unread = answered && Asked.unread(form);
    if (unread) return ['unread', unread];
    const lacking = answered && Asked.lacking(form);
    if (lacking) return ['lacking', lacking];
    const empty = !Object.keys(given).length && !TakenPhotos.chosen(form).length;
    if (outcome === 'done' && !held && !form.querySelector('[data-made]') && empty) return ['empty'];
    if (outcome === 'done' && Asked.warn(form) && !Asked.reasonOf(form)) return ['reason'];
    return Asked.unnameable(form, given) ? ['not-agreed'] : null;
  }

  const chosen = field => (field.options ? field.options[field.selectedIndex].textContent.trim() : field.dataset.words);

  function labelOf(form, /** @type {any} */ { made: fresh, period }) {
    const parts = [fresh ? fresh.name || fresh.held_on : chosen(form.elements.subject)];
    if (period) parts.push(chosen(form.elements.period));
    return form.dataset.name + ': ' + parts.filter(Boolean).join(', ');
  }

  async function keep(form) {
    const outcome = outcomeOf(form), answered = outcome === 'done' || outcome === 'planned',
      given = answered ? Asked.answers(form) : {}, wrong = await fault(form, outcome, given);
    if (wrong) return say(...wrong);
    const photos = outcome === 'done' ? TakenPhotos.chosen(form) : [];
    const able = photos.length > 0 && Boolean(window.Photos) && await Photos.isAble();
    if (photos.length && !able && !warned) {
      if (await outbox.asks() < 300) return form.submit(); // with the photos
      warned = true; // pressed again, the answers are kept without the photo, which is sent later
      return say('no-line');
    }
    const taken = able ? await TakenPhotos.small(photos) : [], before = mending,
      waited = before ? await TakenPhotos.waitingFor(outbox, before.uuid) : [];
    if (outcome === 'done') taken.push(...waited.filter(({ key }) => !taken.some(each => each.key === key)));
    const { programme, version } = form.dataset, { subject, period } = form.elements, makes = !subject.dataset.words && !subject.options;
    const data = { programme: Number(programme), version: Number(version), outcome, answers: given,
      subject: makes ? Store.uuid() : subject.value };
    if (makes) Object.assign(data, { made: made(form) });
    if (period) Object.assign(data, { period: period.value });
    if (outcome === 'done' && Asked.warn(form)) Object.assign(data, { reason: Asked.reasonOf(form) });
    const keys = photos.map(input => input.dataset.photo).concat(taken.map(({ key }) => key));
    if (keys.length) Object.assign(data, { photos: Array.from(new Set(keys)) });
    const entry = await outbox.add({ kind: 'entry', data, account: outbox.account, label: labelOf(form, data) });
    form.dispatchEvent(new Event('stored'));
    const lost = await TakenPhotos.keep(outbox, entry, taken, labelOf(form, data)).catch(error => error);
    for (const { sequence } of lost ? [] : waited) await outbox.remove(sequence);
    if (before) await (before.refused ? outbox.remove(before.sequence) : outbox.takeBack(before.sequence));
    history.replaceState(null, '', words.base);
    close();
    say(lost ? 'photo-full' : 'kept');
    find('[data-say="' + (lost ? 'photo-full' : 'kept') + '"]').focus();
    return paint();
  }

  // -- what waits -----------------------------------------------------------------------------------------------------

  function line(record) {
    const row = document.createElement('li'), box = document.createElement('div'), text = document.createElement('span'),
      small = document.createElement('small'), button = document.createElement('button');
    small.textContent = record.refused ? words.refused.replace('{why}', record.refused) : words.waits;
    text.append(record.label, small);
    Object.assign(button, { type: 'button', className: 'btn quiet', textContent: words.mend });
    button.setAttribute('aria-label', words.mendOf.replace('{label}', record.label));
    button.addEventListener('click', () => {
      close();
      if (open(record.data.programme, record.data)) mending = record;
      else say('line');
    });
    box.append(text, button);
    row.append(box);
    return row;
  }

  async function paint() {
    const ours = (await outbox.mine('entry')).filter(({ data }) => linkOf(data.programme));
    const rows = waits.querySelector('ul');
    rows.textContent = '';
    rows.append(...ours.map(line));
    waits.hidden = !ours.length;
    const kept = find('[data-say="kept"]');
    if (kept.hidden || (await outbox.mine()).length) return; // photos too
    const focused = document.activeElement === kept;
    say('none-waits');
    if (focused) find('[data-say="none-waits"]').focus();
  }

  // -- which form is open, by the address -----------------------------------------------------------------------------

  function follow() {
    const id = new URLSearchParams(location.search).get('muc');
    if (!id) return close();
    return open(id) || say('line');
  }

  choices.addEventListener('click', event => {
    const link = event.target.closest('a[data-open]');
    if (!link || event.ctrlKey || event.metaKey || !find('template[data-form-of="' + link.dataset.open + '"]')) return;
    event.preventDefault();
    history.pushState(null, '', link.href);
    follow();
  });
  find('[data-close]').addEventListener('click', event => {
    event.preventDefault();
    history.replaceState(null, '', words.base);
    close();
    say('');
  });
  addEventListener('popstate', follow);
  if (formOf()) begin(formOf()).catch(() => 0);
  else follow();
  outbox.paints(paint);
})();
