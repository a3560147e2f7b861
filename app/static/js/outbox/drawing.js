// What the shell's two pages, /offline and /cho-gui, draw alike: an icon, a moment in words, words with their gaps
// filled.
(function (global) {
  'use strict';
  const SPACE = 'http://www.w3.org/2000/svg';

  const fill = (text, told) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in told ? told[name] : whole));

  // "19 giờ 42", and the day where it is another one.
  function when(at, today, otherDay) {
    const time = new Date(at), minute = String(time.getMinutes()).padStart(2, '0');
    const told = { hour: time.getHours(), minute, day: time.getDate(), month: time.getMonth() + 1 };
    return fill(time.toDateString() === new Date().toDateString() ? today : otherDay, told);
  }

  // `sheet`: the address of icons.svg.
  function icon(sheet, symbol) {
    const drawing = document.createElementNS(SPACE, 'svg'), use = document.createElementNS(SPACE, 'use');
    drawing.setAttribute('class', 'i');
    drawing.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', sheet + '#' + symbol);
    drawing.append(use);
    return drawing;
  }

  // Guides are for whoever works on what this phone keeps; of a phone that keeps nothing nobody knows.
  async function guides() {
    const kept = (await Saved.list()).map(({ address }) => address);
    document.querySelectorAll('[data-fits]').forEach(each => {
      each.hidden = !kept.some(address => new RegExp(each.dataset.fits).test(address));
    });
  }

  global.Drawing = { fill, when, icon, guides };
})(self);
