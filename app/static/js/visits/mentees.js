// What of the visits waits on this phone, said beside each mentee and never added to the server's figures; and the pages of
// all mentees saved by themselves when there is a line, so that they open in a house without one.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="mentees"]');
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, cards = Array.from(place.querySelectorAll('[data-pair]'));
  const figures = document.querySelector('[data-figures]');
  // The log: what somebody is helped with besides the visit is noted there.
  const along = words.along ? words.along.split(' ') : [];

  const mine = async () => (await outbox.records()).filter(each => each.kind === 'visit' && each.account === outbox.account);
  const two = number => String(number).padStart(2, '0');

  function sentence(record) {
    if (record.refused) return words.refused.replace('{why}', record.refused);
    const at = new Date(record.at), text = record.data.met ? words.met : words.missed;
    return text.replace('{hour}', at.getHours()).replace('{minute}', two(at.getMinutes()));
  }

  function say(card, records) {
    const said = card.querySelector('[data-pending]'), text = records.map(sentence).join(' ');
    if (said.textContent !== text) said.textContent = text;
    said.hidden = !text;
    said.classList.toggle('bad', records.some(each => each.refused));
    const button = card.querySelector('[data-undo]'), last = records.filter(each => !each.refused).pop();
    button.hidden = !last;
    button.onclick = () => takeBack(last).catch(() => 0);
  }

  // A slip that was never sent leaves the phone; of one that may have arrived the server is told.
  async function takeBack(record) {
    if (record.tried) {
      const data = { mentorship: record.data.mentorship, withdrawn: true, visit: record.uuid };
      await outbox.add({ kind: 'visit', data, account: record.account, label: words.undone.replace('{label}', record.label) });
    }
    await outbox.remove(record.sequence);
  }

  function count(records) {
    if (!figures) return;
    const turned = records.filter(each => each.refused).length, waiting = records.length - turned;
    const said = figures.querySelector('[data-here-figures]');
    said.textContent = ' · ' + figures.dataset.waiting.replace('{count}', waiting) + ' · ' + figures.dataset.turned.replace('{count}', turned) + ' ';
    if (!turned) return;
    const link = document.createElement('a');
    link.href = '/cho-gui';
    link.textContent = figures.dataset.look;
    said.append(link);
  }

  async function paint() {
    const records = (await mine()).filter(each => !each.data.withdrawn);
    cards.forEach(card => say(card, records.filter(each => each.data.mentorship === card.dataset.pair)));
    count(records);
  }

  // -- saving -----------------------------------------------------------------------------------------------------------

  // A page is fetched anew where it reads otherwise than when it was saved; over a line that is paid for only what is missing.
  async function save() {
    if (!words.own || navigator.onLine === false || !await Keeping.worker()) return;
    const note = await outbox.note('mentees'), known = note && note.account === outbox.account ? note.stamps : {};
    const stamps = {};
    let whole = await Keeping.keep(words.own);
    for (const other of along) whole = (await Keeping.has([other]) || await Keeping.keep(other)) && whole;
    for (const card of cards) {
      const { pair, stamp, pages } = card.dataset, addresses = pages.split(' ');
      let there = known[pair] === stamp && await Keeping.has(addresses);
      if (!there) there = (await Promise.all(addresses.map(each => Keeping.keep(each).catch(() => false)))).every(Boolean);
      if (there) stamps[pair] = stamp;
      whole = whole && there;
    }
    await outbox.keepNote('mentees', { account: outbox.account, stamps });
    tell(whole);
  }

  function tell(whole) {
    const said = document.querySelector('[data-saved-pairs]');
    if (said) said.hidden = !whole;
  }

  async function look() {
    if (!words.own || !await Keeping.worker()) return;
    tell(await Keeping.has([words.own].concat(along, ...cards.map(card => card.dataset.pages.split(' ')))));
  }

  const again = () => paint().catch(() => 0);
  outbox.listen(({ type }) => { if (type === 'changed') again(); });
  addEventListener('pageshow', again);
  // The server's page is a visit behind once one was taken: drawn anew where there is a line. Saved anew first, for right after
  // a dead line the worker waits half a second only, and then shows what is saved.
  outbox.listen(({ type, record, result }) => {
    if (type !== 'answer' || record.kind !== 'visit' || !result.status.includes('done') || !words.own) return;
    clearTimeout(place.timer);
    place.timer = setTimeout(() => Keeping.keep(words.own).catch(() => 0).then(() => location.reload()), 400);
  });
  addEventListener('load', () => save().catch(() => look()).catch(() => 0));
})();
