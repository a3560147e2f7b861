// Helps at home: what was noted on this phone and the page does not know yet, said beside each request.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="help-requests"]');
  if (!place) return;
  const outbox = new Outbox(), words = place.dataset, drawn = Number(words.drawn);
  const KINDS = ['help_record', 'help_correction'], two = number => String(number).padStart(2, '0');

  // What waits or was refused, and what the server took after it made this page: `sent` of those.
  async function noted() {
    const here = await outbox.mine(...KINDS), taken = await outbox.takenSince(KINDS, drawn);
    const all = taken.map(({ uuid, pressed, remains }) => ({ uuid, at: pressed, request: remains.request,
      back: remains.withdrawn, sent: true }))
      .concat(here.map(({ uuid, at, data, refused }) => ({ uuid, at, request: data.request,
        back: data.withdrawn && data.record, refused })));
    const undone = all.filter(each => each.back && !each.refused).map(each => each.back);
    return all.filter(each => each.back || each.request && !undone.includes(each.uuid));
  }

  function sentence({ at, sent, refused }) {
    if (refused) return words.refused.replace('{why}', refused);
    const moment = new Date(at), text = sent ? words.sent : words.waits;
    return text.replace('{hour}', moment.getHours()).replace('{minute}', two(moment.getMinutes()));
  }

  function say(card, records) {
    const said = card.querySelector('[data-pending]'), text = records.map(sentence).join(' ');
    if (said.textContent !== text) said.textContent = text;
    said.hidden = !text;
    said.classList.toggle('bad', records.some(each => each.refused));
  }

  async function paint() {
    const records = await noted();
    place.querySelectorAll('[data-request]').forEach(card =>
      say(card, records.filter(each => each.request === card.dataset.request)));
    if (records.every(each => each.sent || each.refused) && (await outbox.heardSince(KINDS, drawn)).length)
      Saved.renew().catch(() => 0);
  }

  outbox.paints(paint);
})();
