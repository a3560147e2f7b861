// A citizen card whose name is not on the roll, or is there more than once: which of them it is, or a walk-in whose
// form is filled in but for the residential group. Nothing of the card is kept but what stands in the form.
(function (global) {
  'use strict';

  // The name that this phone gives a registration.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  class CardAsk {
    // `chosen(person)`: it is this one; `added(key, {name, year, group})`: it is somebody new; `plain()`: the server's
    // own form has to do it.
    constructor(place, { chosen, added, plain }) {
      this.place = place;
      this.form = place.querySelector('[data-new]');
      this.chosen = chosen;
      this.added = added;
      this.plain = plain;
      this.form.addEventListener('submit', event => this.submit(event));
    }

    hide() { this.place.hidden = true; }

    show(card, people) {
      const { place, form } = this, list = place.querySelector('[data-alike]'), fields = form.elements;
      list.textContent = '';
      people.forEach(person => list.append(this.button(person)));
      place.querySelector('[data-alike-said]').hidden = !people.length;
      fields.full_name.value = card.name;
      fields.birth_year.value = card.date ? card.date.split('-').reverse().join('/') : card.year;
      fields.residential_group.value = '';
      place.hidden = false;
      place.scrollIntoView({ block: 'nearest' });
    }

    button(person) {
      const item = document.createElement('li'), button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'btn quiet full',
        textContent: person.name + ', ' + person.year });
      button.addEventListener('click', () => {
        this.hide();
        this.chosen(person);
      });
      item.append(button);
      return item;
    }

    submit(event) {
      const { full_name: name, birth_year: year, residential_group: group } = this.form.elements;
      if (this.plain()) return;
      event.preventDefault();
      const missing = [[name, name.value.trim()], [year, /\d{4}/.test(year.value)],
        [group, group.value]].find(([, there]) => !there);
      this.place.querySelector('[data-missing]').hidden = !missing;
      if (missing) missing[0].focus();
      else this.added(newKey(), { name: name.value.trim(), year: year.value.trim(),
        group: group.value });
    }
  }

  global.CardAsk = CardAsk;
})(self);
