// The rows of a roll as they are drawn: painting one, somebody who walked in, the counts, searching and filtering.
(function () {
  'use strict';
  const FRESH = 1500; // ms: a tap that was aimed at a row as it was before
  const SYMBOLS = { late: 'clock', excused: 'mail-check', absent: 'x' };
  const find = selector => document.querySelector(selector),
    all = selector => Array.from(document.querySelectorAll(selector));
  const { came, plain, count } = RollModel;

  // Only what changed: whoever listens hears it, whoever looks sees it.
  function write(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }


  function emphasis(text, look, kind = 'em') {
    if (!text) return null;
    const made = document.createElement(kind);
    made.textContent = text;
    if (look) made.className = look;
    return made;
  }

  const figures = rows => {
    const sums = count(rows);
    return [sums.total, sums.unmarked, sums.came];
  };

  window.RollRows = class {
    constructor(form) {
      const words = form.dataset;
      this.words = words;
      this.list = form.querySelector('.roll');
      this.whole = words.whole !== undefined;
      this.shelf = 0;
      this.aliases = new Map();
      this.all = RollModel.read(this.list);
      this.said = { present: words.present, late: words.late, excused: words.excused, absent: words.absent };
      this.chips = all('.find .chip');
      this.search = find('#tim');
      this.nobody = find('[data-nobody]');
      // What the page counts beside the rows it shows.
      const number = chip => Number((/\d+\s*$/.exec(chip.textContent) || [0])[0]);
      this.beside = figures(this.rows()).map((sum, place) => number(this.chips[place]) - sum);
      this.all.forEach(row => this.adopt(row));
      if (this.whole) this.searchable();
    }

    rows() { return Array.from(this.all.values()); }

    // By the name that a record has for them.
    get(key) { return this.all.get(key) || this.all.get(this.aliases.get(key)); }

    adopt(row) {
      [row.who, row.leave] = row.item.querySelectorAll('button');
      row.small = row.item.querySelector('small');
      row.touched = 0;
      row.changed = 0;
      this.all.set(row.key, row);
      this.rows().forEach(each => { if (each.leave && each.name === row.name) this.call(each); });
      return row;
    }

    // Two hundred times "Có phép" says nothing to whoever hears the buttons alone, nor do two names that are one.
    call({ key, leave, name, year }) {
      const twin = this.rows().some(each => each.name === name && each.key !== key);
      leave.setAttribute('aria-label', `${leave.textContent}: ${name}${twin && year ? ` ${year}` : ''}`);
    }

    isFresh(row) { return Date.now() - row.changed < FRESH; }

    // Another phone changed it.
    take(row, status, by) {
      if (row.sent !== status && !row.waiting) {
        row.changed = Date.now();
        this.flash(row);
      }
      Object.assign(row, { sent: status, by, stale: row.stale || row.by !== by });
    }

    wordOf(row) { return this.said[row.status] || this.words.unmarked; }

    paint(row) {
      const { item, who, leave, small, status } = row, { words } = this, excused = status === 'excused';
      row.stale = false;
      item.dataset.status = status;
      item.toggleAttribute('data-wait', row.waiting > 0);
      who.value = (came(status) ? 'unmarked:' : 'present:') + row.key;
      who.setAttribute('aria-pressed', came(status));
      leave.value = (excused ? 'unmarked:' : 'excused:') + row.key;
      leave.setAttribute('aria-pressed', excused);
      leave.textContent = excused ? words.unleave : words.leave;
      this.call(row);
      item.querySelector('use').setAttribute('href', words.icons + '#' + (SYMBOLS[status] || 'check'));
      const trouble = emphasis(row.trouble && words.refused + ' ' + row.trouble, 'bad');
      const by = emphasis(!row.waiting && row.by, '', 'i');
      const told = [row.year, emphasis(this.said[status]), by, row.note, row.waiting && words.waiting,
        trouble].filter(Boolean);
      small.textContent = '';
      told.forEach((each, place) => small.append(...(place ? [' · ', each] : [each])));
    }

    // Seen by whoever was about to tap there: this row has just changed by itself.
    flash({ item }) {
      item.dataset.changed = '';
      setTimeout(() => item.removeAttribute('data-changed'), FRESH);
    }

    // Somebody who walked in, until the server's page has them under the name that the server gives them.
    walkIn({ registration, name, year }) {
      const known = this.get(registration);
      if (known) return known;
      const item = document.createElement('li');
      item.innerHTML = '<button class="who" type="submit" name="mark">'
        + '<svg class="i mark" aria-hidden="true"><use/></svg><span><b></b><small></small></span></button>'
        + '<button class="leave" type="submit" name="mark"></button>';
      item.querySelector('b').textContent = name;
      const row = RollModel.row(registration, name, year || '', 'unmarked', { item, note: '', own: true });
      const after = this.rows().filter(each => RollModel.order(row, each) < 0).sort(RollModel.order)[0];
      this.list.insertBefore(item, after ? after.item : null);
      this.paint(this.adopt(row));
      return row;
    }

    // The server's page calls somebody who walked in here by another name: their row stays where it is.
    rename(key, name, year) {
      const row = this.rows().find(each => each.own && (each.settled || each.key.startsWith(key.slice(1)))
        && each.plain === plain(name) && each.year === year);
      if (!row) return null;
      this.all.delete(row.key);
      this.aliases.set(row.key, key);
      Object.assign(row, { key, own: false });
      this.all.set(key, row);
      return row;
    }

    dismiss(row) {
      this.all.delete(row.key);
      row.item.remove();
    }

    // -- counts -------------------------------------------------------------------------------------------------------

    count() {
      const sums = figures(this.rows()).map((sum, place) => sum + this.beside[place]), head = find('[data-came]');
      this.chips.slice(0, 3).forEach((chip, place) => write(chip, chip.textContent.replace(/\d+\s*$/, sums[place])));
      write(head, head.textContent.replace(/\d+\/\d+/, sums[2] + '/' + sums[0]));
    }

    // Never one number out of what the server has and what is only here; people both, however often one of them was
    // pressed.
    line({ waiting, refused }) {
      const place = find('[data-line]'), { words } = this, booked =
        this.rows().filter(row => row.sent !== 'unmarked').length;
      const held = this.whole ? this.rows().filter(row => row.waiting).length : waiting;
      const said = place.textContent.split(' · ')[0], parts = [this.whole ? said.replace(/\d+/, booked) : said];
      if (held) parts.push(words.held.replace('{count}', held));
      const text = parts.join(' · ') + (refused ? ' · ' : ''), drawn = text + refused;
      if (place.dataset.drawn === drawn) return;
      place.dataset.drawn = drawn;
      place.textContent = text;
      if (!refused) return;
      const why = document.createElement('a');
      why.href = '/cho-gui';
      why.textContent = words.turned.replace('{count}', refused);
      place.append(why);
    }

    // -- search and filters: only where everybody is on the page ------------------------------------------------------

    // A saved page is the whole, whatever part of it the address asks for.
    searchable() {
      const asked = new URLSearchParams(location.search), part = asked.get('loc'), { search } = this;
      const shelf = this.chips.findIndex(chip => part && new URL(chip.href).searchParams.get('loc') === part);
      search.form.addEventListener('submit', event => { event.preventDefault(); search.blur(); });
      search.form.querySelector('button').hidden = true;
      search.addEventListener('input', () => {
        write(find('[data-say]'), this.list.getAttribute('aria-label').replace(/^\d+/, this.filter()));
        this.reveal();
      });
      search.addEventListener('focus', () => search.select());
      if (asked.get('tim')) search.value = asked.get('tim');
      if (shelf > 0) this.show(shelf);
      else if (search.value) this.filter();
    }

    // The first hit begins in the upper half of what a keyboard leaves to be seen; where it would not, the search goes to
    // the head of the screen.
    reveal() {
      const hit = this.list.querySelector('li:not([hidden])') || this.nobody;
      const seen = window.visualViewport ? visualViewport.height : innerHeight;
      if (hit.getBoundingClientRect().top > seen / 2) this.search.closest('.find').scrollIntoView();
    }

    show(shelf) {
      this.shelf = shelf;
      this.chips.forEach(chip => chip.removeAttribute('aria-current'));
      this.chips[shelf].setAttribute('aria-current', 'true');
      this.filter();
    }

    // How many are shown.
    filter() {
      const named = RollModel.named(this.rows(), this.search.value);
      const told = this.chips[3] ? this.chips[3].textContent.replace(/\d+\s*$/, '').trim().toLowerCase() : '';
      const wanted = [() => true, row => row.status === 'unmarked' && !row.outside, row => came(row.status),
        row => row.note.includes(told)][this.shelf];
      let shown = 0;
      this.all.forEach(row => {
        row.item.hidden = !wanted(row) || !named.has(row);
        shown += Number(!row.item.hidden);
      });
      this.nobody.hidden = shown > 0;
      const add = this.nobody.querySelector('[data-add]'), typed = this.search.value.trim();
      add.search = typed ? '?ten=' + encodeURIComponent(typed) : '';
      return shown;
    }
  };
})();
