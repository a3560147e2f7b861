// Today's page: what waits on this phone stands beside what the book holds, never in one sum; fresh when one comes
// back.
(function () {
  'use strict';
  const place = document.querySelector('[data-own]');
  if (!place) return;
  const words = place.dataset, kinds = words.kinds.split(' '), outbox = new Outbox(), drawn = Number(words.drawn);
  const OLD = 3000, HANOI = 7 * 3600000, born = Date.now();
  const dayOf = moment => new Date(moment + HANOI).toISOString().slice(0, 10);

  async function look() {
    const mine = await outbox.mine(...kinds);
    const waiting = mine.filter(each => !each.refused).length, refused = mine.length - waiting;
    const told = words.hereWords.replace('{waiting}', waiting).replace('{refused}', refused);
    place.querySelector('[data-own-here]').textContent = ' · ' + told;
    place.querySelector('[data-own-why]').hidden = !refused;
    const taken = await outbox.takenSince(kinds, drawn);
    count(taken.filter(each => dayOf(each.at) === dayOf(drawn)));
    if (!waiting && (await outbox.heardSince(kinds, drawn)).length) renew();
  }

  // What the book has taken since the page was drawn, until the page knows it.
  function count(taken) {
    const added = taken.reduce((sum, { kind, remains }) => sum
      + (kind === 'help_record' ? 1 : remains.withdrawn ? -1 : 0), 0);
    const head = place.querySelector('b');
    head.textContent = head.textContent.replace(/\d+/, Math.max(0, Number(words.counted) + added));
  }

  const renew = () => Saved.renew().catch(() => 0);

  const back = () => { if (!document.hidden && Date.now() - born > OLD) renew(); };
  outbox.paints(look);
  document.addEventListener('visibilitychange', back);
  addEventListener('pageshow', event => { if (event.persisted) back(); });
})();
