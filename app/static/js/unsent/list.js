// The list of forms on this phone (docs/offline.md, "The list of forms"): half typed (`draft`), or pressed and not known
// to be stored (`sent`). A database of its own beside the outbox's. For pages and workers; outbox.js and mine.js both
// bring it, so that every page with a form has it.
(function (global) {
  'use strict';
  if (global.Unsent) return;
  const page = global.document, DAY = 86400000, PASS = 600000, LONGEST = 500000, OPENING = 3000;
  // By what the server knows a press again: the first of them that a form has. What no phone keeps.
  const NUMBERS = ['idempotency_key', 'submission', 'uuid'], SECRET = /password|^pin|setup_code|proof_code/;
  // Buttons of the page's frame; what sends itself, as operations do; where a code of the wall lets somebody in for ten
  // minutes (app/routes/public/hall/passes.py).
  const ASIDE = /^\/(co-chu|dang-nhap|dang-xuat|may-nay)\b/, SELF = /^\/l\/[^/]+(\/ca-nha)?$/, HALL = /^\/d\//;
  const fresh = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, sign =>
    (Number(sign) ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> Number(sign) / 4).toString(16));
  const numberOf = fields => NUMBERS.map(name => (fields.find(([each]) => each === name) || [])[1]).find(Boolean);

  // -- the store ------------------------------------------------------------------------------------------------------

  let base = null, opening = null, told = null;
  const reading = new Set();
  const known = new Map(); // as it was last read, with what this page wrote: a page that is left can ask nothing

  function open(name, build) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onupgradeneeded = () => (build ? build(asked.result) : asked.transaction.abort());
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => resolve(asked.result);
      setTimeout(reject, OPENING, new Error(name));
    });
  }

  // One transaction; what its request found, once it is on the disk.
  function turn(db, store, mode, work) {
    const made = db.transaction(store, mode, { durability: 'strict' });
    if (mode === 'readonly') reading.add(made);
    return new Promise((resolve, reject) => {
      made.oncomplete = () => { reading.delete(made); resolve(given && given.result); };
      made.onabort = () => { reading.delete(made); reject(made.error); };
      const given = work(made.objectStore(store));
      if (!given && made.commit) made.commit(); // this page may be gone in a moment
    });
  }

  // WebKit never ends what a page was still reading when it was left (outbox/store.js).
  if (page) addEventListener('pagehide', () => reading.forEach(each => {
    try { each.abort(); } catch (error) { /* it has ended by itself */ }
  }));

  // All of a store of another database, which is left empty where it is `taken`; asking makes none.
  async function within(name, store, taken) {
    const db = await open(name), all = await turn(db, store, taken ? 'readwrite' : 'readonly', place => {
      const given = place.getAll();
      if (taken) place.clear();
      return given;
    });
    db.close();
    return all;
  }

  async function begin() {
    let isNew = false;
    base = await open('lopso-unsent', db => {
      db.createObjectStore('forms', { keyPath: 'key' });
      isNew = true;
    });
    base.onclose = base.onversionchange = () => { base.close(); base = opening = null; };
    if (isNew) await put(...await EarlierForms.read());
  }

  // Where it lies open nothing is waited for.
  function forms(work, mode = 'readwrite') {
    try {
      if (base) return turn(base, 'forms', mode, work);
    } catch (closed) { base = opening = null; }
    opening = opening || begin();
    return opening.then(() => turn(base, 'forms', mode, work));
  }

  // A ticket stands on the home by itself. A draft of two days is emptied: its form says so when it is opened
  // (`gone`), for another month. What was pressed stays until it is stored or somebody drops it.
  const days = ({ at }) => (Date.now() - at) / DAY, isDraft = ({ state }) => state === 'draft';
  const isOver = each => days(each) > (each.ticket ? 2 : each.gone ? 30 : Infinity);
  const isFull = each => isDraft(each) && !each.gone && days(each) > 2;
  const emptied = each => Object.assign(each, { fields: [], gone: true });

  // Of those that are not over, the oldest first.
  async function all() {
    const found = (await forms(list => list.getAll(), 'readonly')).sort((one, two) => one.at - two.at);
    known.clear();
    const over = found.filter(isOver), full = found.filter(isFull);
    found.forEach(each => known.set(each.key, each));
    if (over.length + full.length) write(full.map(emptied), over.map(({ key }) => key)).catch(() => 0);
    return Array.from(known.values());
  }

  // One draft for each form of somebody in each tab, the newest; what was pressed is one for each press.
  function put(...records) {
    const isEarlier = record => each => isDraft(each) && each.key !== record.key && each.name === record.name
      && each.account === record.account && each.tab === record.tab;
    const earlier = [].concat(...records.map(record => Array.from(known.values()).filter(isEarlier(record))));
    return write(records, earlier.map(({ key }) => key));
  }

  // With a record goes the draft of another tab that it took over (`from`), where that was not typed in since.
  function withSources({ key, from }) {
    const source = from && known.get(from.key);
    return source && isDraft(source) && source.at === from.at ? [key].concat(withSources(source)) : [key];
  }

  const drop = (...keys) => write([], [].concat(...keys.map(key => withSources(known.get(key) || { key }))));

  // This tab, over a reload.
  function tabOf() {
    try {
      return (sessionStorage.tab = sessionStorage.tab || fresh());
    } catch (error) { return ''; }
  }

  // Known at once, and again once it is on the disk: somebody may have been reading meanwhile.
  function write(records, keys) {
    const know = () => {
      keys.forEach(key => known.delete(key));
      records.forEach(record => known.set(record.key, record));
    };
    know();
    return forms(list => {
      keys.forEach(key => list.delete(key));
      records.forEach(record => list.put(record));
    }).then(know).then(changed);
  }

  // Only of what is there still; known twice, as what is written.
  function amend(key, more) {
    const know = () => Object.assign(known.get(key) || {}, more);
    know();
    return forms(list => {
      const found = list.get(key);
      found.onsuccess = () => { if (found.result) list.put(Object.assign(found.result, more)); };
      return found;
    }).then(know);
  }

  // Pages that count it hear of it; a resident's home has to ask for the script that lists it.
  function changed() {
    const all = Array.from(known.values()).filter(isUnsent), left = all.some(each => !each.account);
    const now = String(all.map(({ key, why }) => [key, why]));
    if (!page || told === now) return;
    told = now;
    page.cookie = 'unsent=1; Path=/; SameSite=Lax; Max-Age=' + (left ? 31536000 : 0);
    page.dispatchEvent(new Event('unsent'));
  }

  const isUnsent = ({ state, ticket }) => state === 'sent' && !ticket;

  // Who is signed in on this page, or was last on this machine; '' a resident.
  async function account() {
    const named = page && page.querySelector('script[data-account]');
    if (named && named.dataset.account) return named.dataset.account;
    const note = (await within('lopso', 'notes').catch(() => [])).find(({ name }) => name === 'account');
    return note && note.value || '';
  }

  // What the server says of the last press (app/web/idempotency.py): `taken`, it is stored; `answered`, it was read and
  // not stored, so that of a draft is one again. What was sent while nobody looked (`alone`) waits for somebody who
  // mends it. Resolves with what it spoke of. Nothing is waited for between reading,
  // forgetting the cookie and a write that is committed at once: this page may be left, and others read the list.
  async function settle() {
    const owner = await account();
    await all();
    const [taken, said] = ['taken', 'answered'].map(name =>
      known.get((new RegExp('(?:^|; )' + name + '=([\\w-]+)').exec(page.cookie) || [])[1]));
    const answered = said && !said.alone && said;
    Unsent.owner = owner;
    page.cookie = 'answered=; Path=/; Max-Age=0';
    if (answered && answered.drafts) await write([Object.assign(answered, { state: 'draft', asked: true })], []);
    else if (answered) await drop(answered.key);
    if (taken) await drop(taken.key);
    changed();
    return [taken, answered].filter(Boolean);
  }

  global.Unsent = {
    all, put, drop, amend, account, fresh, numberOf, settle, within,
    tab: page ? tabOf() : '',
    // A form that is over, or is begun anew: its record, if there is one, and the draft it was made of.
    end: record => write([], withSources(record)),
    // As this page knows it: at once.
    find: key => known.get(key),
    here: () => Array.from(known.values()),
    isKept: (action, fields) => !ASIDE.test(action) && !fields.some(([name]) => SECRET.test(name))
      && String(fields).length < LONGEST,
    sendsItself: ({ action }) => SELF.test(action),
    isOfHall: ({ action }) => HALL.test(action),
    // Whether one press may send it as it is.
    isWhole: ({ action, files, at }) => !files && !(HALL.test(action) && Date.now() - at > PASS),

    isUnsent,

    // What was pressed and is not known to be stored, of somebody; `others`: of how many presses of others that is all.
    async of(whose) {
      const found = (await all()).filter(isUnsent), own = found.filter(each => each.account === whose);
      return Object.assign(own, { others: found.filter(each => each.account && each.account !== whose).length });
    },

    forget: async which => drop(...(await all()).filter(which).map(({ key }) => key)),

    // Asked once: a press that got no answer may have been stored. True: it was, and is no longer here.
    async ask(record) {
      const { key, action, pressed, asked } = record;
      if (!pressed || asked) return false;
      const answer = await fetch('/da-nhan?khoa=' + key + '&noi=' + encodeURIComponent(action.split('?')[0]),
        { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
      const { stored } = answer && answer.ok ? await answer.json().catch(() => ({})) : {};
      if (stored) await drop(key);
      else if (stored === false) await amend(key, { asked: true });
      return Boolean(stored);
    }
  };

  // `isAway`: this browser keeps nothing.
  Unsent.settled = page ? settle().catch(() => {
    Object.assign(Unsent, { isAway: true, owner: '' });
    return [];
  }) : Promise.resolve([]);
})(self);
