// On every page of the staff and on the sign-in page: the worker, the state of the outbox in the header, new releases,
// and what signing in and out means for what is kept here (docs/offline.md). Without script nothing of it is shown.
(function () {
  'use strict';
  const me = document.currentScript.dataset, outbox = new Outbox();
  const find = selector => document.querySelector(selector), fill = (text, count) => text.replace('{count}', count);
  const sync = find('[data-sync][data-sent]'), PATIENCE = 4000, DAY = 86400000;
  outbox.account = outbox.account || me.account;
  outbox.release = me.release;

  // -- the header -----------------------------------------------------------------------------------------------------

  function clock(at) {
    return sync.dataset.since.replace('{hour}', Number(at.slice(11, 13))).replace('{minute}', at.slice(14, 16));
  }

  // What stands there: a symbol, a word, a smaller word. Never one number out of two: what waits, what was refused.
  /** @returns {[string, string, string]} a symbol, a word, a smaller one */
  function state({ waiting, refused, others, since }) {
    const words = sync.dataset;
    const unsent = words.unsent + (words.unsent.includes('{') ? '' : ' {count}'); // as earlier releases saved pages
    if (waiting) return ['cloud-upload', fill(unsent, waiting),
      refused ? words.refused.toLowerCase() + ' ' + refused : clock(since)];
    if (refused) return ['circle-alert', words.refused + ' ' + refused, words.why];
    return ['cloud-check', words.sent, others ? fill(words.others, others) : ''];
  }

  function draw(waiting, [symbol, word, small]) {
    const told = sync.querySelector('span'), under = document.createElement('small');
    if (sync.dataset.drawn === word + small) return;
    sync.dataset.drawn = word + small;
    sync.dataset.sync = waiting;
    told.textContent = word;
    under.textContent = small;
    if (small) told.append(under);
    sync.querySelector('use').setAttribute('href', sync.dataset.icons + '#' + symbol);
    sync.removeAttribute('data-unpainted');
  }

  // For the ear: once when the line is gone, once when all is sent again, and what was refused; not each tick.
  let quiet = true;

  function announce({ waiting, refused }) {
    const said = find('[data-sync-said]');
    if (waiting && outbox.failures && quiet) {
      quiet = false;
      said.textContent = sync.dataset.kept;
    } else if (!waiting && !quiet) {
      quiet = true;
      said.textContent = refused ? sync.dataset.refused + ' ' + refused : sync.dataset.sent;
    }
  }

  // Once for however many presses come one after another: a thumb is not kept waiting by a header.
  let soon = 0;

  function repaint() {
    soon = soon || setTimeout(() => { soon = 0; paint(); }, 100);
  }

  async function paint() {
    try {
      const counts = await outbox.counts(me.account);
      // The first page of a room counts what the ward has: once all is sent it is drawn anew; others do so themselves.
      const sent = sync && Number(sync.dataset.sync) > 0 && !counts.waiting;
      if (sync) draw(counts.waiting, state(counts));
      if (sync) announce(counts);
      if (sent && find('[data-unsent-forms]') && !find('main [data-drawn]')) Saved.renew().catch(() => 0);
      tellAtTheDoor(counts);
      warn(counts);
    } catch (error) {
      if (sync) draw(0, ['circle-alert', sync.dataset.broken, '']);
    }
  }

  // The sign-in page: how many, of nobody in particular.
  function tellAtTheDoor({ others }) {
    const place = find('[data-unsent-here]');
    if (!place) return;
    const count = place.querySelector('[data-unsent-count]');
    count.textContent = fill(count.dataset.unsentCount, others);
    place.hidden = !others;
  }

  // -- whose phone this is --------------------------------------------------------------------------------------------

  // What the worker was about to save is not saved any more.
  async function stopPreparing() {
    const here = navigator.serviceWorker && await navigator.serviceWorker.getRegistration().catch(() => null);
    if (here && here.active) here.active.postMessage({ type: 'leave' });
  }

  async function drop(what) {
    await stopPreparing();
    return what().catch(() => 0);
  }

  // A page of the shell does not know whose it is: the server says so, where it answers soon. So what waits of somebody
  // is not shown to who came in since, and is a number no longer once its owner did.
  async function signedInHere() {
    const greeted = outbox.greet(outbox.gate).catch(() => null);
    const told = await Promise.race([greeted, new Promise(resolve => setTimeout(resolve, PATIENCE, null))]);
    return told ? told.account : '';
  }

  // Another account than the last one: its pages are nobody else's. What was not sent stays, for its owner.
  async function own() {
    if (find('[data-signed-out-here]')) return drop(Saved.wipe);
    const account = me.account || (find('[data-whose]') ? await signedInHere() : '');
    if (!account) return undefined;
    await Saved.own(account, () => drop(Saved.forget));
    // for pages without a server
    return me.account ? outbox.keepNote('text_size', document.documentElement.dataset.text) : undefined;
  }

  // -- signing out ----------------------------------------------------------------------------------------------------

  function ask(guard, counts, offline) {
    const { waiting, refused } = counts, unsent = waiting + refused;
    const head = guard.querySelector('[data-leave-waiting]'), said = guard.querySelector('[data-leave-said]');
    guard.dataset.said = guard.dataset.said || said.textContent;
    head.textContent = waiting ? fill(head.dataset.leaveWaiting, waiting) : fill(head.dataset.leaveRefused, refused);
    head.parentElement.hidden = !unsent;
    said.textContent = offline || guard.dataset.said;
    said.hidden = !(offline || unsent);
    guard.querySelectorAll('[data-lost]').forEach(line => {
      const count = counts[line.dataset.lost];
      line.querySelector('span').textContent = fill(line.dataset.words, count);
      line.hidden = Boolean(offline) || !count;
    });
    guard.querySelector('[data-leave-buttons]').hidden = Boolean(offline);
    guard.querySelector('[data-leave-send]').hidden = !waiting;
    guard.querySelector('[data-leave-list]').hidden = !unsent;
    guard.hidden = false;
    guard.focus();
    guard.scrollIntoView({ block: 'nearest' });
  }

  // What stays here unsent, and what is deleted: nobody loses either without a word.
  async function atStake() {
    const none = { waiting: 0, refused: 0 }; // a broken store holds nothing back
    const { waiting, refused } = await outbox.counts(me.account).catch(() => none), lost = await Saved.losing();
    return Object.assign({ waiting, refused }, lost);
  }

  async function leave(form, guard, sure) {
    const counts = await atStake();
    if (guard && Object.values(counts).some(Boolean) && !sure) return ask(guard, counts, '');
    // Signing out is the server's work, and dropping pages before it would strand people.
    if (guard && await outbox.asks() >= 500) return ask(guard, counts, form.dataset.signsOut || guard.dataset.offline);
    await drop(Saved.disown);
    return form.submit();
  }

  document.addEventListener('submit', event => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    // A form that makes this a tablet for everybody signs out as well.
    if (new URL(form.action).pathname !== '/dang-xuat' && !form.hasAttribute('data-signs-out')) return;
    const guard = find('[data-leave]');
    event.preventDefault();
    leave(form, guard, false);
    if (!guard || guard.dataset.heard) return;
    guard.dataset.heard = 'yes';
    guard.querySelector('[data-leave-anyway]').addEventListener('click', () => leave(form, guard, true));
    guard.querySelector('[data-leave-send]').addEventListener('click', async () => {
      await outbox.wake();
      guard.hidden = true;
      leave(form, guard, false);
    });
    guard.querySelector('[data-leave-stay]').addEventListener('click', () => {
      guard.hidden = true;
      form.querySelector('button').focus();
    });
  });

  // -- releases -------------------------------------------------------------------------------------------------------

  let pressed = false, typed = false;
  // The worker of this page, unless it is the one that a resident's page brought: that gives way by itself.
  const ours = () => { const at = navigator.serviceWorker.controller; return at && at.scriptURL.endsWith('/sw.js'); };

  document.addEventListener('input', event => {
    typed = typed || /** @type {HTMLInputElement} */ (event.target).type !== 'search';
  });
  document.addEventListener('submit', () => { typed = false; });

  // At the foot of the screen, where nothing moves under a thumb: in the page's own bar or among its places, if it has
  // them.
  function offer(registration) {
    const bar = find('[data-update]');
    if (!bar || bar.dataset.shown) return;
    const row = bar.querySelector('[data-update-row]'), own = find('.bar:not([data-update]) > .wrap'),
      places = find('.tabs');
    bar.dataset.shown = 'yes';
    if (own) own.prepend(row);
    else if (places) places.prepend(row.parentElement);
    else bar.hidden = false;
    row.querySelector('[data-take-over]').addEventListener('click', () => {
      if (typed) {
        typed = false;
        row.querySelector('[data-update-said]').textContent = row.dataset.typed;
        return;
      }
      pressed = true;
      // A new worker takes over when the old one has nothing in hand. What it was preparing the new one prepares. The
      // one that waits now: of two releases the first is gone. None waits where another tab pressed.
      stopPreparing().then(() => {
        if (registration.waiting) registration.waiting.postMessage({ type: 'take-over' });
        else location.reload();
      });
    });
  }

  function watch(registration, again) {
    const ready = worker => worker && ours() && offer(registration);
    const heed = () => {
      const coming = registration.installing;
      if (coming) coming.onstatechange = () => {
        if (coming.state === 'installed') ready(coming);
        if (coming.state === 'redundant' && !registration.active) again();
      };
    };
    ready(registration.waiting);
    registration.onupdatefound = heed;
    heed();
    document.addEventListener('visibilitychange', () => document.hidden || registration.update().catch(() => 0));
  }

  // Whoever signs in leaves the page at once, and a first worker whose page is left while WebKit starts it is started
  // for ever: it waits for the page that they are led to.
  async function passing() {
    return find('[data-unsent-here]') && !await navigator.serviceWorker.getRegistration().catch(() => null);
  }

  // Only the tab that pressed opens anew; in the others something may be half typed.
  async function register() {
    if (!navigator.serviceWorker || await passing()) return;
    const alone = !ours();
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (pressed) location.reload();
      pressed = false;
    });
    install(PATIENCE);
    await prepare(alone);
  }

  // No line, or one that broke off in the midst of it: again, each time after twice as long. The outbox works without
  // it.
  async function install(wait) {
    const again = () => setTimeout(install, wait, 2 * wait);
    try {
      const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
      if (registration) watch(registration, again);
    } catch (error) { again(); }
  }

  // What its owner needs for the next days is saved wherever they come in; a page that came before the worker, with it.
  async function prepare(alone) {
    const other = navigator.serviceWorker.controller && !ours();
    if (other) await new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', done,
      { once: true }));
    const { active } = await navigator.serviceWorker.ready;
    await outbox.settled;
    if (!me.account || !navigator.onLine) return;
    const groups = alone && !location.search ? [{ pages: [location.pathname] }] : [];
    active.postMessage({ type: 'prepare', account: me.account, groups, plan: me.staff !== undefined });
  }

  // Safari forgets what a page keeps after seven days without opening it; what stands on the home screen is safe from
  // that. A page that says so anyhow needs no second line.
  function warn({ waiting, since }) {
    if (navigator.standalone !== false) return;
    const long = find('[data-risk=""]'), line = find('[data-risk="waiting"]');
    if (long) long.hidden = false;
    if (!line) return;
    const days = waiting ? Math.floor((Date.now() - Date.parse(since)) / DAY) : 0, aged = line.querySelector('strong');
    aged.textContent = days > 0 ? fill(line.dataset.aged, days) : '';
    line.hidden = !waiting || Boolean(long && !days);
  }

  document.addEventListener('unsent', repaint);
  outbox.listen(event => {
    // Signed out from elsewhere: what this page shows is nobody's here any more.
    if (event.type === 'revoked' && me.account) location.replace('/dang-nhap');
    repaint();
  });
  paint();
  outbox.settled = own().catch(() => 0);
  outbox.settled.then(paint).then(() => outbox.flush());
  if (document.readyState === 'complete') register();
  else addEventListener('load', register);

  // -- typing ---------------------------------------------------------------------------------------------------------

  // In letters at their largest the bar leaves its place at the foot while somebody types (css/staff/largest.css). It is
  // back a moment after, and not under the finger that leaves the field.
  const foot = find('.bar:not([data-update])'), MOMENT = 400;
  let left = 0;

  function types({ type, target }) {
    if (!foot || !target.matches('.input')) return;
    clearTimeout(left);
    if (type !== 'focusout') foot.dataset.typing = '';
    else left = setTimeout(() => foot.removeAttribute('data-typing'), MOMENT);
  }

  // 'input': the cursor may have stood there before this script listened.
  ['focusin', 'input', 'focusout'].forEach(type => document.addEventListener(type, types));
})();
