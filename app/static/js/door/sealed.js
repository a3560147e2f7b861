// The door as a helper's phone knows it: a list in which each ticket's people open only by the ticket's own code
// (app/outbox/scanning.py). The same faces as the Door of door.js, so that scan.js works with either;
// whoever was not scanned here is not known here, and what was opened is kept no longer than the page.
(function (global) {
  'use strict';
  const SALT = 'lopso-seal:', KEY = 16, NONCE = 12, GONE = ['cancelled', 'removed'];

  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));

  async function unseal(token, sealed) {
    const whole = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(SALT + token)), blob = bytes(sealed);
    const key = await crypto.subtle.importKey('raw', whole.slice(0, KEY), 'AES-GCM', false, ['decrypt']);
    const told = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: blob.slice(0, NONCE) }, key, blob.slice(NONCE));
    return JSON.parse(new TextDecoder().decode(told));
  }

  class Door {
    constructor({ lesson, account }, outbox, changed) {
      const lines = document.querySelector('[data-sealed]').textContent.trim().split('\n');
      this.lesson = lesson;
      this.account = account;
      this.outbox = outbox;
      this.changed = changed;
      this.gate = location.pathname + '/dong-bo';
      this.people = new Map();
      this.lines = new Map(lines.map(line => /** @type {[string, string]} */ (line.split(' '))));
      outbox.listen(event => { if (event.type === 'answer') this.answered(event.record, event.result); });
    }

    async ready() { this.changed(); }

    // What this helper let in stands in the page itself (link.js).
    get counts() { return { came: '', total: '' }; }

    // The people of a ticket; null for one that is not in the list, undefined where this browser cannot open any.
    async open(token) {
      const hash = await Hits.hash(token);
      if (hash === null) return undefined;
      if (!this.lines.has(hash)) return null;
      const people = (await unseal(token, this.lines.get(hash))).map(([key, name, year, line, needs, state,
        status]) => (
        this.people.get(key) || { key, name, year, line, needs: needs.split(' ').filter(Boolean), state, status }
      ));
      await this.repaint(people);
      people.forEach(each => this.people.set(each.key, each));
      return people;
    }

    // What this phone has scanned is newer than the page.
    async repaint(people) {
      const roll = await this.outbox.roll(this.lesson), stands = new Map();
      if (roll && roll.account === this.account) Object.keys(roll.marks).forEach(key =>
        stands.set(key, roll.marks[key]));
      (await this.outbox.records()).filter(each => each.account === this.account && !each.refused).forEach(record => {
        record.paints.forEach(paint => stands.set(paint.registration, paint.status));
      });
      people.forEach(each => { each.status = stands.get(each.key) || each.status; });
    }

    // A citizen card names somebody who may be on no ticket of this list: that is the instructor's to find.
    meant() { return { sure: false, people: [] }; }

    static gone(person) { return GONE.includes(person.state); }

    // -- what is pressed ----------------------------------------------------------------------------------------------

    async add(kind, data, people, status, label, step) {
      const paints = people.map(({ key, name, year }) => ({ registration: key, status, name, year }));
      const told = { kind, data: Object.assign({ lesson: this.lesson }, data), account: this.account, gate: this.gate,
        label, lesson: this.lesson, paints, remains: { step } };
      const record = await this.outbox.add(told);
      people.forEach(each => { each.status = status; });
      this.changed();
      return record;
    }

    scan(ticket, people, shown) {
      const data = { ticket, shown };
      if (people.length) data.people = people.map(each => each.key);
      return this.add('scan', data, people, 'present', (people.map(each => each.name).join(', ') || ticket) + ': '
        + shown, Math.max(people.length, 1));
    }

    // As others last said of them: nobody else's mark is taken back from here (app/outbox/sender.py).
    takeBack(person, before, label) {
      return this.add('mark', { registration: person.key, status: before, undo: true }, [person], before, label, -1);
    }

    // One that was refused did not happen.
    answered({ account, paints }, { status }) {
      if (account !== this.account || status === 'done' || status === 'already_done') return;
      paints.forEach(({ registration, status }) => {
        const person = this.people.get(registration);
        if (person && person.status === status) person.status = status === 'present' ? 'unmarked' : 'present';
      });
    }
  }

  // No walk-ins and no cards at this door.
  class CardAsk {
    hide() { /* there is nothing to hide */ }

    show() { /* the band has said where to go */ }
  }

  Object.assign(global, { Door, CardAsk });
})(self);
