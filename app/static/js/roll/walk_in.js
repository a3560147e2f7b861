// Somebody from the hall: asked about first where the name is on the roll already, then kept and present at once.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="walk-in"]');
  if (!form) return;
  const kept = new KeptForm(form), { words, outbox, account } = kept, { plain } = RollModel, PATIENCE = 1500,
    LONGEST = 300;
  const { full_name: name, birth_year: year, residential_group: group, guardian, another } = form.elements;
  const roll = RollModel.load(outbox, { lesson: words.lesson, account, roll: words.roll }).catch(() => null);
  kept.kinds = ['walk_in', 'mark'];
  const asked = new Set(another.value.split(',').filter(Boolean)); // nobody is asked about twice, here or by the server

  // The server calls people by their whole name, the roll by its beginning.
  const known = ({ key }) => Array.from(asked).some(each => each === key || each.startsWith(key.slice(1)));

  // Random from its first sign on, unlike a press's (`Store.uuid`): rolls name people by how their ids begin.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  const born = () => FormNeeds.birthOf(year.value).slice(0, 4);

  // Those on the roll whose names hold every word of this one, accents aside: first the very name, then the same year.
  async function alike() {
    const rows = await Promise.race([roll, new Promise(resolve => setTimeout(resolve, PATIENCE, null))]);
    const terms = plain(name.value).split(' ').filter(Boolean);
    const near = row => 2 * Number(row.plain !== terms.join(' ')) + Number(row.year !== born());
    const there = (rows || []).filter(row => terms.every(term => row.plain.split(' ').includes(term)));
    return there.sort((one, two) => near(one) - near(two)).slice(0, 6);
  }

  function ask(people) {
    const note = document.querySelector('[data-alike]'), list = note.querySelector('ul'),
      pattern = note.querySelector('template');
    list.textContent = '';
    people.forEach(row => {
      const item = document.importNode(pattern.content, true), button = item.querySelector('button');
      item.querySelector('[data-name]').textContent = row.name;
      item.querySelector('small').textContent = words.born.replace('{year}', row.year);
      button.setAttribute('aria-label', button.textContent.trim() + ': ' + row.name);
      button.addEventListener('click', () => present(row).catch(error => kept.failed(error)));
      list.append(item);
    });
    note.hidden = false;
    document.querySelector('[data-submit]').lastChild.textContent = words.another;
    note.scrollIntoView({ block: 'nearest' });
    note.focus();
  }

  // It is this one, who has a name on the roll.
  async function present(row) {
    const paints = [{ registration: row.key, status: 'present', name: row.name, year: row.year }];
    const record = await kept.add('mark', { registration: row.key, status: 'present' }, row.name + ': ' + words.present,
      paints);
    await back(record, { registration: row.key, name: row.name, year: row.year });
  }

  async function back(record, just) {
    const done = await kept.fate(record) === 'done', message = kept.answers.get(record.uuid);
    try {
      sessionStorage.setItem('lopso.just', JSON.stringify(Object.assign({ lesson: words.lesson, message }, just)));
    } catch (error) { /* the row is there all the same */ }
    const stayed = await kept.leave(done);
    if (!stayed) return;
    form.reset();
    asked.clear();
    another.value = '';
  }

  kept.submit = async () => {
    if (FormNeeds.asks(form)) return;
    if (name.value.normalize().trim().replace(/\s+/g, ' ').length > LONGEST)
      return FieldError.show(name, words.longName);
    const people = await alike();
    if (people.some(row => !known(row))) {
      people.forEach(row => asked.add(row.key));
      another.value = Array.from(asked).join(',');
      return ask(people);
    }
    const registration = uuid(), full = name.value.trim().replace(/\s+/g, ' '), typed = year.value.trim();
    const person = { full_name: full, birth_year: typed, residential_group: group.value };
    // A page that was saved by an older release has no such line.
    if (guardian && guardian.value.trim()) person.guardian = guardian.value.trim();
    const paints = [{ registration, status: 'present', name: full, year: born() }];
    const record = await kept.add('walk_in', { registration, person }, full + ': ' + words.present, paints);
    return back(record, { registration, name: full, year: born() });
  };
})();
