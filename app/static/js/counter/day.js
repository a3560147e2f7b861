// Today's page: what waits on this phone stands beside what the book holds, never in one sum; fresh when one comes back.
(function () {
  'use strict';
  const place = document.querySelector('[data-own]');
  if (!place) return;
  const words = place.dataset, kinds = words.kinds.split(' '), outbox = new Outbox(), born = Date.now();
  const OLD = 3000;
  let held = 0;

  async function look() {
    const mine = (await outbox.records()).filter(each => each.account === outbox.account && kinds.includes(each.kind));
    const waiting = mine.filter(each => !each.refused).length, refused = mine.length - waiting;
    const told = words.hereWords.replace('{waiting}', waiting).replace('{refused}', refused);
    place.querySelector('[data-own-here]').textContent = ' · ' + told;
    place.querySelector('[data-own-why]').hidden = !refused;
    const sent = held > waiting;
    held = waiting;
    if (sent && !waiting) refresh();
  }

  // Nothing that somebody is typing or reading is taken away: only a page that shows the plain day opens anew.
  function refresh() {
    const typing = document.activeElement && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (!typing && !location.search && navigator.onLine) location.reload();
  }

  const again = () => look().catch(() => 0);
  const back = () => { if (!document.hidden && Date.now() - born > OLD) refresh(); };
  outbox.listen(({ type }) => { if (type === 'changed') again(); });
  document.addEventListener('visibilitychange', back);
  addEventListener('pageshow', event => { if (event.persisted) back(); again(); });
})();
