// What was pressed, kept on this phone until the server has answered it (docs/offline.md). With store.js and courier.js
// it is one file, outbox.js, for the page and, through importScripts, for the service worker. Without it every button
// is a plain form.
(function (global) {
  'use strict';
  const { uuid, now, trouble, within, one, put } = Store;
  const GATE = '/dong-bo', PHOTOS = GATE + '/anh', MOST = 200, QUIET = 2000, SOON = 4000, NOBODY = 599, CHANNEL = 'lopso-outbox', LOCK = CHANNEL;

  class Outbox extends Courier {
    // The one of this page: whoever makes a second one gets the first.
    // `account`: whose page this is ('' in the worker); `gate`: where that person's presses go; `release`: which files
    // run.
    constructor() {
      if (Outbox.only) return Outbox.only;
      super();
      Outbox.only = this;
      this.account = this.release = '';
      this.gate = GATE;
      this.signedOut = false;
      this.skew = this.failures = this.failed = this.stuck = 0;
      this.most = MOST;
      this.ears = [];
      this.channel = global.BroadcastChannel ? new BroadcastChannel(CHANNEL) : null;
      if (this.channel) this.channel.onmessage = event => this.hear(event.data);
      if (!global.document) return;
      addEventListener('online', () => this.wake());
      document.addEventListener('visibilitychange', () => {
        if (document.hidden) return clearTimeout(this.timer);
        this.hear({ type: 'changed' }); // what the worker did meanwhile, where it cannot tell
        this.wake();
      });
    }

    listen(ear) { this.ears.push(ear); }

    hear(event) { this.ears.forEach(ear => ear(event)); }

    // To this page and to the other tabs and the worker.
    tell(event) {
      this.hear(event);
      if (this.channel) this.channel.postMessage(event);
    }

    // Keep a press; resolves with its record once that is on the disk. Rejects with `.reason` 'full' or 'broken': then
    // nothing was kept, and nothing may be painted. `photo`: an ArrayBuffer, the picture that goes with it; `after`: the
    // uuid of the record that has to be sent before.
    async add({ kind, data, account, label, lesson, paints, remains, gate, photo, after }) {
      const owner = account || this.account;
      if (!owner) throw trouble('nobody is known here');
      const record = {
        uuid: uuid(), account: owner, gate: gate || this.gate, kind, data, at: now(),
        label: label || '', lesson: lesson || data.lesson || '', paints: paints || [], remains: remains || null
      };
      if (photo) Object.assign(record, { gate: PHOTOS, photo: Courier.BYTES + record.uuid, after: after || '' });
      record.sequence = await within(photo ? ['operations', 'notes'] : 'operations', 'readwrite', (place, notes) => {
        if (photo) notes.put({ name: record.photo, value: photo });
        return place.add(record);
      });
      this.tell({ type: 'changed' });
      this.stay();
      // Where the line was dead a moment ago the next press does not ask again; the clock does (`again`).
      if (!this.failures || Date.now() - this.failed > QUIET) this.flush();
      return record;
    }

    // All records, the oldest first.
    records() { return within('operations', 'readonly', place => place.getAll()); }

    // Those of this page's account: waiting or refused, of some kinds or of all.
    async mine(...kinds) {
      return (await this.records()).filter(({ account, kind }) => account === this.account
        && (!kinds.length || kinds.includes(kind)));
    }

    // Have a page paint what waits here, now and after each change. Where the store is broken it stays as it came.
    paints(paint) {
      const again = () => paint().catch(() => 0);
      this.listen(({ type }) => { if (type === 'changed') again(); });
      addEventListener('pageshow', again);
    }

    // Have a script take what a form sends, one press at a time; `failed` hears why nothing was kept. What is `plain`
    // goes as it is.
    takes(form, keep, failed, plain = () => false) {
      let busy = false;
      form.addEventListener('submit', event => {
        if (plain()) return;
        event.preventDefault();
        if (busy) return;
        busy = true;
        Promise.resolve().then(keep).catch(failed).then(() => { busy = false; });
      });
    }

    // The status that an address answers with within a few seconds; NOBODY where nobody does.
    async asks(address = GATE, wait = SOON) {
      const line = new AbortController(), timer = setTimeout(() => line.abort(), wait);
      const { status } = await fetch(address, { credentials: 'same-origin', cache: 'no-store', signal: line.signal })
        .catch(() => ({ status: NOBODY }));
      clearTimeout(timer);
      return navigator.onLine === false ? NOBODY : status;
    }

    async remove(sequence) {
      await within(['operations', 'notes'], 'readwrite', (place, notes) => {
        const asked = place.get(sequence);
        asked.onsuccess = () => {
          if (asked.result && asked.result.photo) notes.delete(asked.result.photo);
          place.delete(sequence);
        };
      });
      this.tell({ type: 'changed' });
    }

    // True: it was here alone, and is gone. One that was on its way may have arrived: the server has to hear of it.
    async takeBack(sequence) {
      const find = async () => (await this.records()).find(each => each.sequence === sequence);
      const found = await find(), photo = found && found.photo;
      const take = async () => {
        const there = await find();
        if (!there || there.tried && !there.refused) return false;
        await this.remove(sequence);
        return true;
      };
      if (!navigator.locks) return (photo ? this.carrying : this.busy) ? false : take();
      return navigator.locks.request(LOCK + (photo ? '-photos' : ''), { ifAvailable: true }, lock => (lock ? take()
        : false));
    }

    // A refused one waits again. Where its name was taken by another press, it goes under a new one.
    async retry(sequence) {
      await within('operations', 'readwrite', place => {
        const asked = place.get(sequence);
        asked.onsuccess = () => {
          const { refused, told_at, conflict, ...kept } = asked.result || {};
          if (asked.result) place.put(conflict ? Object.assign(kept, { uuid: uuid() }) : kept);
        };
      });
      this.tell({ type: 'changed' });
      return this.flush();
    }

    // How many of somebody's presses wait, forms among them, and were refused, since when, and how many others' there are.
    async counts(account) {
      const all = await this.records(), mine = all.filter(record => record.account === account);
      const waiting = mine.filter(record => !record.refused), forms = await Unsent.of(account).catch(() => []);
      const own = account ? forms : [], moments = [...waiting, ...own].map(({ at }) => (Number(at) ? now(at) : at));
      return {
        waiting: waiting.length + own.length, forms: own.length, refused: mine.length - waiting.length,
        others: all.length - mine.length + (forms.others || 0), since: moments.sort()[0] || null
      };
    }

    roll(lesson) { return one('rolls', lesson); }

    keepRoll(roll) {
      return within('rolls', 'readwrite', place => {
        const asked = place.get(roll.lesson);
        asked.onsuccess = () => {
          const known = asked.result;
          place.put(Object.assign({ since: known && known.account === roll.account && known.since || {} }, roll));
        };
      });
    }

    // What of a roll is newer than a page made at `at`, ms (docs/offline.md).
    async rollSince(lesson, at) {
      const roll = await this.roll(lesson), said = {};
      if (!roll || roll.account !== this.account) return said;
      const known = Date.parse(roll.at) || 0, whole = known >= at, since = roll.since || {}, by = roll.by || {};
      if (whole) Object.keys(roll.marks).forEach(key => { said[key] = { status: roll.marks[key], by: by[key] }; });
      Object.keys(since).filter(key => since[key].at > (whole ? known : at)).forEach(key => {
        said[key] = since[key];
      });
      return said;
    }

    // What of these kinds the server has taken since then.
    async takenSince(kinds, at) {
      return (await this.heardSince(kinds, at)).filter(each => each.at > at);
    }

    // The same, and what may have been taken before: it was heard of since, at a second try. A page cannot tell whether
    // it counts that, so it is drawn anew.
    async heardSince(kinds, at) {
      const all = await this.note('taken') || [];
      return all.filter(each => each.account === this.account && kinds.includes(each.kind)
        && Math.max(each.at, each.heard || 0) > at);
    }

    // What belongs to the saved pages goes with them.
    forgetRolls() {
      return within(['rolls', 'notes', 'operations'], 'readwrite', (rolls, notes, operations) => {
        rolls.clear();
        ['taken', 'remarks', 'prepared', 'mentees'].forEach(name => notes.delete(name));
        // bytes of a photo whose record was dropped by a page of an earlier release
        const all = operations.getAll(), keys = notes.getAllKeys(IDBKeyRange.bound(Courier.BYTES, Courier.BYTES + '~'));
        keys.onsuccess = () => keys.result.filter(name => !all.result.some(({ photo }) => photo === name)).forEach(name =>
          notes.delete(name));
      });
    }

    // Of that, what the server said before a moment, ms.
    forgetBefore(moment) {
      return within(['rolls', 'notes'], 'readwrite', (rolls, notes) => {
        const asked = rolls.getAll(), taken = notes.get('taken');
        const newest = roll => Object.values(roll.since || {}).reduce((last, { at }) => Math.max(last, at),
          Date.parse(roll.at) || 0);
        asked.onsuccess = () => asked.result.filter(roll => newest(roll) < moment).forEach(roll =>
          rolls.delete(roll.lesson));
        taken.onsuccess = () => {
          if (taken.result) notes.put(Object.assign(taken.result,
            { value: taken.result.value.filter(each => each.at >= moment) }));
        };
      });
    }

    async note(name) {
      const found = await one('notes', name);
      return found && found.value;
    }

    keepNote(name, value) { return put('notes', { name, value }); }

    // The name of this device, made up once.
    async device() {
      const known = await this.note('device');
      if (known) return known;
      const made = { name: 'device', value: uuid() };
      await within('notes', 'readwrite', place => {
        const asked = place.get('device'); // another tab may have been quicker
        asked.onsuccess = () => { asked.result ? made.value = asked.result.value : place.put(made); };
      });
      return made.value;
    }

    // Ask that the store outlives a full phone, once, and once more when installed. Firefox puts a question and settles
    // this with the answer: there only a press that was told why asks (prepare.js), and nobody waits for it.
    async stay(told = false) {
      if (this.asked || !global.document || !navigator.storage || !navigator.storage.persist) return;
      if (this.putsAQuestion && !told) return;
      this.asked = true;
      try {
        const here = matchMedia('(display-mode: standalone)').matches ? 'installed' : 'asked';
        const known = await this.note('persisted');
        if (known === 'yes' || known === here) return;
        await this.keepNote('persisted', here);
        if (await navigator.storage.persist()) await this.keepNote('persisted', 'yes');
      } catch (error) { /* it stays as safe as it is */ }
    }

    get putsAQuestion() { return CSS.supports('-moz-appearance', 'none'); }
  }

  global.Outbox = Outbox;
})(self);
