// The desk's keyboard, and what fragments leave to be done: "/" searches, the arrows walk rows, Esc closes what was
// opened; the panel's row stays marked, chosen rows are counted, an ended sign-in lies over the page. Without script
// all of it is links and forms.
(function () {
  'use strict';
  const keys = !('noKeys' in document.currentScript.dataset), find = selector => document.querySelector(selector);
  const shown = element => element && element.offsetParent !== null;

  // -- rows: those found under the search, else those of the page -----------------------------------------------------

  const results = () => { const box = find('#tim-thay'); return box && box.firstElementChild ? box : null; };
  const rows = () => Array.from((results() || find('main')).querySelectorAll('[data-row]')).filter(shown);

  function walk(step) {
    const all = rows(), at = all.indexOf(document.activeElement);
    if (!all.length) return false;
    const from = at < 0 ? all.findIndex(each => each.closest('.on')) : at;
    if (from + step < 0 && results()) return find('#tim-khap').focus() || true;
    all[Math.min(Math.max(from + step, 0), all.length - 1)].focus();
    return true;
  }

  function seek() {
    const field = find('#tim-khap');
    if (!field) return false;
    if (!shown(field)) {
      location.assign(field.form.action);
      return true;
    }
    field.focus();
    field.select();
    return true;
  }

  function close() {
    const box = results(), link = find('[data-close]');
    if (box) {
      box.textContent = '';
      find('#tim-khap').focus();
    } else if (shown(link)) link.click();
    else return false;
    return true;
  }

  // A line that is typed in keeps its keys; the search gives its own away.
  function typing(target) {
    return target.closest('textarea, select, [contenteditable]')
      || target.closest('input:not([type=checkbox]):not([type=radio])');
  }

  document.addEventListener('keydown', event => {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey || find('.over')) return;
    const line = typing(event.target), searching = line && line.id === 'tim-khap';
    const done = {
      '/': () => !line && seek(),
      ArrowDown: () => (searching ? results() && walk(1) : !line && walk(1)),
      ArrowUp: () => !line && walk(-1),
      Escape: () => (!line || searching) && close(),
    }[event.key];
    if (done && done()) event.preventDefault();
  });

  document.addEventListener('click', event => {
    const box = results();
    if (box && !event.target.closest('.seek')) box.textContent = '';
  });

  // -- the panel: its row is marked; opened it is read, closed one is back at the row ---------------------------------

  let last = '';

  function mark(panel) {
    const of = panel.firstElementChild ? panel.firstElementChild.dataset.of : '';
    panel.parentElement.classList.toggle('open', Boolean(of));
    for (const link of panel.parentElement.querySelectorAll('[data-row]')) {
      const row = link.closest('tr');
      if (!row) continue;
      const on = link.dataset.row === of;
      row.classList.toggle('on', on);
      if (on) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
      if (!of && link.dataset.row === last) link.focus();
    }
    if (of) panel.querySelector('h2').focus({ preventScroll: true });
    last = of;
  }

  // -- chosen rows ----------------------------------------------------------------------------------------------------

  const chosen = new Set();

  function count(form) {
    const boxes = Array.from(form.querySelectorAll('[data-pick]')), picked = boxes.filter(box => box.checked);
    boxes.forEach(box => chosen[box.checked ? 'add' : 'delete'](box.value));
    const every = form.querySelector('[data-pick-all]'), said = form.querySelector('[data-picked]');
    const heads = picked.reduce((sum, box) => sum + Number(box.dataset.heads || 0), 0);
    if (every) every.checked = picked.length === boxes.length;
    if (said) said.textContent = picked.length ? said.dataset.picked.replace('{count}', picked.length)
      : said.dataset.none;
    for (const told of form.querySelectorAll('[data-heads-said]')) {
      told.textContent = picked.length ? told.dataset.headsSaid.replace('{count}', heads) : told.dataset.none;
    }
  }

  document.addEventListener('change', event => {
    const all = /** @type {HTMLInputElement} */ (event.target), form = all.closest('[data-picking]');
    if (!form) return;
    if (all.matches('[data-pick-all]')) {
      form.querySelectorAll('[data-pick]').forEach(box => { box.checked = all.checked; });
    }
    count(form);
  });

  document.addEventListener('reset', event => {
    if (!event.target.matches('[data-picking]')) return;
    chosen.clear();
    setTimeout(count, 0, event.target);
  });

  function settle() {
    for (const form of document.querySelectorAll('[data-picking]')) {
      form.querySelectorAll('[data-pick]').forEach(box => { box.checked = box.checked || chosen.has(box.value); });
      count(form);
    }
  }

  // A filter is chosen, not typed: it needs no button where there is script.
  document.addEventListener('change', event => {
    const form = event.target.closest('[data-filters]');
    if (form && event.target.matches('select')) form.querySelector('button').click();
  });

  // Settled, not swapped: what came obeys by then, and a key pressed where the focus lies finds its link at work.
  document.addEventListener('htmx:afterSettle', event => {
    const { target } = event.detail;
    if (target && target.matches('[data-panel]')) mark(target);
    // One told, the next is before the same finger: the first button of what came goes on.
    const next = event.detail.requestConfig && event.detail.requestConfig.verb === 'post'
      && find('[data-going-on] button');
    if (next) next.focus();
    settle();
  });

  // -- what went wrong ------------------------------------------------------------------------------------------------

  // Nobody is signed in any more: the way in lies over the page, and what was typed stays under it. An idle one:
  // lock.js.
  function over(html) {
    const at = document.activeElement, box = document.createElement('div');
    box.className = 'over';
    box.setAttribute('role', 'alertdialog');
    box.setAttribute('aria-modal', 'true');
    box.append(document.createRange().createContextualFragment(html));
    const leave = () => {
      removeEventListener('focus', look);
      box.remove();
      if (at) at.focus();
    };
    const look = async () => {
      const answer = await fetch('/dong-bo', { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
      if (answer && answer.ok) leave();
    };
    addEventListener('focus', look); // back from the tab in which one signed in
    box.addEventListener('keydown', event => event.key === 'Escape' && leave());
    document.body.append(box);
    (box.querySelector('a') || box).focus();
  }

  document.addEventListener('htmx:responseError', event => {
    const { xhr, elt } = event.detail;
    if (xhr.status === 401) {
      event.preventDefault(); // what is typed stays below; forms.js need not send it
      if (xhr.getResponseHeader('X-Sign-In') !== 'locked' && !find('.over')) over(xhr.responseText);
    } else if (elt && elt.matches('a[href]')) location.assign(elt.href); // the whole page says what is wrong
  });
  document.addEventListener('htmx:sendError', event => {
    const { elt } = event.detail;
    if (elt && elt.matches('a[href]')) location.assign(elt.href);
  });

  addEventListener('pageshow', settle);
})();
