// What of the visits waits on this phone, said beside each mentee and never added to the server's figures.
(function () {
  'use strict';
  // What opens with a line alone is dull without one, and a tap on it leads nowhere.
  const away = document.querySelector('[data-needs-line]');
  function dim() {
    const link = away.querySelector('a'), none = navigator.onLine === false;
    away.querySelector('small').hidden = !none;
    link.classList.toggle('away', none);
    if (none) link.setAttribute('aria-disabled', 'true');
    else link.removeAttribute('aria-disabled');
  }
  if (away) {
    away.addEventListener('click', event => { if (navigator.onLine === false) event.preventDefault(); });
    ['online', 'offline'].forEach(change => addEventListener(change, dim));
    dim();
  }

  const place = document.querySelector('[data-module="mentees"]');
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, cards = Array.from(place.querySelectorAll('[data-pair]'));
  const figures = document.querySelector('[data-figures]');

  const drawn = Number(words.drawn);

  // What waits or was refused, and what the server took after it made this page: `sent` of those.
  async function mine() {
    const here = await outbox.mine('visit'), taken = await outbox.takenSince(['visit'], drawn),
      back = taken.map(each => each.remains).concat(here.map(each => each.data));
    const undone = back.filter(each => each.withdrawn).map(each => each.visit);
    const sent = taken.map(({ uuid, pressed, remains }) => ({ uuid, at: pressed, data: remains, sent: true }));
    return sent.concat(here).filter(each => !each.data.withdrawn && !undone.includes(each.uuid));
  }

  const two = number => String(number).padStart(2, '0');

  function sentence(record) {
    if (record.refused) return words.refused.replace('{why}', record.refused);
    const at = new Date(record.at), [waits, sent] = record.data.met ? [words.met, words.metSent]
      : [words.missed, words.missedSent];
    const text = record.sent ? sent : waits;
    return text.replace('{hour}', at.getHours()).replace('{minute}', two(at.getMinutes()));
  }

  function say(card, records) {
    const said = card.querySelector('[data-pending]'), text = records.map(sentence).join(' ');
    if (said.textContent !== text) said.textContent = text;
    said.hidden = !text;
    said.classList.toggle('bad', records.some(each => each.refused));
    const button = card.querySelector('[data-undo]'), last = records.filter(each => !each.refused && !each.sent).pop();
    button.hidden = !last;
    button.onclick = () => takeBack(last).catch(() => 0);
  }

  // A slip that was never sent leaves the phone; of one that may have arrived the server is told.
  async function takeBack(record) {
    if (await outbox.takeBack(record.sequence)) return;
    const data = { mentorship: record.data.mentorship, withdrawn: true, visit: record.uuid };
    await outbox.add({ kind: 'visit', data, account: record.account,
      label: words.undone.replace('{label}', record.label), remains: data });
    await outbox.remove(record.sequence);
  }

  function count(records) {
    if (!figures) return;
    const turned = records.filter(each => each.refused).length, sent = records.filter(each => each.sent).length;
    const waiting = records.length - turned - sent, entered = figures.querySelector('[data-entered]');
    entered.textContent = entered.textContent.replace(/\d+$/, Number(entered.dataset.entered) + sent);
    const said = figures.querySelector('[data-here-figures]');
    said.textContent = ' · ' + figures.dataset.waiting.replace('{count}', waiting) + ' · '
      + figures.dataset.turned.replace('{count}', turned) + ' ';
    if (!turned) return;
    const link = document.createElement('a');
    link.href = '/cho-gui';
    link.textContent = figures.dataset.look;
    said.append(link);
  }

  async function paint() {
    const records = await mine();
    cards.forEach(card => say(card, records.filter(each => each.data.mentorship === card.dataset.pair)));
    count(records);
    if ((await outbox.heardSince(['visit'], drawn)).length) Saved.renew().catch(() => 0);
  }

  outbox.paints(paint);
})();
