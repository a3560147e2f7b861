// The table of a programme: Enter and the arrows walk its boxes, cells of a spreadsheet fill them from the box on, and
// what stood for the period before comes into a line. Without script the form's own buttons do the same.
(function () {
  'use strict';
  const table = document.querySelector('[data-entry-table]');
  if (!table) return;
  const lines = () => Array.from(table.tBodies[0].rows);
  const boxes = line => Array.from(line.querySelectorAll('input:not([type=hidden]), select'));
  const columnOf = box => box.closest('td, th').cellIndex;
  const boxAt = (line, column) => boxes(line).find(each => columnOf(each) === column);

  function step(box, by) {
    const all = lines(), at = all.indexOf(box.closest('tr')), column = columnOf(box);
    for (let place = at + by; place >= 0 && place < all.length; place += by) {
      const next = boxAt(all[place], column);
      if (next) {
        next.focus();
        if (next.select) next.select();
        return true;
      }
    }
    return false;
  }

  table.addEventListener('keydown', event => {
    const box = event.target;
    if (!box.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const arrows = box.matches('input') ? { ArrowDown: 1, ArrowUp: -1 } : {};
    const by = event.key === 'Enter' ? (event.shiftKey ? -1 : 1) : arrows[event.key];
    if (by) {
      event.preventDefault();
      step(box, by);
    }
  });

  function put(box, text) {
    const value = text.trim();
    if (box.matches('select')) { // words that are none of its choices are read, or refused, when the form is looked at
      const same = Array.from(box.options).find(each => each.text.toLowerCase() === value.toLowerCase() || each.value === value);
      if (!same && value) box.add(new Option(value, value));
      box.value = same ? same.value : value;
    } else {
      box.value = value;
    }
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  table.addEventListener('paste', event => {
    const text = event.clipboardData ? event.clipboardData.getData('text/plain') : '';
    if (!event.target.matches('input') || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const all = lines(), from = all.indexOf(event.target.closest('tr')), column = columnOf(event.target);
    text.replace(/\r/g, '').replace(/\n+$/, '').split('\n').forEach((row, down) => row.split('\t').forEach((cell, right) => {
      const box = all[from + down] && boxAt(all[from + down], column + right);
      if (box) put(box, cell);
    }));
  });

  table.addEventListener('click', event => {
    const press = event.target.closest('[name=before]');
    if (!press) return;
    event.preventDefault();
    press.closest('tr').querySelectorAll('[data-before]').forEach(cell => put(boxes(cell)[0], cell.dataset.before));
  });
}());
