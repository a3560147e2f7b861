// What this phone keeps for the outbox (docs/offline.md): IndexedDB `lopso`, one transaction a call, on the disk before
// it resolves. For the page and, through importScripts, for the service worker: no DOM in here.
(function (global) {
  'use strict';
  const OPENING = 3000;
  const STRICT = { durability: 'strict' }; // on the disk before it is painted; browsers that do not know it ignore it

  // Version 7 (RFC 9562), which begins with the time: two hundred of a day stand side by side in the server's indexes,
  // where random ones change a page each.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)), time = Date.now();
    for (let place = 0; place < 6; place += 1) bytes[place] = time / 256 ** (5 - place);
    bytes[6] = bytes[6] & 15 | 112;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  // A time on this clock, ms, with its offset: 2026-11-20T19:30:00.123+07:00
  function now(at = Date.now()) {
    const time = new Date(at), offset = -time.getTimezoneOffset(), two = number => String(number).padStart(2, '0');
    const local = new Date(time.getTime() + offset * 60000).toISOString().slice(0, -1), away = Math.abs(offset);
    return local + (offset < 0 ? '-' : '+') + two(Math.floor(away / 60)) + ':' + two(away % 60);
  }

  // `reason`: 'full', there is no room on this phone; 'broken', its store does not answer.
  function trouble(error) {
    const name = error && error.name || '', full = name === 'QuotaExceededError'
      || /quota|full|space/i.test(error && error.message || '');
    const made = /** @type {any} */ (new Error(String(error && error.message || error || 'no answer')));
    made.reason = full ? 'full' : 'broken';
    return made;
  }

  let opened = null, answered = 0; // when a transaction of this page last came to an end
  const reading = new Set();

  function build(db) {
    const operations = db.createObjectStore('operations', { keyPath: 'sequence', autoIncrement: true });
    operations.createIndex('uuid', 'uuid', { unique: true });
    db.createObjectStore('rolls', { keyPath: 'lesson' });
    db.createObjectStore('notes', { keyPath: 'name' });
  }

  // A database that was opened once may be closed under us: by another tab's upgrade, by the system. Then it is opened
  // anew.
  function open() {
    if (opened) return opened;
    const made = new Promise((resolve, reject) => {
      const asked = indexedDB.open('lopso', 1);
      // Safari 14 does not answer the first call of all until it is asked something else.
      const nudge = indexedDB.databases ? setInterval(() => indexedDB.databases().catch(() => 0), 200) : 0;
      const settle = (done, value) => { clearTimeout(late); clearInterval(nudge); done(value); };
      const late = setTimeout(() => settle(reject, trouble('the store does not open')), OPENING);
      asked.onupgradeneeded = () => build(asked.result);
      asked.onblocked = () => settle(reject, trouble('another page holds an older store'));
      asked.onerror = () => settle(reject, trouble(asked.error));
      asked.onsuccess = () => {
        const db = asked.result, forget = () => { if (opened === made) opened = null; };
        db.onclose = forget;
        db.onversionchange = () => { forget(); db.close(); };
        settle(resolve, db);
      };
    });
    opened = made;
    made.catch(() => { if (opened === made) opened = null; });
    return made;
  }

  // One transaction; resolves with what `work` gives, once it is committed. A request's place is taken by its result.
  async function within(stores, mode, work) {
    let transaction = null;
    const begin = async () => (await open()).transaction(stores, mode, STRICT);
    try {
      transaction = await begin();
    } catch (error) { // closed since it was opened: once more
      if (error.reason) throw error;
      opened = null;
      try { transaction = await begin(); } catch (again) { throw again.reason ? again : trouble(again); }
    }
    if (mode === 'readonly') reading.add(transaction);
    return new Promise((resolve, reject) => {
      const end = () => { reading.delete(transaction); clearTimeout(late); };
      const fail = error => { end(); reject(trouble(error)); };
      let given, late = 0;
      // Where presses stand in line before a slow disk each waits for all before it: a store that goes on answering is
      // not given up. What was aborted is surely not stored; what is being committed is waited for, longer.
      const wait = () => { late = setTimeout(() => (Date.now() - answered < OPENING ? wait() : giveUp()), OPENING); };
      const giveUp = () => {
        try {
          transaction.abort();
          fail('the store is too slow');
        } catch (error) { late = setTimeout(fail, 2 * OPENING, error); }
      };
      wait();
      transaction.oncomplete = () => {
        answered = Date.now();
        end();
        resolve(given instanceof IDBRequest ? given.result : given);
      };
      transaction.onabort = () => fail(transaction.error || 'stopped');
      try {
        given = work(...[].concat(stores).map(name => transaction.objectStore(name)));
      } catch (error) {
        try { transaction.abort(); } catch (ended) { /* it has ended by itself */ }
        fail(error);
      }
    });
  }

  // WebKit never ends what a page was still reading when it was left, and nobody could write to that store any more.
  if (global.document) addEventListener('pagehide', () => reading.forEach(each => {
    try { each.abort(); } catch (error) { /* it has ended by itself */ }
  }));

  const one = (store, key) => within(store, 'readonly', place => place.get(key));
  const put = (store, value) => within(store, 'readwrite', place => { place.put(value); return value; });

  global.Store = { uuid, now, trouble, within, one, put };
})(self);
