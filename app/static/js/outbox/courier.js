// From the outbox to the server: when, to which gate, in what batches, and what each answer means (docs/offline.md).
// For the page and, through importScripts, for the service worker: no DOM but the question whether somebody looks.
(function (global) {
  'use strict';
  const { now, within } = Store;
  const PATIENCE = 20000, EVERY = 30, PAUSES = [2, 4, 8, 16, EVERY], LOCK = 'lopso-outbox', SENT = 'lopso';
  const MOST = 400, REMARKS = 40;
  // A photo of 300 KB on a line that is barely there; and where the bytes of those lie among the notes.
  const LONG = 6 * PATIENCE, BYTES = 'photo:';

  // The half of an Outbox that asks and sends; its records, its settings and whom it tells are in presses.js.
  // To the type checker whoever brings those is anything.
  class Courier extends /** @type {new () => any} */ (Object) {
    // Send what waits, presses first, then photos. True: nothing of whoever is signed in waits any more. What is pressed
    // meanwhile goes with it, and never waits behind a photo that is on its way.
    flush() {
      clearTimeout(this.timer);
      if (this.busy) return this.busy;
      this.reached = true;
      this.busy = this.turn(false).catch(() => false).then(sent => {
        this.busy = null;
        this.failures = sent ? 0 : this.failures + 1;
        this.failed = sent ? 0 : Date.now();
        this.hear({ type: 'changed' });
        return this.carry().then(carried => sent && carried);
      }).then(sent => this.again().then(() => sent));
      return this.busy;
    }

    // Photos, one after the other; not where nobody answered the presses just now.
    carry() {
      this.carrying = this.carrying || Promise.resolve(this.reached && this.turn(true)).catch(() => false).then(sent => {
        this.carrying = null;
        this.stuck = sent ? 0 : this.stuck + 1;
        this.hear({ type: 'changed' });
        return sent;
      });
      return this.carrying;
    }

    // The line is back, or the phone was taken up: what set out before that may have set out in vain.
    wake() {
      return this.busy ? this.busy.then(() => this.flush()) : this.flush();
    }

    // One flush at a time, however many tabs; but whoever sleeps on the lock holds nobody back for long.
    async turn(photos) {
      const lane = async () => (await this.waiting()).filter(({ photo }) => Boolean(photo) === photos);
      if (!(await lane()).length) return true;
      if (!navigator.locks) return this.empty(lane);
      const wait = new AbortController(), timer = setTimeout(() => wait.abort(), photos ? LONG : PATIENCE);
      try {
        return await navigator.locks.request(LOCK + (photos ? '-photos' : ''), { signal: wait.signal },
          () => { clearTimeout(timer); return this.empty(lane); });
      } catch (error) {
        if (!wait.signal.aborted) throw error;
        return this.empty(lane);
      }
    }

    // What a flush may have to send from here: others' presses only where nobody is known (the worker).
    async waiting() {
      const known = record => !this.account || record.account === this.account;
      return (await this.records()).filter(record => !record.refused && known(record));
    }

    // Ask again later, while there is something to send and somebody looks; in the worker the browser does that.
    async again() {
      if (!global.document) return;
      const left = await this.waiting().catch(() => []);
      if (!left.length) return;
      const tries = Math.max(this.failures, this.stuck);
      if (tries) this.later();
      const pause = tries ? Math.max(PAUSES[Math.min(tries, PAUSES.length) - 1], this.shut || 0)
        : this.account ? 0.2 : EVERY; // pressed while the last answer came in, or another's
      clearTimeout(this.timer);
      if (!document.hidden) this.timer = setTimeout(() => this.flush(), 1000 * pause);
    }

    // Background Sync, where there is one: the worker sends when the line is back, this page closed or not.
    async later() {
      try {
        const here = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
        if (here && here.sync) await here.sync.register(SENT);
      } catch (error) { /* the page asks by itself */ }
    }

    async empty(lane) {
      const gates = new Set((await lane()).map(record => record.gate));
      let all = true;
      for (const gate of gates) all = await this.sendTo(gate) && all;
      return all;
    }

    // Everything of whoever this gate says is signed in, batch by batch; another's is kept for its owner. The token is
    // asked for here, never read from the page. A photo goes alone, and after the record that it belongs to.
    async sendTo(gate) {
      const told = await this.greet(gate), aside = new Set(), locked = new Set();
      this.reached = Boolean(told);
      if (!told) return false;
      for (;;) {
        const records = await this.records(), mine = records.filter(record => record.account === told.account);
        const left = mine.filter(record => record.gate === gate && !record.refused);
        const ready = left.filter(({ sequence, after }) => !aside.has(sequence) && !locked.has(sequence)
          && !records.some(({ uuid, refused }) => uuid === after && !refused));
        const batch = ready.slice(0, ready.length && ready[0].photo ? 1 : this.most);
        const whose = this.account || told.account;
        if (!batch.length) return !records.some(record => record.gate === gate && !record.refused
          && record.account === whose);
        const waiting = mine.filter(record => !record.refused).length;
        if (!await this.send(gate, batch, told, { waiting, refused: mine.length - waiting }, aside, locked))
          return false;
      }
    }

    // Who is signed in, the token, and how far this clock is from the server's.
    async greet(gate) {
      const asked = Date.now(), { status, body } = await this.call(gate, 'GET');
      const good = status === 200 && body && typeof body.account === 'string' && typeof body.csrf_token === 'string';
      if (gate.startsWith(this.gate) && (good || status === 401)) {
        this.signedOut = status === 401 || this.account !== '' && body.account !== this.account;
        if (status === 401 && body.sign_in === 'revoked') await Saved.wipe();
      }
      if (!good) return null;
      const skew = Date.parse(body.now) - (asked + Date.now()) / 2;
      const known = await this.note('skew');
      const off = !isNaN(skew) && (known === undefined || Math.abs(skew - known) > 1000);
      if (off) await this.keepNote('skew', Math.round(skew));
      this.skew = off ? skew : known || 0;
      return body;
    }

    // True: go on with what is left. What belongs to a locked room waits until somebody unlocks it.
    async send(gate, batch, told, counts, aside, locked) {
      const operations = batch.map(({ uuid, kind, at, sequence, data }) => ({ uuid, kind, at, sequence, data }));
      const sent = Object.assign({ device: await this.device(), account: told.account, client_now: now(),
        release: this.release }, counts, { operations });
      await this.leaving(batch);
      const { status, body } = await this.call(gate, 'POST', sent, told.csrf_token, batch[0].photo);
      if (status === 401 && gate.startsWith(this.gate)) this.signedOut = true;
      if (status === 413 || status === 500) return this.smaller(batch, aside);
      if (status !== 200 || !body || !Array.isArray(body.results)) return false;
      const answers = new Map(body.results.filter(Boolean).map(result => [String(result.uuid).toLowerCase(), result]));
      const settled = await this.settle(batch, answers, Date.parse(body.now) || Date.now() + this.skew);
      const shut = batch.filter(({ uuid }) => (answers.get(uuid) || {}).status === 'locked');
      shut.forEach(({ sequence }) => locked.add(sequence));
      this.tell({ type: 'changed' });
      return settled + shut.length === batch.length; // one without an answer waits for the next flush
    }

    // From here on it may have arrived: whoever takes it back tells the server.
    leaving(batch) {
      const tried = Date.now() + this.skew;
      return within('operations', 'readwrite', place => batch.forEach(({ sequence }) => {
        const asked = place.get(sequence);
        asked.onsuccess = () => { if (asked.result) place.put(Object.assign(asked.result, { tried })); };
      })).catch(() => 0);
    }

    // Too much at once, or one among them that the server trips over: halves, so that it holds back no other.
    smaller(batch, aside) {
      if (batch.length > 1) this.most = Math.ceil(batch.length / 2);
      else aside.add(batch[0].sequence);
      return aside.size < 4;
    }

    // Answers go into the store before anybody hears of them: what is done leaves it and joins the roll, what is not
    // stays with its reason. How many were answered at this moment.
    async settle(batch, answers, moment) {
      const heard = [];
      await within(['operations', 'rolls', 'notes'], 'readwrite', (operations, rolls, notes) => {
        const done = [];
        batch.forEach(record => {
          const result = answers.get(record.uuid);
          if (!result) return;
          if (result.status === 'done' || result.status === 'already_done') {
            operations.delete(record.sequence);
            if (record.photo) notes.delete(record.photo);
            done.push({ record, at: result.status === 'done' ? moment : before(record), heard: moment,
              message: result.message });
          } else if (result.status === 'refused' || result.status === 'conflict') {
            Object.assign(record, { refused: result.message || result.status, told_at: now() });
            if (result.status === 'conflict') record.conflict = true;
            const asked = operations.get(record.sequence);
            asked.onsuccess = () => { if (asked.result) operations.put(record); }; // unless it was removed meanwhile
          } else return;
          heard.push({ type: 'answer', record, result });
        });
        join(rolls, done);
        remember(notes, done);
      });
      heard.forEach(event => this.tell(event));
      return heard.length;
    }

    // Status and JSON of an answer; status 0: no line, or a page that is not ours (a hotel's sign-in, a proxy's
    // excuse).
    // `photo`: the note in which the bytes lie that go beside it.
    async call(gate, method, body, token, photo) {
      const line = new AbortController(), timer = setTimeout(() => line.abort(), photo ? LONG : PATIENCE);
      const headers = { Accept: 'application/json' };
      if (body) headers['X-CSRFToken'] = token;
      if (body && !photo) headers['Content-Type'] = 'application/json';
      try {
        const bytes = photo && await this.note(photo);
        const answer = await fetch(gate, {
          method, headers, credentials: 'same-origin', cache: 'no-store', redirect: 'error', signal: line.signal,
          body: photo ? form(body, bytes) : body && JSON.stringify(body)
        });
        const later = answer.status === 429 || answer.status === 503; // too often; nothing to store it in just now
        this.shut = later ? Math.min(Number(answer.headers.get('Retry-After')) || 0, 60) : 0;
        const ours = /json/.test(answer.headers.get('Content-Type') || '');
        return { status: ours ? answer.status : 0, body: ours ? await answer.json() : null };
      } catch (error) {
        return { status: 0, body: null };
      } finally {
        clearTimeout(timer);
      }
    }
  }

  // A call with a picture beside it; without one where that is gone, and the server says so.
  function form(call, bytes) {
    const made = new FormData();
    made.append('call', JSON.stringify(call));
    if (bytes) made.append('photo', new Blob([bytes], { type: 'image/jpeg' }), 'anh.jpg');
    return made;
  }

  // Taken at an earlier try, or by a file that was handed in.
  const before = ({ tried, at }) => Number(tried) || Date.parse(at) || 0;

  // What the server has taken belongs to what it last said of the roll: an old saved page is painted from both.
  function join(rolls, done) {
    const lessons = new Map();
    done.filter(({ record }) => record.lesson).forEach(each => {
      lessons.set(each.record.lesson, (lessons.get(each.record.lesson) || []).concat(each));
    });
    lessons.forEach((taken, lesson) => {
      const asked = rolls.get(lesson);
      asked.onsuccess = () => {
        const roll = Object.assign({ lesson, account: taken[0].record.account, at: '', marks: {}, since: {} },
          asked.result);
        taken.forEach(({ record, at }) => record.paints.forEach(({ registration, status, name, year }) => {
          const own = record.kind === 'walk_in' ? { name, year } : {};
          roll.marks[registration] = status;
          roll.since[registration] = Object.assign({}, roll.since[registration], own, { status, at });
        }));
        rolls.put(roll);
      };
    });
  }

  // The same for other pages: what `remains` of a record; and what the server said of an entry, until somebody has
  // looked at it: that another recorded there too.
  function remember(notes, done) {
    if (done.length) notes.delete('entered');
    keep(notes, 'taken', MOST, done.filter(({ record }) => record.remains).map(({ record, at, heard }) => {
      const { uuid, account, kind, at: pressed, remains } = record;
      return { uuid, account, kind, at, heard, pressed, remains };
    }));
    keep(notes, 'remarks', REMARKS, done.filter(({ message, record }) => message && record.kind === 'entry').map(
      ({ record: { uuid, account, label }, message }) => ({ uuid, account, label, message })));
  }

  // So many of a note, the newest last.
  function keep(notes, name, most, made) {
    if (!made.length) return;
    const asked = notes.get(name);
    asked.onsuccess = () => {
      const known = (asked.result ? asked.result.value : []).filter(each =>
        !made.some(({ uuid }) => uuid === each.uuid));
      notes.put({ name, value: known.concat(made).slice(-most) });
    };
  }

  Courier.BYTES = BYTES;
  global.Courier = Courier;
})(self);
