// "Gửi cho con": the phone's own list of apps where it has one, else the words are copied; where neither works the link
// opens a text message, as it does without script. A link says what to send in data-share; data-picture names a picture
// on the page that goes along where the phone takes pictures; data-tells the line that hears of a copy.
// A button with data-print asks for the page on paper.
'use strict';
(() => {
  const show = () => { for (const press of document.querySelectorAll('[data-print]')) press.hidden = false; };
  // Drawn from the screen as JPEG: needs no line, and every app that takes pictures takes these.
  const picture = (image) => new Promise((done) => {
    const sheet = document.createElement('canvas');
    sheet.width = image.naturalWidth;
    sheet.height = image.naturalHeight;
    sheet.getContext('2d').drawImage(image, 0, 0);
    sheet.toBlob((blob) => done(blob && [new File([blob], 'giay-chung-nhan.jpg', { type: blob.type })]), 'image/jpeg',
      0.9);
  });
  const words = async (link) => {
    const told = { text: link.dataset.share };
    const image = document.getElementById(link.dataset.picture);
    const files = image && image.complete && image.naturalWidth && navigator.canShare && await picture(image);
    return files && navigator.canShare({ ...told, files }) ? { ...told, files } : told;
  };
  const copy = (link) => {
    const leave = () => { location.href = link.href; };
    if (!navigator.clipboard) return leave();
    return navigator.clipboard.writeText(link.dataset.share).then(() => {
      document.getElementById(link.dataset.tells).textContent = link.dataset.copied;
    }, leave);
  };
  document.addEventListener('click', (event) => {
    const pressed = event.target.closest('[data-share],[data-print]');
    if (!pressed) return;
    if (!pressed.dataset.share) {
      window.print();
      return;
    }
    event.preventDefault();
    if (!navigator.share) copy(pressed);
    else words(pressed).then((told) => navigator.share(told)).catch((why) => why.name === 'AbortError'
      || copy(pressed));
  });
  document.addEventListener('htmx:afterSwap', show);
  show();
})();
