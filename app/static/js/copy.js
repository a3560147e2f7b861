// Copies a prepared text, or hands it to another app. Without script the text is marked and copied by hand.
'use strict';
function offerCopies() {
  for (const place of document.querySelectorAll('[data-module=copy]:not([data-offered])')) {
    const text = place.querySelector('textarea'), copy = place.querySelector('[data-copy]');
    const share = place.querySelector('[data-share]'), said = place.querySelector('[data-copied]');
    place.dataset.offered = '';
    copy.hidden = !navigator.clipboard;
    copy.addEventListener('click', () => navigator.clipboard.writeText(text.value).then(
      () => { said.textContent = said.dataset.copied; },
      () => text.select(),
    ));
    if (!share) continue;
    share.hidden = !navigator.share;
    share.addEventListener('click', () => navigator.share({ text: text.value }).catch(() => text.select()));
  }
}
offerCopies();
document.addEventListener('htmx:afterSwap', offerCopies);
