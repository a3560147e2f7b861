// What a scan came to, over the whole screen: a colour, a tone and a shake for whoever looks elsewhere, large names,
// what to know of each of them. It goes by itself, or for the next one; whoever touches it has it as long as they like.
// What is refused stays until a press or the next one.
(function (global) {
  'use strict';
  const STAYS = { good: 2000, info: 3500, warn: 5000 }, MORE = 2000;
  // Height and length of the tones, in hertz and seconds; how the phone shakes, in milliseconds.
  const TONES = { good: [[880, 0.14]], info: [[660, 0.09], [660, 0.09]], warn: [[520, 0.14], [660, 0.18]],
    bad: [[220, 0.4]] };
  const SYMBOLS = { good: 'circle-check', info: 'info', warn: 'triangle-alert', bad: 'circle-alert' };
  const SHAKES = { good: [90], info: [50, 60, 50], warn: [90, 60, 90], bad: [350] };

  const make = (tag, text, look) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (look) made.className = look;
    return made;
  };

  class Band {
    // `takeBack(person)`: somebody's "Bỏ" was pressed; `gone()`: the band has gone.
    constructor(place, words, { takeBack, gone }) {
      this.place = place;
      this.words = words;
      this.takeBack = takeBack;
      this.gone = gone;
      this.silent = false;
      place.addEventListener('pointerdown', () => clearTimeout(this.timer));
      place.addEventListener('click', event => { if (!event.target.closest('[data-take-back]')) this.hide(); });
      addEventListener('keydown', event => { if (event.key === 'Escape') this.hide(); });
    }

    // Sound wants a press first.
    wake() {
      try {
        this.audio = this.audio || new (global.AudioContext || global.webkitAudioContext)();
        if (this.audio.state === 'suspended') this.audio.resume().catch(() => 0);
      } catch (error) { /* it shakes and shows */ }
    }

    // `hit`: {look, title, text?, people?: [{person, told: [words], back: true}]}; look is good, info, warn or bad.
    show(hit) {
      const { place } = this, people = hit.people || [];
      place.dataset.look = hit.look;
      place.querySelector('[data-title]').textContent = hit.title;
      place.querySelector('[data-text]').textContent = hit.text || '';
      place.querySelector('use').setAttribute('href', place.dataset.icons + '#' + SYMBOLS[hit.look]);
      const list = place.querySelector('[data-people]');
      list.textContent = '';
      people.forEach(each => list.append(this.line(each)));
      list.hidden = !people.length;
      place.hidden = false;
      this.sound(hit.look);
      clearTimeout(this.timer);
      const more = people.length > 1 || people.some(each => each.told.length);
      if (hit.look in STAYS) this.timer = setTimeout(() => this.hide(), STAYS[hit.look] + (more ? MORE : 0));
    }

    line({ person, told, back }) {
      const item = make('li'), who = make('div');
      who.append(make('b', person.name), make('small', String(person.year)));
      told.forEach(each => who.append(make('strong', each)));
      item.append(who);
      if (back) {
        const button = make('button', this.words.take_back, 'btn quiet');
        Object.assign(button, { type: 'button' });
        button.dataset.takeBack = person.key;
        button.setAttribute('aria-label', this.words.take_back + ': ' + person.name);
        button.addEventListener('click', () => { this.takeBack(person); this.hide(); });
        item.append(button);
      }
      return item;
    }

    hide() {
      if (this.place.hidden) return;
      clearTimeout(this.timer);
      const focused = this.place.contains(document.activeElement);
      this.place.hidden = true;
      this.gone(focused);
    }

    sound(look) {
      if (navigator.vibrate) navigator.vibrate(SHAKES[look]);
      if (!this.audio || this.silent || this.audio.state !== 'running') return;
      let at = this.audio.currentTime;
      TONES[look].forEach(([height, length]) => {
        const voice = this.audio.createOscillator(), force = this.audio.createGain();
        voice.frequency.value = height;
        force.gain.setValueAtTime(0.4, at);
        force.gain.exponentialRampToValueAtTime(0.001, at + length);
        voice.connect(force).connect(this.audio.destination);
        voice.start(at);
        voice.stop(at + length);
        at += length + 0.05;
      });
    }
  }

  global.Band = Band;
})(self);
