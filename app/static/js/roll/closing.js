// Xong, and the note of a lesson. What waits on this phone is counted in; Xong pressed without a line waits like a
// tick.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="closing"], [data-module="lesson-note"]');
  if (!form) return;
  const kept = new KeptForm(form), { words, outbox, account } = kept, { heads, note } = form.elements, MOST = 100000;
  kept.kinds = ['note', 'close'];
  let came = Number(words.came), seen = '';

  function write(name, text) {
    const place = document.querySelector('[data-count-' + name + ']');
    if (place) place.textContent = text;
  }

  // Everybody under the heading where they stand here; who walked in on this phone has no page of their own yet.
  function regroup(rows) {
    const groups = Array.from(document.querySelectorAll('[data-group]'));
    if (!groups.length) return;
    const known = new Map(Array.from(document.querySelectorAll('[data-group] li'), item => (
      [item.querySelector('a').pathname.split('/').pop(), item])));
    const lists = new Map(groups.map(group => [group.dataset.group, []]));
    rows.filter(row => !row.outside || row.status !== 'unmarked').forEach(row => {
      const item = known.get(row.key) || document.createElement('li');
      if (!known.has(row.key)) item.append(row.name);
      lists.get(row.status === 'late' ? 'present' : row.status).push(item);
    });
    groups.forEach(group => {
      const items = lists.get(group.dataset.group), list = group.querySelector('ul');
      list.textContent = '';
      list.append(...items);
      group.querySelector('h2 span').textContent = String(items.length);
      group.hidden = !items.length;
    });
  }

  // The roll as it stands here: what the server said when the page was made, and what was pressed since.
  async function recount() {
    const rows = await RollModel.load(outbox, { lesson: words.lesson, account, roll: words.roll });
    if (!rows) return;
    const sums = RollModel.count(rows);
    came = sums.came;
    document.querySelectorAll('[data-as-of]').forEach(told => { told.hidden = true; });
    regroup(rows);
    write('came', sums.came + '/' + sums.total);
    write('rest', words.rest.replace('{excused}', sums.excused).replace('{absent}', sums.absent).replace('{unmarked}',
      sums.unmarked));
    const link = document.querySelector('[data-unmarked]');
    if (!link) return;
    link.lastChild.textContent = words.look.replace('{unmarked}', sums.unmarked);
    link.hidden = !sums.unmarked;
  }

  // A number, null for nothing, undefined for what is neither.
  function counted() {
    const typed = heads.value.trim();
    if (!typed) return heads.validity && heads.validity.badInput ? undefined : null;
    return /^\d{1,6}$/.test(typed) && Number(typed) <= MOST ? Number(typed) : undefined;
  }

  function differ(number) {
    const place = document.querySelector('[data-differs]'), more = number > came;
    place.querySelector('[data-both]').textContent = words.both.replace('{heads}', number).replace('{came}', came);
    place.querySelectorAll('[data-more]').forEach(each => { each.hidden = !more; });
    place.querySelectorAll('[data-fewer]').forEach(each => { each.hidden = more; });
    place.querySelectorAll('[data-difference]').forEach(each => { each.textContent = String(Math.abs(number - came));
      });
    place.hidden = false;
    place.scrollIntoView({ block: 'nearest' });
    place.focus();
  }

  // What was refused before is settled by pressing again.
  async function clear(kinds) {
    const old = (await outbox.records()).filter(each => each.refused && each.lesson === words.lesson
      && each.account === account);
    await Promise.all(old.filter(each => kinds.includes(each.kind)).map(each => outbox.remove(each.sequence)));
  }

  async function close(number) {
    await recounted; // whoever is quicker than the roll's page is not told an older count
    if (number !== null && number !== came && seen !== number + '/' + came) {
      seen = number + '/' + came;
      return differ(number);
    }
    await clear(['close', 'note']);
    if (note.value.trim() !== note.defaultValue.trim()) await kept.add('note', { text: note.value.trim() },
      words.labelNote);
    const fate = await kept.fate(await kept.add('close', { heads: number }, words.label));
    if (fate !== 'done' && fate !== 'waiting') return kept.show('trouble', fate);
    return kept.leave(fate === 'done');
  }

  // With a line the server compares: whoever was slower than a colleague sees both. Without one it waits here.
  async function keepNote(number) {
    if (await kept.reachable()) {
      kept.forget();
      return form.submit();
    }
    await clear(['note']);
    await kept.add('note', { text: note.value.trim(), heads: number }, words.labelNote);
    kept.forget();
    return kept.show('waits');
  }

  // What of this lesson lies on this phone; the server's numbers are right where nothing does, or did a moment ago.
  let waited = 0;
  async function lies() {
    const before = waited, here = ({ lesson, account: whose }) => lesson === words.lesson && whose === account;
    waited = (await outbox.records()).filter(here).length;
    return before + waited > 0;
  }

  // A lesson that is over stands as the server says.
  const again = async () => { if (await lies()) await recount(); };
  const recounted = words.rest ? (form.dataset.module === 'closing' ? lies().then(recount) : again()).catch(() => 0) : null;
  outbox.listen(({ type }) => { if (type === 'changed' && words.rest) again().catch(() => 0); });

  kept.submit = () => {
    FieldError.clear(form);
    const number = counted();
    if (number === undefined) return FieldError.show(heads, words.noNumber);
    return form.dataset.module === 'closing' ? close(number) : keepNote(number);
  };

  // What was written here and waits is what stands in the form.
  async function waiting() {
    const mine = (await outbox.records()).filter(each => ['note', 'close'].includes(each.kind)
      && each.lesson === words.lesson && each.account === account);
    const last = mine[mine.length - 1], written = mine.filter(each => each.kind === 'note').pop();
    if (!last) return;
    if (written && note.value === note.defaultValue) note.value = written.data.text;
    if (heads.value === heads.defaultValue && Number.isInteger(last.data.heads)) heads.value = last.data.heads;
    if (last.refused) kept.show('trouble', last.refused);
    else kept.show('waits');
  }

  waiting().catch(() => 0);
})();
