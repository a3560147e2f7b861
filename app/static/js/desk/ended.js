// At the desk, what went wrong: an ended sign-in lies over the page, a fragment that failed becomes its page.
(function () {
  'use strict';
  const find = selector => document.querySelector(selector);

  // Nobody is signed in any more: the way in lies over the page, and what was typed stays under it. An idle one:
  // lock.js.
  function over(html) {
    const at = document.activeElement, box = document.createElement('dialog');
    box.className = 'over';
    box.setAttribute('role', 'alertdialog');
    box.append(document.createRange().createContextualFragment(html));
    box.setAttribute('aria-labelledby', box.querySelector('h2').id = 'het-phien');
    const leave = () => {
      removeEventListener('focus', look);
      box.remove();
      if (at) at.focus();
    };
    const look = async () => {
      const answer = await fetch('/dong-bo', { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
      if (answer && answer.ok) leave();
    };
    box.addEventListener('submit', async event => {
      const form = /** @type {HTMLFormElement} */ (event.target), trouble = form.querySelector('[data-trouble]');
      event.preventDefault();
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin',
        headers: { Accept: 'application/json' } }).catch(() => null);
      if (answer && answer.ok) return leave();
      const { message, door } = answer ? await answer.json().catch(() => ({})) : {};
      trouble.textContent = message || form.dataset.resume;
      if (door) box.querySelector('a').href = door;
      /** @type {HTMLInputElement} */ (form.elements.namedItem('unlock_password')).value = '';
    });
    addEventListener('focus', look); // back from the tab in which one signed in
    box.addEventListener('close', leave); // by Esc
    document.body.append(box);
    const show = box.showModal; // the page behind is inert; before iOS 15.4 it only lies below
    if (show) show.call(box);
    else box.setAttribute('open', '');
    /** @type {HTMLElement} */ (box.querySelector('.input, a') || box).focus();
  }

  document.addEventListener('htmx:responseError', event => {
    const { xhr, elt } = event.detail;
    if (xhr.status === 401) {
      event.preventDefault(); // what is typed stays below; sending.js need not send it
      if (xhr.getResponseHeader('X-Sign-In') !== 'locked' && !find('.over')) over(xhr.responseText);
    } else if (elt && elt.matches('a[href]')) location.assign(elt.href); // the whole page says what is wrong
  });
  document.addEventListener('htmx:sendError', event => {
    const { elt } = event.detail;
    if (elt && elt.matches('a[href]')) location.assign(elt.href);
  });
})();
