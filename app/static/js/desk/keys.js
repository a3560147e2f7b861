// The desk's keyboard, and what fragments leave to be done: "/" searches, N begins what is new here (`data-new`), the
// arrows walk rows, Esc closes what was opened, Ctrl+Enter saves the form one types in; the panel's row stays marked,
// chosen rows are counted. Without script all of it is links and forms.
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

  // Below a line that suggests (`data-suggests`), Enter picks the first one, the arrow goes down to them.
  function suggested(line, key) {
    const first = /** @type {HTMLElement} */ (find(line.dataset.suggests + ' [data-row]'));
    if (!first || !/^(Enter|ArrowDown)$/.test(key)) return false;
    if (key === 'Enter') first.click();
    else first.focus();
    return true;
  }

  // A line that is typed in keeps its keys; the search gives its own away.
  function typing(target) {
    return target.closest('textarea, select, [contenteditable]')
      || target.closest('input:not([type=checkbox]):not([type=radio])');
  }

  const press = element => Boolean(shown(element)) && (element.click(), true);

  // -- forms: Ctrl+Enter presses the button that a form fills, its own or one that stands beside it; a form opens with
  // its first line under the keys, at a desk, unless the server or a way back has set the focus

  document.addEventListener('keydown', event => {
    const { form } = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !form || form.method !== 'post') return;
    const buttons = Array.from(form.elements).filter(shown), save = buttons.find(each => each.matches('[data-save]'))
      || buttons.find(each => each.matches('button.btn:not(.quiet)'));
    if (press(save)) event.preventDefault();
  });

  function begin() {
    const [entry] = performance.getEntriesByType('navigation'), form = find('.task form[data-draft]');
    if (!form || find('[autofocus]') || location.hash || /** @type {any} */ (entry || {}).type !== 'navigate') return;
    if (document.activeElement !== document.body || !matchMedia('(min-width: 60em) and (pointer: fine)').matches) return;
    const first = Array.from(form.elements).find(each => each.matches('.input, [type=radio], [type=checkbox]')
      && shown(each) && !each.readOnly && !each.disabled);
    if (first && first.getBoundingClientRect().bottom < innerHeight) first.focus();
  }

  begin();

  // -- single keys ----------------------------------------------------------------------------------------------------

  document.addEventListener('keydown', event => {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey || find('.over')) return;
    const line = typing(event.target), searching = line && line.id === 'tim-khap';
    if (line && line.dataset.suggests && suggested(line, event.key)) return event.preventDefault();
    const done = {
      '/': () => !line && seek(),
      n: () => !line && press(find('main [data-new]')),
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
    form.classList.toggle('picked', picked.length > 0);
    if (said) said.textContent = said.dataset.picked.replace('{count}', picked.length);
    for (const told of form.querySelectorAll('[data-heads-said]')) {
      told.textContent = picked.length ? told.dataset.headsSaid.replace('{count}', heads) : told.dataset.none;
    }
  }

  // The bar with the count is not there before the first choice: the page's one line says it (desk.html).
  function tell(form) {
    find('#da-bao').textContent = form.querySelector('[data-picked]').textContent;
  }

  document.addEventListener('change', event => {
    const all = /** @type {HTMLInputElement} */ (event.target), form = all.closest('[data-picking]');
    if (!form) return;
    if (all.matches('[data-pick-all]')) {
      form.querySelectorAll('[data-pick]').forEach(box => { box.checked = all.checked; });
    }
    count(form);
    tell(form);
  });

  document.addEventListener('reset', event => {
    if (!event.target.matches('[data-picking]')) return;
    chosen.clear();
    setTimeout(form => { count(form); tell(form); }, 0, event.target);
  });

  function settle() {
    for (const form of document.querySelectorAll('[data-picking]')) {
      form.querySelectorAll('[data-pick]').forEach(box => { box.checked = box.checked || chosen.has(box.value); });
      count(form);
    }
  }

  // A folded part of a form tells what is set in it; once it was touched here, its line says so instead.
  document.addEventListener('change', event => {
    const fold = event.target.closest('details[data-changed]');
    if (fold) fold.querySelector('small').textContent = fold.dataset.changed;
  });

  // Settled, not swapped: what came obeys by then, and a key pressed where the focus lies finds its link at work.
  document.addEventListener('htmx:afterSettle', event => {
    const { target } = event.detail;
    if (target && target.matches('[data-panel]')) mark(target);
    // One told, the next is before the same finger: the first button of what came goes on.
    const next = event.detail.requestConfig && event.detail.requestConfig.verb === 'post'
      && find('[data-going-on] button');
    if (next) next.focus();
    // Lines of a form that came filled in count as typed: drafts.js keeps them.
    const brought = /** @type {HTMLElement} */ (event.target);
    if (brought.matches('[data-lines]')) brought.dispatchEvent(new Event('change', { bubbles: true }));
    settle();
  });

  // The way back replaces the list (hx-history-elt): the keys stay at the row that was open.
  document.addEventListener('htmx:historyRestore', () => {
    const panel = find('[data-panel]');
    if (panel) mark(panel);
    settle();
  });

  addEventListener('pageshow', settle);
})();
