// What is chosen on the log's page for the one who stands there now: topics (a tile stands twice, among the first six
// and under its field), desk, age, group. After a record only the desk stays: the age is the person's.
(function () {
  'use strict';
  const COOKIE = 'lopso_desk', YEAR = 366 * 24 * 3600;
  const find = selector => document.querySelector(selector),
    all = selector => Array.from(document.querySelectorAll(selector));

  window.HelpChoices = class {
    constructor(form, words) {
      this.form = form;
      this.words = words;
      this.boxes = all('[data-all] [name="topics"]');
      this.tiles = all('[data-first] [name="topics"]');
      this.topics = this.boxes.map(box => HelpModel.topic(box.value, box.parentElement.textContent.trim()));
      this.other = find('[name="other"]');
      this.group = find('[name="residential_group"]');
      this.chips = all('[data-group]');
      this.touched = 0;
      this.age = form.querySelector('[name="age_band"]:checked');
      this.listen();
      this.seat();
      this.attach();
      this.sync();
    }

    // -- topics -----------------------------------------------------------------------------------------------------

    get keys() { return this.boxes.filter(box => box.checked).map(box => box.value); }

    get chosen() {
      const keys = this.keys;
      return this.topics.filter(topic => keys.includes(topic.key));
    }

    get labels() { return this.chosen.map(topic => topic.label).join(', '); }

    // The age of whoever stands there, in words; '' where it was not told.
    get ageWords() { return this.age ? this.age.parentElement.textContent.trim() : ''; }

    // What this page calls them: a topic may be gone from the ward's list before the help arrives.
    get called() { return Object.assign({}, ...this.chosen.map(({ key, label }) => ({ [key]: label }))); }

    get asks() { return this.boxes.some(box => box.checked && box.dataset.asks !== undefined); }

    sync() {
      const keys = this.keys, first = this.tiles.map(tile => tile.value);
      this.tiles.forEach(tile => { tile.checked = keys.includes(tile.value); });
      const beyond = this.topics.filter(topic => keys.includes(topic.key)
        && !first.includes(topic.key)).map(topic => topic.label);
      const told = beyond.join(', ') || this.words.all.replace('{count}', this.topics.length),
        place = find('[data-chosen]');
      if (place.textContent !== told) place.textContent = told;
    }

    // The six of this desk, drawn anew only where they are others: by the places that they were given today, if they were.
    // Until one is chosen those of all desks, which then stay. Returns their keys.
    rank(busy, given) {
      const known = (given || []).map(key => this.topics.find(each => each.key === key)).filter(Boolean);
      const counted = this.desk === null ? Object.values(busy) : [busy[this.desk] || {}];
      const six = known.length === this.tiles.length ? known
        : HelpModel.first(this.topics, counted, this.tiles.length);
      six.forEach((topic, place) => {
        const tile = this.tiles[place], icon = this.boxes[this.topics.indexOf(topic)].dataset.icon,
          use = tile.parentElement.querySelector('use');
        if (tile.value === topic.key) return;
        tile.value = topic.key;
        tile.parentElement.querySelector('i').textContent = topic.label;
        use.setAttribute('href', use.getAttribute('href').replace(/#.*/, '#' + icon));
      });
      this.sync();
      return six.map(({ key }) => key);
    }

    search(typed) {
      const shown = new Set(this.topics.filter(topic => HelpModel.meant(topic, typed)).map(topic => topic.key));
      this.boxes.forEach(box => { box.parentElement.hidden = !shown.has(box.value); });
      all('[data-field]').forEach(field => { field.hidden = !field.querySelector('label:not([hidden])'); });
      const nothing = find('[data-nothing]');
      nothing.hidden = shown.size > 0;
      nothing.textContent = shown.size ? '' : this.words.nothing;
    }

    // -- where and who ----------------------------------------------------------------------------------------------

    get seats() { return all('[name="desk"]'); }

    get seatChosen() { return this.seats.find(seat => seat.type === 'hidden' || seat.checked) || null; }

    get desk() { return this.seatChosen ? this.seatChosen.value : null; }

    get place() { return this.seatChosen ? this.seatChosen.dataset.place : 'counter'; }

    // What this device was told before; a page that was saved earlier may say otherwise.
    seat(note = '') {
      const told = new RegExp('(?:^|; )' + COOKIE + '=([^;]*)').exec(document.cookie),
        [unit, key] = (note || told && told[1] || '').split('.');
      const seat = unit === this.form.dataset.unit && this.seats.find(each => each.value === key
        && each.type === 'radio');
      if (seat && !seat.checked) this.sit(seat);
    }

    sit(seat) {
      const told = this.form.dataset.unit + '.' + seat.value;
      seat.checked = true;
      document.cookie = COOKIE + '=' + told + '; path=/quay; max-age=' + YEAR + '; samesite=lax'
        + (location.protocol === 'https:' ? '; secure' : '');
      HelpModel.keepDesk(told).catch(() => 0);
      find('[data-desk-name]').textContent = seat.parentElement.textContent.trim();
      find('[data-desks]').open = false;
    }

    // The groups that came last, one tap each.
    offerGroups(codes) {
      const known = codes.map(code => Array.from(this.group.options).find(option =>
        option.value === code)).filter(Boolean);
      this.chips.forEach((chip, place) => {
        chip.hidden = !known[place];
        if (known[place]) Object.assign(chip, { value: known[place].value, textContent: known[place].textContent });
      });
      this.press();
    }

    press() {
      this.chips.forEach(chip => chip.setAttribute('aria-pressed',
        String(Boolean(chip.value) && chip.value === this.group.value)));
    }

    get minutes() {
      const typed = find('[name="minutes"]').value.trim();
      if (/^\d{1,4}$/.test(typed)) return Number(typed);
      // Noted afterwards in some seconds: how long the help took is not known, which is not nought.
      const minutes = Math.round((Date.now() - this.touched) / 60000);
      return this.touched && minutes ? Math.min(minutes, 1440) : null;
    }

    // -- the next one -------------------------------------------------------------------------------------------------

    clear() {
      this.boxes.forEach(box => { box.checked = false; });
      if (this.age) this.age.checked = false;
      this.age = null;
      this.touched = 0;
      this.other.value = '';
      this.group.value = '';
      ['person', 'full_name', 'birth_year', 'minutes', 'mentorship',
        'request'].forEach(name => { this.form.elements[name].value = ''; });
      this.form.elements.consent.checked = false;
      find('[data-attached]').hidden = true;
      const fold = find('[data-all]'), field = find('#tim-viec');
      if (field.value) this.search(field.value = '');
      fold.open = false;
      find('[data-person]').open = false;
      find('[data-found]').textContent = '';
      this.press();
      this.sync();
      document.dispatchEvent(new Event('lopso:next'));
    }

    // Whoever is helped and what they asked for, where the page came from this phone and could not say it.
    attach() {
      const wanted = new URLSearchParams(location.search), pair = wanted.get('cap'), token = wanted.get('yeu-cau');
      if (this.form.dataset.asked || !(pair || token)) return;
      find('[data-attached-name]').textContent = this.words.somebody;
      this.attachTo({ mentorship: pair, request: token, topics: [wanted.get('viec')] });
    }

    // Also where a help was taken back: it is noted anew for the same one, or their request would stay open.
    attachTo({ mentorship, request, topics }) {
      if (!mentorship && !request) return;
      this.form.elements.mentorship.value = mentorship || '';
      this.form.elements.request.value = request || '';
      find('[data-attached]').hidden = false;
      this.boxes.forEach(box => { box.checked = box.checked || topics.includes(box.value); });
      this.sync();
    }

    // All topics begin at the top of the screen; what finds or scans somebody comes when it is wanted.
    unfold() {
      const whole = find('[data-all]'), fold = find('[data-person]');
      whole.addEventListener('toggle', () => { if (whole.open) whole.scrollIntoView({ block: 'start' }); });
      fold.addEventListener('toggle', () => {
        if (!fold.open || fold.dataset.loaded) return;
        const script = document.createElement('script');
        fold.dataset.loaded = 'yes';
        script.src = fold.dataset.script;
        script.onerror = () => { delete fold.dataset.loaded; };
        document.head.append(script);
      });
    }

    listen() {
      const { form } = this;
      form.addEventListener('change', ({ target }) => {
        this.touched = this.touched || Date.now();
        if (target.name === 'topics') {
          this.boxes.forEach(box => { if (box.value === target.value) box.checked = target.checked; });
          this.sync();
        } else if (target.name === 'desk') this.sit(target);
        else if (target === this.group) this.press();
      });
      form.addEventListener('click', ({ target }) => {
        if (target.name === 'age_band') { // a second tap takes it back
          if (target === this.age) target.checked = false;
          this.age = target.checked ? target : null;
        }
        const chip = target.closest('[data-group]');
        if (!chip) return;
        this.group.value = this.group.value === chip.value ? '' : chip.value;
        this.press();
      });
      find('[data-detach]').addEventListener('click', event => {
        event.preventDefault();
        form.elements.mentorship.value = form.elements.request.value = '';
        find('[data-attached]').hidden = true;
        history.replaceState(null, '', location.pathname);
      });
      this.unfold();
      find('[data-search]').hidden = false;
      find('#tim-viec').addEventListener('input', ({ target }) => this.search(target.value));
    }
  };
})();
