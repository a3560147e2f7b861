// What was pressed, kept until the server has answered it (POST /dong-bo). Without this file every button is a plain form.
// In memory for now: `store` is the place where a store that outlives the page joins; all of its answers are promises.
(function () {
  'use strict';
  const ADDRESS = '/dong-bo', MOST = 200, PATIENCE = 20000, PAUSES = [2, 4, 8, 16, 30];

  function memory() {
    let kept = [];
    return {
      all: async () => kept.slice(),
      put: async record => { kept = kept.filter(each => each.uuid !== record.uuid).concat(record); },
      drop: async uuid => { kept = kept.filter(each => each.uuid !== uuid); }
    };
  }

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  // The time on this clock with its offset: 2026-11-20T19:30:00.123+07:00
  function now() {
    const time = new Date(), offset = -time.getTimezoneOffset(), two = number => String(number).padStart(2, '0');
    const local = new Date(time.getTime() + offset * 60000).toISOString().slice(0, -1), away = Math.abs(offset);
    return local + (offset < 0 ? '-' : '+') + two(Math.floor(away / 60)) + ':' + two(away % 60);
  }

  // A private window may have no place to remember in; then the name lasts as long as the page.
  function remembered(name, make) {
    try {
      const made = make(localStorage.getItem(name));
      localStorage.setItem(name, made);
      return made;
    } catch (error) {
      return make(null);
    }
  }

  class Outbox {
    // `account` is whose presses these are. `heard(record, result)` is told each answer, `changed(waiting, signedOut)`
    // how many presses wait and whether somebody has to sign in.
    constructor(account, heard, changed) {
      Object.assign(this, { account, heard, changed, waiting: 0, since: null, failures: 0, sequence: 0 });
      this.store = memory();
      this.device = remembered('lopso.device', known => known || uuid());
      addEventListener('online', () => this.flush());
      document.addEventListener('visibilitychange', () => document.hidden || this.flush());
      addEventListener('beforeunload', event => {
        if (!this.waiting) return;
        event.preventDefault();
        event.returnValue = '';
      });
    }

    async add(kind, data) {
      this.sequence = remembered('lopso.sequence', known => (Number(known) || this.sequence) % 2147483646 + 1);
      const record = { uuid: uuid(), kind, data, at: now(), sequence: Number(this.sequence), account: this.account };
      await this.store.put(record);
      await this.tell();
      this.flush();
      return record;
    }

    async tell() {
      const left = (await this.store.all()).filter(record => !record.refused);
      this.waiting = left.length;
      this.since = left.length ? left[0].at : null;
      this.changed(this.waiting, this.signedOut);
    }

    // One flush at a time; what is pressed meanwhile goes with it or with the next one.
    async flush() {
      if (this.busy) return this.busy;
      clearTimeout(this.timer);
      this.busy = this.empty().catch(() => false);
      const sent = await this.busy;
      this.busy = null;
      await this.tell();
      this.failures = sent ? 0 : this.failures + 1;
      const pause = sent ? 0 : 1000 * PAUSES[Math.min(this.failures, PAUSES.length) - 1];
      if (this.waiting) this.timer = setTimeout(() => this.flush(), pause);
      return sent;
    }

    // The token is asked for here, never read from the page, which may be an old one. False: not everything is sent.
    async empty() {
      const mine = record => record.account === this.account && !record.refused;
      for (let told = null; ;) {
        const batch = (await this.store.all()).filter(mine).slice(0, MOST);
        if (!batch.length) return true;
        told = told || await this.ask('GET');
        if (told && told.account !== this.account) this.signedOut = true; // somebody else's turn: kept for its owner
        if (!told || this.signedOut || !await this.send(batch, told.csrf_token)) return false;
      }
    }

    async send(batch, token) {
      const operations = batch.map(({ uuid, kind, at, sequence, data }) => ({ uuid, kind, at, sequence, data }));
      const { device, account } = this;
      const answer = await this.ask('POST', { device, account, client_now: now(), operations }, token);
      if (!answer) return false;
      for (let place = 0; place < batch.length; place++) await this.settle(batch[place], answer.results[place]);
      await this.tell();
      return true;
    }

    async settle(record, result) {
      const done = result.status === 'done' || result.status === 'already_done';
      if (done) await this.store.drop(record.uuid);
      else await this.store.put(Object.assign({}, record, { refused: result.message || result.status }));
      this.heard(record, result);
    }

    // The JSON of an answer, or null: no line, a server that is away, a hotel's own sign-in page.
    async ask(method, body, token) {
      const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
      const headers = { Accept: 'application/json' };
      if (body) Object.assign(headers, { 'Content-Type': 'application/json', 'X-CSRFToken': token });
      try {
        const answer = await fetch(ADDRESS, {
          method, headers, credentials: 'same-origin', signal: line.signal, body: body && JSON.stringify(body)
        });
        this.signedOut = answer.status === 401;
        return answer.ok ? await answer.json() : null;
      } catch (error) {
        return null;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  window.Outbox = Outbox;
})();
