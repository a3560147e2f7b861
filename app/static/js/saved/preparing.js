// In the worker: saves what somebody needs without a line, one page after the other, whichever page asked for it, and
// goes on when that page is left. What belongs to a person's next days (`/thiet-bi/chuan-bi`) is saved wherever they
// come in (docs/offline.md). Two tabs that ask at once have one queue: nothing is fetched twice.
(function (global) {
  'use strict';
  // ms
  const PLAN = '/thiet-bi/chuan-bi', FRESH = 10 * 60000, JUST = 2 * 60000, TOLD = 5 * 60000, FORGET = 14 * 86400000;
  const ANY = { ignoreVary: true }, MOST = 50;
  let queue = [], running = null, stopped = 0, planned = { account: '', at: 0 };

  // -- one page -------------------------------------------------------------------------------------------------------

  // A line that is paid for by the byte, or barely there: what is big waits until somebody asks for it.
  function dear() {
    const line = navigator.connection || {};
    return Boolean(line.saveData) || /2g/.test(line.effectiveType || '');
  }

  async function file(address) {
    if (await caches.match(address, ANY)) return '';
    try {
      const answer = await Preparing.fetch(address);
      await answer.arrayBuffer();
      if (await caches.match(address, ANY)) return '';
      return answer.ok ? 'full' : 'other';
    } catch (error) {
      return 'line';
    }
  }

  // The files of a saved page; null where there is no page, or one of a release whose files are gone: that is fetched
  // anew.
  async function filesOf(address) {
    const page = await Saved.match(address);
    if (!page) return null;
    const found = Keeping.filesOf(await page.text());
    for (const each of found.own.concat(found.later)) if (!Preparing.current.has(each)
      && !await caches.match(each, ANY)) return null;
    return found;
  }

  // Why it is not there with all its files; '' where it is.
  async function keep({ address, anew, pressed }) {
    const turn = stopped, wanted = () => turn === stopped;
    let files = anew ? null : await filesOf(address);
    if (!files) {
      const why = await Saved.bring(address, wanted);
      files = why ? null : await filesOf(address);
      if (!files) return why || 'other';
    }
    for (const each of files.own.concat(files.later)) {
      const big = files.later.includes(each) && !pressed && dear() && !await caches.match(each, ANY);
      const why = !wanted() ? 'other' : big ? 'dear' : await file(each);
      if (why) return why;
    }
    return '';
  }

  // -- one after the other --------------------------------------------------------------------------------------------

  async function tell(message) {
    const all = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    all.forEach(each => each.postMessage(Object.assign({ type: 'prepared' }, message)));
  }

  function add(address, anew, pressed) {
    let item = queue.find(each => each.address === address);
    if (item) Object.assign(item, { anew: item.anew || anew, pressed: item.pressed || pressed });
    else {
      item = { address, anew, pressed };
      item.done = new Promise(resolve => { item.settle = resolve; });
      queue.push(item);
    }
    return item.done;
  }

  function leave(why) {
    const left = queue;
    queue = [];
    left.forEach(each => each.settle(why));
  }

  // A line that is gone ends it, and so does a full phone: whoever asks next begins where it ended.
  async function empty() {
    while (queue.length) {
      const item = queue[0], why = await keep(item).catch(() => 'line');
      queue = queue.filter(each => each !== item);
      item.settle(why);
      await tell({ address: item.address, why });
      if (why === 'line' || why === 'full') leave(why);
    }
  }

  function run() {
    running = running || empty().finally(() => { running = null; });
  }

  // -- what this phone remembers of it --------------------------------------------------------------------------------

  async function remembered(account) {
    const note = await new Outbox().note('prepared') || {}, own = note.account === account ? note : {};
    return { account, lessons: own.lessons || {}, pages: own.pages || {}, start: own.start || '' };
  }

  // These groups are here, as they stand by their stamps.
  async function remember(account, groups, start) {
    const known = await remembered(account), now = Date.now();
    if (start !== undefined) known.start = start;
    groups.forEach(({ shelf, key, stamp, ends }) => { known[shelf][key] = { stamp, ends, at: now }; });
    const old = ({ ends, at }) => now - (Date.parse(ends) || at) > FORGET;
    ['lessons', 'pages'].forEach(shelf =>
      Object.keys(known[shelf]).forEach(key => { if (old(known[shelf][key])) delete known[shelf][key]; }));
    await new Outbox().keepNote('prepared', known);
  }

  // The server hears which rolls are here, and, once a lesson is over, that nothing of it waits here any more.
  async function report(account, now) {
    const outbox = new Outbox(), { lessons } = await remembered(account), keys = Object.keys(lessons),
      told = await outbox.note('told') || {};
    const over = keys.some(key => { const ends = Date.parse(lessons[key].ends);
      return ends <= Date.now() && ends > (told.at || 0); });
    if (!keys.length || !now && !over && Date.now() - (told.at || 0) < TOLD) return;
    if (await Telling.tell(outbox, keys.slice(-MOST))) await outbox.keepNote('told', { at: Date.now() });
  }

  // -- what is asked --------------------------------------------------------------------------------------------------

  // Saved a moment ago, on the way here.
  async function isJust(address) {
    const there = await Saved.match(address), made = there ? Date.parse(there.headers.get('Date') || '') : NaN;
    return Date.now() + (await new Outbox().note('skew') || 0) - made < JUST;
  }

  async function isWanted(address, { anew, stale, known }) {
    return anew || stale && (known || !await isJust(address)) || !await Keeping.complete(address);
  }

  // A group that has a stamp is remembered by it; with another stamp than the one it was saved under it is fetched
  // anew.
  async function save(account, groups, { id = undefined, pressed = false, report: telling = false, start = undefined }) {
    const turn = stopped, stands = await remembered(account), here = [];
    let trouble = '', fresh = false;
    await Promise.all(groups.map(async group => {
      const known = group.shelf && stands[group.shelf][group.key],
        stale = Boolean(group.shelf) && (!known || known.stamp !== group.stamp);
      const waited = [];
      for (const address of group.pages) {
        if (await isWanted(address, { anew: group.anew, stale, known }))
          waited.push(add(address, Boolean(group.anew || stale), pressed));
      }
      run();
      const why = (await Promise.all(waited)).find(Boolean) || '';
      trouble = trouble || why;
      if (!why && group.shelf) here.push(group);
      fresh = fresh || !why && stale;
    }));
    if (turn !== stopped) return;
    await remember(account, here, start);
    await tell({ over: id || 'plan', why: trouble });
    if (telling) await report(account, fresh || pressed);
  }

  // What whoever is signed in here needs for the next days: asked for once in ten minutes.
  async function plan(account) {
    const now = Date.now();
    if (planned.account === account && now - planned.at < FRESH || dear()) return;
    planned = { account, at: now };
    const told = await Telling.asked(PLAN, { headers: { Accept: 'application/json' } });
    if (!told || told.account !== account) planned.at = 0;
    else await save(account, told.groups, { report: true, start: told.start });
  }

  const Preparing = {
    // How a static file is fetched and kept, and which are of this release: of the worker.
    fetch: null, current: new Set(),

    // `{account, groups: [{pages, anew, shelf, key, stamp, ends}], plan, pressed, report, id}`
    async hear(asked) {
      if (asked.groups) await save(asked.account, asked.groups, asked);
      if (asked.plan && asked.account) await plan(asked.account);
    },

    // Somebody signs out or was signed out: what is on its way is not stored any more.
    stop() {
      stopped++;
      planned = { account: '', at: 0 };
      leave('other');
    }
  };

  global.Preparing = Preparing;
})(self);
