// Who may come through the door of a lesson, as this phone knows it: the page's list, what the server has said of it
// since, and what waits here to be sent. It paints nothing. A helper's page has a Door of its own with the same faces.
(function (global) {
  'use strict';
  const EVERY = 8000, PATIENCE = 10000, GONE = ['cancelled', 'removed'];
  const came = person => person.status === 'present' || person.status === 'late';

  // A person: `status` is what is shown, `sent` what the server has; `line` the office's word for the door, `needs` by
  // name, `state` of the registration, `outside`: was not in class. `changed()`: something is to be painted anew.
  class Door {
    constructor(given, outbox, changed) {
      const { people, tickets } = JSON.parse(given.door);
      this.outbox = outbox;
      this.changed = changed;
      this.lesson = given.lesson;
      this.account = given.account;
      this.at = Number(given.at);
      this.poll = given.poll;
      this.people = new Map(people.map(([key, name, year, line, needs, state, status, outside]) => (
        [key, { key, name, year, line, needs: needs.split(' ').filter(Boolean), state, status, outside, sent: status,
          touched: 0 }]
      )));
      const all = Array.from(this.people.values());
      this.tickets = new Map(Object.keys(tickets).map(hash => [hash, tickets[hash].map(place => all[place])]));
      outbox.listen(event => {
        if (event.type === 'answer') this.answered(event.record, event.result);
        else this.repaint().catch(() => 0);
      });
      document.addEventListener('visibilitychange', () => this.ask());
    }

    // Over the page that was drawn once: what the server has said since, and what waits here.
    async ready() {
      const said = await this.outbox.rollSince(this.lesson, this.at);
      this.people.forEach(each => { each.sent = said[each.key] ? said[each.key].status : each.sent; });
      await this.repaint();
      this.ask();
    }

    // Whom the roll counts: who was in class when the lesson was over, and who is marked (docs/decisions/0062).
    get on() { return Array.from(this.people.values()).filter(each => !each.outside || each.status !== 'unmarked'); }

    get counts() { return { came: this.on.filter(came).length, total: this.on.length }; }

    // The people of a ticket; null for one that is not in the list, undefined where this browser cannot tell.
    async open(token) {
      const hash = await Hits.hash(token);
      return hash === null ? undefined : this.tickets.get(hash) || null;
    }

    meant(card) { return Hits.meant(card, Array.from(this.people.values())); }

    // -- what is pressed ----------------------------------------------------------------------------------------------

    // Resolves once it is kept on this phone; rejects as `Outbox.add` does, and then nothing has happened.
    async add(kind, data, people, status, label) {
      const paints = people.map(({ key, name, year }) => ({ registration: key, status, name, year }));
      const told = { kind, data: Object.assign({ lesson: this.lesson }, data), account: this.account, label,
        lesson: this.lesson, paints };
      const record = await this.outbox.add(told);
      people.forEach(each => Object.assign(each, { status, touched: Date.now() }));
      this.changed();
      return record;
    }

    // A ticket was scanned: these people of it are let in, as `shown` tells; none where the phone does not know it.
    scan(ticket, people, shown) {
      const data = { ticket, shown };
      if (people.length) data.people = people.map(each => each.key);
      return this.add('scan', data, people, 'present', (people.map(each => each.name).join(', ') || ticket) + ': '
        + shown);
    }

    // Somebody whose card was read.
    let(person, shown) {
      return this.add('mark', { registration: person.key, status: 'present', way: 'scan', shown }, [person], 'present',
        person.name + ': ' + shown);
    }

    // As they stood before they were scanned.
    takeBack(person, before, label) {
      return this.add('mark', { registration: person.key, status: before }, [person], before, label);
    }

    // Somebody who is on no list: `key` is the name this phone gives their registration.
    walkIn(key, { name, year, group }, shown) {
      const person = { key, name, year: Number(String(year).slice(-4)), line: '', needs: [], state: 'seated',
        status: 'unmarked', sent: 'unmarked', touched: 0 };
      const data = { registration: key, person: { full_name: name, birth_year: year, residential_group: group } };
      this.people.set(key, person);
      return this.add('walk_in', data, [person], 'present', name + ': ' + shown).then(() => person, error => {
        this.people.delete(key);
        throw error;
      });
    }

    static gone(person) { return GONE.includes(person.state); }

    // -- what is known ------------------------------------------------------------------------------------------------

    // What waits here is newer than what the server said.
    async repaint() {
      const records = await this.outbox.records(), stands = new Map();
      records.filter(each => each.lesson === this.lesson && each.account === this.account
        && !each.refused).forEach(record => {
        record.paints.forEach(paint => stands.set(paint.registration, paint.status));
      });
      this.people.forEach(each => { each.status = stands.get(each.key) || each.sent; });
      this.changed();
    }

    answered({ lesson, account, paints }, { status }) {
      if (lesson !== this.lesson || account !== this.account) return;
      const done = status === 'done' || status === 'already_done';
      paints.forEach(({ registration, status }) => {
        const person = this.people.get(registration);
        if (person) Object.assign(person, done ? { sent: status } : {}, { touched: Date.now() });
      });
      this.repaint().catch(() => 0);
    }

    take(marks, asked) {
      this.people.forEach(each => {
        if (each.touched < asked && marks[each.key]) each.sent = marks[each.key];
      });
    }

    // What other phones have marked meanwhile: asked while somebody looks and there is a line.
    ask() {
      clearTimeout(this.timer);
      if (!this.poll || document.hidden) return;
      this.question().catch(() => true).then(again => {
        if (again !== false && !document.hidden) this.timer = setTimeout(() => this.ask(), EVERY);
      });
    }

    async question() {
      const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE), asked = Date.now();
      const headers = { Accept: 'application/json' };
      if (this.tag) headers['If-None-Match'] = this.tag;
      try {
        const answer = await fetch(this.poll, { headers, credentials: 'same-origin', cache: 'no-store',
          signal: line.signal });
        if (answer.status === 401 || answer.status === 404) return false;
        if (!answer.ok) return true;
        const { now, marks } = await answer.json();
        this.tag = answer.headers.get('ETag') || '';
        this.take(marks, asked);
        await this.outbox.keepRoll({ lesson: this.lesson, account: this.account, at: now, marks });
        await this.repaint();
        return true;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  global.Door = Door;
})(self);
