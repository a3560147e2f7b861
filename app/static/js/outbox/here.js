// What of a lesson waits on this phone, said beside what the server knew of it when the page was made: never added to
// it.
(function () {
  'use strict';
  const words = document.currentScript.dataset, places = Array.from(document.querySelectorAll('[data-here]'));
  if (!places.length) return;
  const outbox = new Outbox();
  const told = (text, count) => count && text.replace('{count}', count);

  function sentence(records) {
    const waiting = records.filter(each => !each.refused), closing = waiting.some(each => each.kind === 'close');
    const photos = waiting.filter(each => each.photo).length;
    const parts = [told(words.held, waiting.length - photos), told(words.photos || words.held, photos), closing && words.closing,
      told(words.turned, records.length - waiting.length)];
    return parts.filter(Boolean).join(' · ');
  }

  function say(place, text) {
    const within = place.querySelector('span') || place, said = place.querySelector('[data-said-here]')
      || document.createElement('small');
    if (text && !said.isConnected) within.append(said);
    said.dataset.saidHere = '';
    if (said.textContent !== text) said.textContent = text;
    place.hidden = place.tagName !== 'A' && !text;
  }

  async function look() {
    const mine = await outbox.mine();
    places.forEach(place => {
      const text = sentence(mine.filter(each => each.lesson === place.dataset.here));
      say(place, text && words.lead + ' ' + text);
    });
  }

  outbox.paints(look);
})();
