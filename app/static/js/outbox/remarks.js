// What the server said of entries of this account that it took ("Chị Lan cũng đã ghi lúc …"), where they are pressed
// and on /cho-gui, until somebody has looked at it.
(function () {
  'use strict';
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-remarks]'));
  if (!place) return;
  const outbox = new Outbox(), list = place.querySelector('ul'), seen = place.querySelector('button');

  function line({ label, message }) {
    const [row, box, text, head, small] = ['li', 'div', 'span', 'b', 'small'].map(tag => document.createElement(tag));
    head.textContent = label;
    small.textContent = message;
    text.append(head, small);
    box.append(text);
    row.append(box);
    return row;
  }

  async function mine() {
    const account = outbox.account || await outbox.note('account');
    const all = await outbox.note('remarks') || [];
    return [all.filter(each => each.account === account), all.filter(each => each.account !== account)];
  }

  async function paint() {
    const [own] = await mine();
    list.textContent = '';
    list.append(...own.map(line));
    place.hidden = !own.length;
  }

  seen.addEventListener('click', async () => {
    await outbox.keepNote('remarks', (await mine())[1]);
    outbox.tell({ type: 'changed' });
  });
  Promise.resolve(outbox.settled).then(() => { outbox.paints(paint); return paint(); }).catch(() => 0);
})();
