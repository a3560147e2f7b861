// Today's page: what waits on this phone stands beside what the book holds, never in one sum; fresh when one comes back.
(function () {
  'use strict';
  const place = document.querySelector('[data-own]');
  if (!place) return;
  const words = place.dataset, kinds = words.kinds.split(' '), outbox = new Outbox(), born = Date.now();
  const OLD = 3000, HELD = 'lopso-day-held';
  // What waited when this page was last looked at, kept across its own opening anew: what arrives while the new page is on
  // its way stands neither in it nor among what waits.
  let held = Number(recall()), refreshing = false;

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
    if (waiting) hold(waiting);
    else if (held && await refresh()) hold(0);
  }

  // Nothing that somebody is typing or reading is taken away: only a page that shows the plain day opens anew.
  function plain() {
    const typing = document.activeElement && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    return !typing && !location.search && navigator.onLine;
  }

  // The fresh page is fetched before this one goes: on a slow line the worker would open the saved one, which knows nothing of
  // what was sent. False: not now, the next look tries again.
  async function refresh() {
    if (refreshing || !plain()) return false;
    refreshing = true;
    const fresh = !window.caches || await Saved.keep(location.pathname);
    refreshing = false;
    if (!fresh || !plain()) return false;
    location.reload();
    return true;
  }

  const again = () => look().catch(() => 0);
  const back = () => { if (!document.hidden && Date.now() - born > OLD) refresh(); };
  outbox.listen(({ type }) => { if (type === 'changed') again(); });
  document.addEventListener('visibilitychange', back);
  addEventListener('pageshow', event => { if (event.persisted) back(); again(); });
})();
