// /cho-gui: what waits on this phone and what was refused, line by line; send again, take it away as a file, hand one
// in. Only what is the own of whoever is, or was last, signed in here is shown; of others', and once somebody signed
// out, no more than how many (docs/offline.md).
(function () {
  'use strict';
  const place = document.querySelector('[data-module="waiting"]');
  if (!place) return;
  const words = place.dataset, kinds = JSON.parse(words.kinds), outbox = new Outbox(), { fill } = Drawing, FEW = 8;
  const LET_IN = ['walk_in', 'scan']; // whoever was refused may be let in by name
  const find = selector => place.querySelector(selector), all = selector =>
    Array.from(place.querySelectorAll(selector));
  let account = '', drawn = '';

  // -- pieces -------------------------------------------------------------------------------------------------------

  function made(tag, text, given) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    Object.keys(given || {}).forEach(name => element.setAttribute(name, given[name]));
    return element;
  }

  // What is there already stays where it is: what somebody has folded open, and where the focus is.
  function put(parent, wanted) {
    Array.from(parent.children).filter(child => !wanted.includes(child)).forEach(child => child.remove());
    wanted.forEach((child, place) => { if (parent.children[place] !== child) parent.insertBefore(child,
      parent.children[place] || null); });
  }

  const icon = symbol => Drawing.icon(words.icons, symbol), when = at => Drawing.when(at, words.today, words.otherDay);

  const named = record => record.label || kinds[record.kind] || kinds[''];
  const lessonOf = ({ lesson }) => /^[^/]+\/\d+$/.test(lesson || '') ? lesson.split('/') : null;

  function lessonWords(record) {
    const lesson = lessonOf(record);
    return lesson ? fill(words.lesson, { course: lesson[0], number: lesson[1] }) : kinds[record.kind]
      || words.elsewhere;
  }

  function line(record, symbol, ...small) {
    const item = made('li'), inner = made('div'), told = made('span');
    told.append(made('b', named(record)), ...small.filter(Boolean).map(text => made('small', text)));
    inner.append(icon(symbol), told);
    item.append(inner);
    if (record.photo) picture(record).then(shown => item.append(shown)).catch(() => 0);
    return item;
  }

  // A photo to look at, and to be taken out of here into the phone's own pictures.
  async function picture({ photo, label, at }) {
    const bytes = await outbox.note(photo), box = made('p', '', { class: 'stack' });
    const save = made('button', words.takePhoto, { class: 'btn quiet', type: 'button',
      'aria-label': words.takePhoto + ': ' + label });
    const name = 'lopso-anh-' + at.slice(0, 16).replace(/\D/g, '-') + '.jpg';
    save.addEventListener('click', () => hand(new File([bytes], name, { type: 'image/jpeg' })));
    box.append(...[await Photos.thumb(bytes), save].filter(Boolean));
    return box;
  }

  // -- what was refused: why, and what can be done --------------------------------------------------------------------

  function ways(record) {
    const lesson = lessonOf(record), row = made('p');
    const again = made('button', words.again, { class: 'btn quiet', type: 'button',
      'aria-label': fill(words.againOf, { label: named(record) }) });
    again.addEventListener('click', () => outbox.retry(record.sequence).then(sent => sent
      && Telling.tell(outbox)).then(redraw));
    row.append(again);
    if (lesson) {
      const base = '/giang-vien/lop/' + encodeURIComponent(lesson[0]) + '/buoi/' + lesson[1];
      row.append(' ', made('a', words.see, { class: 'link', href: base + '/ket-qua' }));
      if (LET_IN.includes(record.kind)) row.append(' ', made('a', words.add,
        { class: 'link', href: base + '/them-nguoi' }));
    }
    return row;
  }

  // What cannot be had back opens first, and says so.
  function leaving(record) {
    const fold = made('details'), inside = made('section', '', { class: 'stack' });
    const sure = made('button', words.leaveSure, { class: 'btn quiet bad', type: 'button' });
    fold.append(made('summary', words.leave, { 'aria-label': fill(words.leaveOf, { label: named(record) }) }));
    sure.addEventListener('click', async () => {
      await outbox.remove(record.sequence);
      say(words.left);
      find('[data-said]').focus();
    });
    inside.append(made('p', words.leaveWords), sure);
    fold.append(inside);
    return fold;
  }

  const told = new Map();

  function refusedLine(record) {
    const key = record.sequence + record.refused, known = told.get(key);
    if (known) return known;
    const item = line(record, 'circle-alert', lessonWords(record) + ', ' + fill(words.made, { when: when(record.at) }),
      record.refused);
    item.className = 'stack';
    item.append(ways(record), leaving(record));
    told.set(key, item);
    return item;
  }

  // -- what waits: lesson by lesson -----------------------------------------------------------------------------------

  function list(records) {
    const drawing = made('ul', '', { class: 'list' });
    drawing.append(...records.map(record => line(record, 'clock', fill(words.made, { when: when(record.at) }))));
    return drawing;
  }

  function group(records) {
    const section = made('section', '', { class: 'stack' });
    section.append(made('h3', lessonWords(records[0])));
    section.append(made('p', fill(words.group, { count: records.length, when: when(records[0].at) }),
      { class: 'soft' }));
    if (records.length <= FEW) {
      section.append(list(records));
    } else {
      const fold = made('details');
      fold.append(made('summary', fill(words.more, { count: records.length })), list(records));
      section.append(fold);
    }
    return section;
  }

  function grouped(records) {
    const groups = new Map();
    records.forEach(record => groups.set(lessonWords(record), (groups.get(lessonWords(record)) || []).concat(record)));
    return Array.from(groups.values(), group);
  }

  // -- the page -------------------------------------------------------------------------------------------------------

  function say(text) {
    find('[data-said]').textContent = text;
  }

  async function figures(waiting, refused) {
    const entered = await Telling.entered(outbox, account), told = { waiting, refused, entered };
    const text = find('[data-figures]');
    text.textContent = fill(entered === null ? words.tallyUnknown : words.tally, told);
    text.hidden = !account;
  }

  async function draw() {
    account = await outbox.note('account') || '';
    const records = await outbox.records(), mine = records.filter(record => record.account === account);
    const refused = mine.filter(record => record.refused), waiting = mine.filter(record => !record.refused);
    const { others, forms } = await outbox.counts(account), stands = JSON.stringify(mine.map(each =>
      [each.sequence, each.refused]));
    await figures(waiting.length + forms, refused.length);
    find('[data-signed-out]').hidden = !(outbox.signedOut && waiting.length);
    const told = find('[data-others]'), { others: theirs, nobodys } = told.dataset;
    told.textContent = fill(account ? theirs : nobodys, { count: others });
    told.hidden = !others;
    find('[data-door]').hidden = Boolean(account) || !others;
    const unsent = (await Unsent.of(account).catch(() => [])).length; // signed out, a resident's
    find('[data-nothing]').hidden = records.length + unsent + others > 0;
    all('[data-presses]').forEach(each => { each.hidden = !mine.length; });
    if (stands === drawn) return;
    drawn = stands;
    find('[data-refused]').hidden = !refused.length;
    put(find('[data-refused] [data-list]'), refused.map(refusedLine));
    find('[data-waiting]').hidden = !waiting.length;
    put(find('[data-groups]'), grouped(waiting));
  }

  // What the server has entered is another figure since: it is asked for, once for however many answers come.
  let soon = 0;

  function recount() {
    clearTimeout(soon);
    soon = setTimeout(() => Telling.tell(outbox).then(redraw).catch(() => 0), 400);
  }

  const redraw = () => draw().catch(() => { find('[data-broken]').hidden = false; });

  async function send() {
    say(words.sending);
    const sent = await outbox.flush();
    if (sent) await Telling.tell(outbox);
    await redraw();
    const left = await outbox.counts(account);
    say(left.waiting ? words.unsent : words.sent);
  }

  // -- the file -------------------------------------------------------------------------------------------------------

  async function file() {
    const records = (await outbox.records()).filter(record => record.account === account && record.gate === '/dong-bo');
    const operations = records.map(({ uuid, kind, at, sequence, data, label, lesson }) => ({ uuid, kind, at, sequence,
      data, label, lesson }));
    const skew = await outbox.note('skew'), now = new Date();
    const told = {
      file: 'lopso-outbox', version: 1, device: await outbox.device(), account, skew: skew === undefined ? null : skew,
      client_now: now.toISOString(), release: outbox.release, operations
    };
    const two = number => String(number).padStart(2, '0');
    const name = 'lopso-cho-gui-' + [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate()),
      two(now.getHours()) + two(now.getMinutes())].join('-');
    return new File([JSON.stringify(told, null, 1)], name + '.json', { type: 'application/json' });
  }

  // An app on an iPhone's home screen has nowhere to put a download: there it is shared.
  async function download() {
    await hand(await file());
    say(words.savedFile);
  }

  async function hand(taken) {
    if (navigator.standalone && navigator.canShare && navigator.canShare({ files: [taken] })) {
      await navigator.share({ files: [taken] }).catch(() => 0);
    } else {
      const link = made('a', '', { href: URL.createObjectURL(taken), download: taken.name });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }
  }

  // The token in this page may be an old one: it is asked for anew. Without a line the form would lead nowhere.
  async function handIn(event) {
    const form = event.target;
    event.preventDefault();
    const told = await Telling.asked('/dong-bo', { headers: { Accept: 'application/json' } });
    if (!told) {
      const there = await fetch('/dong-bo', { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
      if (there && there.status === 401) location.assign('/dang-nhap?next=/cho-gui');
      else say(words.noLine);
      return;
    }
    form.elements.csrf_token.value = told.csrf_token;
    form.submit();
  }

  async function places() {
    for (const each of all('[data-place]')) each.hidden = !await Saved.has(each.dataset.place);
  }

  document.addEventListener('unsent', redraw);
  find('[data-send]').addEventListener('click', send);
  find('[data-download]').addEventListener('click', () => download().catch(redraw));
  find('[data-hand-in]').addEventListener('submit', handIn);
  find('[data-said]').tabIndex = -1;
  outbox.listen(event => {
    redraw();
    if (event.type === 'answer' && event.result.status.includes('done')) recount();
  });
  Promise.resolve(outbox.settled).then(redraw).then(() => outbox.flush()).then(() => Telling.tell(outbox))
    .then(redraw);
  places().catch(() => 0);
  Drawing.guides().catch(() => 0);
})();
