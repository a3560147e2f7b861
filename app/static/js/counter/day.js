// Today's page: what waits on this phone stands beside what the book holds, never in one sum; fresh when one comes back.
(function () {
  'use strict';
  const place = document.querySelector('[data-own]');
  if (!place) return;
  const words = place.dataset, kinds = words.kinds.split(' '), outbox = new Outbox(), born = Date.now();
  const OLD = 3000, HELD = 'lopso-day-held';
  // What waited when this page was last looked at, kept across its own opening anew: what arrives while the new page is on
  // its way stands neither in it nor among what waits.
  let held = Number(recall());

  function recall() {
    try { return sessionStorage.getItem(HELD) || 0; } catch (error) { return 0; } // a browser that keeps nothing
  }

  function hold(waiting) {
    held = waiting;
    try { sessionStorage.setItem(HELD, waiting); } catch (error) { /* then only this page knows */ }
  }

  async function look() {
    const mine = (await outbox.records()).filter(each => each.account === outbox.account && kinds.includes(each.kind));
    const waiting = mine.filter(each => !each.refused).length, refused = mine.length - waiting;
    const told = words.hereWords.replace('{waiting}', waiting).replace('{refused}', refused);
    place.querySelector('[data-own-here]').textContent = ' · ' + told;
    place.querySelector('[data-own-why]').hidden = !refused;
    const sent = held > waiting;
    hold(waiting);
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
