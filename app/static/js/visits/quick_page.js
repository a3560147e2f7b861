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

  const say = (key, box) => EntryForm.say(place, key, box);

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

  async function begin(form) {
    const day = form.elements.held_on;
    form.elements.uuid.value = Store.uuid(); // a saved page opens often, what it makes is another each time
    EntryForm.take(form, { place, outbox, mending: () => mending, after,
      remains: ({ programme, subject }) => ({ programme, subject }) });
    ['subject', 'period'].forEach(name => {
      if (form.elements[name]) form.elements[name].addEventListener('change', () => choose(form));
    });
    choose(form);
    if (day && !day.value) day.value = day.defaultValue = await EntryForm.today(outbox);
  }

  // What lies with the questions of the chosen subject and period: what the product has, beside the boxes (asked.js
  // takes it), and what is recorded, in them.
  function choose(form) {
    const { subject, period } = form.elements, line = form.querySelector('[data-recorded]');
    const of = [subject.value, period ? period.value : ''].join('/');
    const offers = JSON.parse(form.querySelector('[data-questions]').dataset.offers || '{}')[of] || {};
    form.querySelectorAll('[data-offer]').forEach(each => {
      const [value, text] = offers[each.closest('[data-ask]').dataset.ask] || ['', ''];
      each.hidden = !value;
      each.dataset.offer = value;
      each.firstElementChild.textContent = text;
    });
    if (!line || mending) return;
    const [day, answers, unshown] = JSON.parse(line.dataset.recorded)[of] || ['', {}];
    line.hidden = !day;
    line.textContent = day && words.recorded.replace('{day}', day) + (unshown ? ' ' + words.unshown : '');
    EntryForm.prefill(form, answers);
    if (unshown) whole(form, line).catch(() => 0);
  }

  // The page of the server, as it is now; nothing without a line.
  async function fetched(search = '') {
    const answer = await fetch(words.base + search, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok || answer.redirected) return null;
    await Saved.store(words.base, answer.clone()).catch(() => 0);
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-module="quick"]');
  }

  // The page that phones keep names nobody, so what was written in words comes with a line alone.
  async function whole(form, line) {
    const page = await fetched('?muc=' + form.dataset.programme);
    const told = page && page.querySelector('[data-form] [data-recorded]');
    if (!told || mending || form !== formOf()) return;
    line.dataset.recorded = told.dataset.recorded;
    choose(form);
  }

  // What is due and what is recorded, once the server has taken something since this page was drawn.
  async function renew() {
    if (!(await outbox.heardSince(['entry'], Number(words.drawn))).length) return;
    const page = await fetched();
    if (!page || choices.contains(document.activeElement)) return;
    words.drawn = page.dataset.drawn;
    choices.textContent = '';
    choices.append(...page.querySelector('[data-choices]').childNodes);
    place.querySelectorAll(':scope > template').forEach(each => each.remove());
    place.append(...page.querySelectorAll(':scope > template'));
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

  // What was said of something that this phone still has.
  function fill(form, data) {
    const made = data.made || {}, fields = { period: data.period, subject: data.subject, reason: data.reason };
    Object.keys(made).forEach(name => { fields[name] = made[name]; });
    Object.keys(fields).forEach(name => {
      const field = form.elements[name];
      if (field && fields[name] && field.type !== 'hidden') field.value = fields[name];
    });
    form.querySelectorAll('[name=outcome][type=radio]').forEach(one => { one.checked = one.value === data.outcome; });
    form.querySelectorAll('[data-ask]').forEach(box => {
      if (box.dataset.ask in data.answers) EntryForm.setBox(box, data.answers[box.dataset.ask]);
    });
    form.querySelectorAll('details').forEach(each => {
      each.open = Array.from(each.querySelectorAll('input, select')).some(({ type, checked, value }) =>
        (/^(checkbox|radio)$/.test(type) ? checked : value));
    });
    choose(form);
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // -- keeping --------------------------------------------------------------------------------------------------------

  function after(lost) {
    history.replaceState(null, '', words.base);
    close();
    say(lost ? 'photo-full' : 'kept');
    find('[data-say="' + (lost ? 'photo-full' : 'kept') + '"]').focus();
    return paint();
  }

  // -- what waits -----------------------------------------------------------------------------------------------------

  function line(record) {
    const row = document.createElement('li'), box = document.createElement('div'),
      text = document.createElement('span'), small = document.createElement('small'),
      button = document.createElement('button');
    small.textContent = record.refused ? words.refused.replace('{why}', record.refused) : words.waits;
    text.append(record.label, small);
    Object.assign(button, { type: 'button', className: 'btn quiet', textContent: words.mend });
    button.setAttribute('aria-label', words.mendOf.replace('{label}', record.label));
    button.addEventListener('click', () => {
      close();
      mending = record;
      if (!open(record.data.programme, record.data)) {
        close();
        return say('line');
      }
      // What was refused may want its reason.
      formOf().toggleAttribute('data-asked', Boolean(record.refused));
      Asked.warn(formOf());
      // What may have arrived is what stands there; else the form says what it was filled with at first.
      formOf().prefilled = record.tried && !record.refused ? record.data.answers : record.data.prefilled || {};
    });
    box.append(text, button);
    row.append(box);
    return row;
  }

  async function paint() {
    const ours = (await outbox.mine('entry')).filter(({ data }) => !data.organisation && linkOf(data.programme));
    const rows = waits.querySelector('ul');
    rows.textContent = '';
    rows.append(...ours.map(line));
    waits.hidden = !ours.length;
    await EntryForm.settle(place, outbox);
    await renew().catch(() => 0);
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
