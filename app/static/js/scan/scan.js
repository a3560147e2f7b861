// The scanner at the door of a lesson: camera, photo or typed code, then whom it marks, through the outbox, with a line
// or without one. Without this file a code is typed, or its photo sent, as plain forms.
(function () {
  'use strict';
  const section = document.querySelector('[data-module="scan"]');
  if (!section) return;
  const AGAIN = 4000, MOST = 8, WHILE_THERE = 15000;
  const given = section.dataset, words = JSON.parse(given.words), needs = JSON.parse(given.needs),
    origins = given.origins.split(' ');
  const find = name => document.querySelector('[data-' + name + ']');
  const field = find('code').elements.code, hits = find('hits'), repeats = new Hits.Repeats(AGAIN),
    outbox = new Outbox();
  const came = person => person.status === 'present' || person.status === 'late';
  let plain = false, turn = Promise.resolve();

  // -- what is shown ------------------------------------------------------------------------------------------------

  const door = new Door(given, outbox, () => {
    const { came, total } = door.counts;
    find('came').textContent = words.came.replace('{came}', came).replace('{total}', total);
  });
  const band = new Band(find('hit'), words,
    { takeBack, gone: focused => { if (focused) field.focus({ preventScroll: true }); } });
  const camera = scanCamera({ given, words, find, band, take: text => take(text) });

  // What whoever stands at the door should know of a person: the office's line, their needs, a seat that is not theirs.
  function toldOf(person) {
    const seat = Door.gone(person) ? words.gone_seat : person.state === 'waiting' || person.state === 'offered'
      ? words.no_seat : '';
    return [person.line].concat(person.needs.map(need => needs[need]), seat).filter(Boolean);
  }

  function clock(now) {
    return (words.at || '{hour}:{minute}').replace('{hour}', now.getHours()).replace('{minute}',
      String(now.getMinutes()).padStart(2, '0'));
  }

  // The band, its words for the ear, and a line in the list of the last hits.
  function show(look, title, { text, people, back, record } = /** @type {any} */ ({})) {
    const shown = (people || []).map(person => ({ person, told: toldOf(person), back: Boolean(back) }));
    band.show({ look, title, text, people: shown });
    find('say').textContent = [title, shown.map(each => [each.person.name].concat(each.told).join(', ')).join('; '),
      text].filter(Boolean).map(words => words.replace(/\.$/, '')).join('. ');
    const item = document.createElement('li'), row = document.createElement('div'),
      what = document.createElement('span');
    const names = document.createElement('b'), small = document.createElement('small');
    names.textContent = (people || []).map(each => each.name).join(', ') || title;
    small.textContent = [people ? title : text, clock(new Date())].filter(Boolean).join(' · ');
    item.dataset.look = look;
    if (record) item.dataset.record = record.uuid;
    what.append(names, small);
    row.append(what);
    if (back) people.forEach(person => row.append(backButton(person, people.length > 1)));
    item.append(row);
    hits.prepend(item);
    while (hits.children.length > MOST) hits.lastElementChild.remove();
    find('hits-heading').hidden = false;
  }

  function backButton(person, several) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn quiet',
      textContent: words.take_back + (several ? ' ' + person.name.split(' ').pop() : '') });
    button.setAttribute('aria-label', words.take_back + ': ' + person.name);
    button.dataset.key = person.key;
    button.addEventListener('click', () => takeBack(person));
    return button;
  }

  function failed(error) {
    plain = true; // the server's own form does it, where there is a line
    show('bad', words.not_kept, { text: error.reason === 'full' ? words.full : words.broken });
  }

  // -- what a code comes to -----------------------------------------------------------------------------------------

  const before = new Map();

  // One after the other: two codes in one picture, or a reader faster than the disk.
  function take(text, typed) {
    const code = Hits.read(text, origins), name = code.token || code.card && code.card.key + code.card.year
      || code.text;
    if (repeats.again(name, Date.now())) {
      if (typed) find('say').textContent = words.again;
      return;
    }
    turn = turn.then(() => carryOut(code, text, typed)).catch(failed);
  }

  async function carryOut(code, text, typed) {
    if (code.kind === 'ticket') return ticket(code.token, typed);
    if (code.kind === 'card') return card(code.card);
    const foreign = code.kind === 'link' || code.kind === 'text';
    const telex = typed && /[^\x00-\x7f]/.test(text) ? ' ' + words.telex : '';
    return show('bad', words.kinds[code.kind] + telex, { text: foreign ? code.text.slice(0, 80) : '' });
  }

  async function ticket(token, typed) {
    const people = await door.open(token);
    if (people === undefined) return send(token, typed);
    if (people === null) return show('warn', words.unknown, { text: words.unknown_more,
      record: await door.scan(token, [], words.unknown) });
    const fresh = people.filter(each => !came(each));
    if (!fresh.length) return show('info', words.already, { people });
    const review = fresh.every(Door.gone), title = review ? words.review : words.present;
    fresh.forEach(each => before.set(each.key, each.status));
    const record = await door.scan(token, fresh, title);
    return show(review ? 'warn' : 'good', title, { people: fresh, back: true, record });
  }

  async function card(own) {
    asking.hide();
    const { sure, people } = door.meant(own);
    if (sure) return letIn(people[0]);
    asking.show(own, people);
    return show('warn', people.length ? words.which : words.not_listed, { text: own.name + ', ' + own.year });
  }

  async function letIn(person) {
    if (came(person)) return show('info', words.already, { people: [person] });
    const title = Door.gone(person) ? words.review : words.present;
    before.set(person.key, person.status);
    const record = await door.let(person, title);
    return show(Door.gone(person) ? 'warn' : 'good', title, { people: [person], back: true, record });
  }

  // Whose card it was: one of the list, or somebody new.
  const asking = new CardAsk(find('card'), {
    plain: () => plain,
    chosen: person => { turn = turn.then(() => letIn(person)).catch(failed); },
    added: (key, who) => {
      turn = turn.then(async () => {
        const person = await door.walkIn(key, who, words.present);
        asking.hide();
        show('good', words.added, { people: [person] });
      }).catch(failed);
    }
  });

  function takeBack(person) {
    turn = turn.then(async () => {
      const status = before.get(person.key) || 'unmarked';
      if (person.status === status) return;
      await door.takeBack(person, status, person.name + ': ' + words.taken_back);
      hits.querySelectorAll('button').forEach(button => { if (button.dataset.key === person.key) button.remove(); });
      repeats.seen.clear();
      find('say').textContent = words.taken_back + ': ' + person.name;
      const told = document.createElement('small');
      told.textContent = words.taken_back + ': ' + person.name;
      hits.querySelectorAll('li').forEach(item => {
        if (item.textContent.includes(person.name)) item.querySelector('span').append(told);
      });
    }).catch(failed);
  }

  // -- typed, or by a hand-held reader --------------------------------------------------------------------------------

  function send(code, typed) {
    if (!typed) field.value = code;
    find('code').submit();
  }

  find('code').addEventListener('submit', event => {
    if (plain) return;
    event.preventDefault();
    band.wake();
    const text = field.value;
    field.value = '';
    field.focus({ preventScroll: true });
    if (text.trim()) take(text, true);
  });

  // A reader types wherever the page happens to be: its signs go into the field. The space bar still presses a button.
  addEventListener('keydown', event => {
    const writing = event.target.closest && event.target.closest('input, select, textarea');
    if (writing || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === ' ')
      return;
    field.focus({ preventScroll: true });
  });

  // -- a photo --------------------------------------------------------------------------------------------------------

  async function codesOn(file) {
    try {
      return await camera.photo(file);
    } catch (error) { // this phone cannot read it: the server does, where there is a line
      const form = new FormData(find('photo'));
      const sent = fetch(find('photo').action, { method: 'POST', body: form, headers: { Accept: 'application/json' },
        credentials: 'same-origin' });
      const answer = await sent.catch(() => { throw new Error(words.trouble.reader); });
      const told = await answer.json();
      if (told.message) throw new Error(told.message);
      return told.codes;
    }
  }

  find('photo').elements.photo.addEventListener('change', async event => {
    const file = event.target.files[0];
    if (!file) return;
    band.wake();
    try {
      const texts = await codesOn(file);
      if (!texts.length) show('bad', words.no_code);
      texts.forEach(text => take(text));
    } catch (error) {
      show('bad', words.no_photo, { text: /[^\x00-\x7f]/.test(error.message) ? error.message : '' });
    }
    event.target.value = '';
  });

  // What the server said of a scan this phone was not sure of.
  outbox.listen(({ type, record, result }) => {
    if (type !== 'answer' || record.lesson !== given.lesson || record.kind !== 'scan') return;
    const item = hits.querySelector('[data-record="' + record.uuid + '"]'),
      refused = result.status === 'refused' || result.status === 'conflict';
    if (!item || !refused && record.paints.length) return;
    show(refused ? 'bad' : 'good', result.message || words.present, { text: refused ? words.refused_more : '' });
    item.remove();
    // Nobody was marked by it, and whoever held it up stands there still: with these words it is dealt with.
    const told = !document.hidden && Date.now() - Date.parse(record.at) < WHILE_THERE;
    if (refused && told && !record.paints.length) outbox.remove(record.sequence).catch(() => 0);
  });

  // A photo is read as soon as it is taken: its label is the button, not the browser's own in whatever language it
  // speaks.
  function oneButton(field) {
    const tile = field.labels[0], said = document.createElement('span');
    said.append(...tile.childNodes);
    tile.className = 'tile full';
    field.className = '';
    tile.append(field, said);
    find('photo').querySelector('button').hidden = true;
  }

  find('start').hidden = false;
  oneButton(find('photo').elements.photo);
  door.ready().catch(error => { if (error.reason) failed(error); });
})();
