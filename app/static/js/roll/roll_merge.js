// What other phones have marked is taken into a roll that is open: statuses from the small question, people and
// disputes from the page itself, once, when the question says that there are others. Nothing moves under a thumb.
(function () {
  'use strict';
  const EVERY = 8000, PAUSES = [EVERY, 16000, 32000, 60000], PATIENCE = 10000,
    HOLD = 300000;

  // A small question every few seconds, while somebody looks and there is a line. `heard(state, asked)` gets what the
  // server said and when it was asked, `stands(status)` how it answered; after a 401, 403 or 404 nothing is asked until
  // somebody comes back to the page.
  class Poll {
    constructor(address, heard, stands) {
      this.address = address;
      this.heard = heard;
      this.stands = stands;
      this.tag = '';
      this.failures = 0;
      const again = () => { document.hidden ? clearTimeout(this.timer) : this.ask(); };
      document.addEventListener('visibilitychange', again);
      addEventListener('online', again);
      addEventListener('pageshow', event => { if (event.persisted) this.ask(); });
      this.later();
    }

    later() {
      clearTimeout(this.timer);
      if (document.hidden || this.stopped) return;
      this.timer = setTimeout(() => this.ask(), PAUSES[Math.min(this.failures, PAUSES.length - 1)]);
    }

    async ask() {
      if (this.busy) return;
      this.busy = true;
      this.stopped = false;
      clearTimeout(this.timer);
      const good = navigator.onLine !== false && await this.question().catch(() => false);
      this.failures = good ? 0 : this.failures + 1;
      this.busy = false;
      this.later();
    }

    async question() {
      const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE), asked = Date.now();
      const headers = { Accept: 'application/json' };
      if (this.tag) headers['If-None-Match'] = this.tag;
      try {
        const answer = await fetch(this.address, { headers, credentials: 'same-origin', cache: 'no-store',
          signal: line.signal });
        this.stopped = [401, 403, 404].includes(answer.status);
        this.stands(answer.status);
        if (answer.status === 304 || this.stopped) return true;
        if (!answer.ok || !/json/.test(answer.headers.get('Content-Type') || '')) return false;
        const tag = answer.headers.get('ETag') || '';
        // what could not be used is asked for again
        if (await this.heard(await answer.json(), asked) !== false) this.tag = tag;
        return true;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  window.RollMerge = class {
    // `account` and `lesson` whose roll, `changed()` when something is to be painted, `over()` when the lesson is
    // closed, `stands(status)` how the server answered.
    constructor(roll, { address, outbox, lesson, account, dismiss, changed, over, stands }) {
      this.roll = roll;
      this.address = address;
      this.outbox = outbox;
      this.lesson = lesson;
      this.account = account;
      this.dismiss = dismiss;
      this.changed = changed;
      this.over = over;
      this.stands = stands;
      this.poll = new Poll(this.address + '/ghi', (state, asked) => this.take(state, asked), this.stands);
    }

    // For a page that was saved before: what the server last said.
    keep(at) {
      const marks = {}, by = {};
      this.roll.all.forEach(row => {
        marks[row.key] = row.sent;
        if (row.by) by[row.key] = row.by;
      });
      return this.outbox.keepRoll({ lesson: this.lesson, account: this.account, at, marks, by }).catch(() => 0);
    }

    // Returns false where not everything could be taken.
    async take({ now, marks, by, disputed, asking, wall, closed }, asked) {
      const { all } = this.roll, keys = Object.keys(marks);
      all.forEach(row => {
        if (row.touched < asked && marks[row.key]) this.roll.take(row, marks[row.key], by[row.key] || '');
      });
      this.changed();
      this.keep(now);
      this.holdWall(wall);
      if (closed) this.over();
      const others = keys.some(key => !all.has(key)) || this.roll.rows().some(row => !row.own && !marks[row.key]
        && row.touched < asked);
      const asks = all => all.sort().join(), shown = Array.from(document.querySelectorAll('[data-asks]'), item =>
        item.dataset.asks);
      const same = !others && !this.differ(disputed, asked) && asks(asking) === asks(shown);
      return !this.roll.whole || same || this.freshen();
    }

    // The page with the code of the wall stays on this phone, its codes never older than a few minutes: where the
    // wall's own line goes, the code is shown here.
    holdWall(wall) {
      clearInterval(this.holding);
      if (!wall) return;
      const hold = () => { if (!document.hidden && navigator.onLine !== false) Saved.keep(this.address
        + '/ma-tren-tuong').catch(() => 0); };
      this.holding = setInterval(hold, HOLD);
      if (!this.held) hold();
      this.held = true;
    }

    // Whether devices disagree of others than the note on this page says.
    differ(disputed, asked) {
      const settled = key => { const row = this.roll.get(key); return row && (row.waiting || row.touched >= asked); };
      const shown = Array.from(document.querySelectorAll('[data-dispute]'), item => item.dataset.dispute);
      const wanted = disputed.filter(key => !settled(key));
      return wanted.some(key => !shown.includes(key)) || shown.some(key => !settled(key) && !disputed.includes(key));
    }

    async freshen() {
      const asked = Date.now(), line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
      try {
        const answer = await fetch(this.address, { credentials: 'same-origin', cache: 'no-store',
          signal: line.signal });
        if (!answer.ok || answer.redirected) return false;
        await Saved.store(this.address, answer.clone()).catch(() => 0);
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        if (page.querySelector('[data-module="roll"]')) this.still(() => this.redraw(page, asked));
        this.changed();
        return true;
      } catch (error) {
        return false;
      } finally {
        clearTimeout(timer);
      }
    }

    redraw(page, asked) {
      const { roll } = this, fresh = RollModel.read(page.querySelector('.roll'));
      let before = null;
      fresh.forEach(({ key, name, year, note, sent, by, item }) => {
        const known = roll.all.get(key) || roll.rename(key, name, year);
        const row = known || roll.adopt(RollModel.row(key, name, year, sent,
          { item: document.importNode(item, true), note, by }));
        if (!known) roll.list.insertBefore(row.item, before ? before.nextSibling : roll.list.firstChild);
        else if (row.touched < asked) roll.take(row, sent, by);
        row.note = note;
        roll.paint(row);
        before = row.item;
      });
      roll.rows().forEach(row => {
        const gone = !row.own && !fresh.has(row.key) && !row.waiting && row.touched < asked;
        if (gone && !row.item.contains(document.activeElement)) this.dismiss(row);
      });
      this.note(page, '[data-asking]');
      this.note(page, '[data-disputes]');
      if (roll.shelf || roll.search.value) roll.filter();
    }

    // What stands above the rows, as the fresh page has it.
    note(page, name) {
      const shown = document.querySelector(name), fresh = page.querySelector(name);
      if (shown && shown.contains(document.activeElement)) return;
      if (shown) shown.remove();
      if (fresh) document.querySelector('.find').before(document.importNode(fresh, true));
    }

    // Whatever comes or goes above what is looked at, that stays where it is.
    still(work) {
      const shown = this.roll.rows().find(row => row.item.getBoundingClientRect().bottom > 0),
        focused = document.activeElement;
      const fixed = this.roll.list.contains(focused) ? focused : shown && window.scrollY > 0 ? shown.item : null;
      const top = fixed && fixed.getBoundingClientRect().top;
      work();
      if (fixed && fixed.isConnected) window.scrollBy(0, fixed.getBoundingClientRect().top - top);
    }
  };
})();
