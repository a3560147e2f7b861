// The forms that were pressed and are not known to be stored, where they are listed: /cho-gui, the first page of a room,
// a resident's home. Each has what sends it, what opens it filled in, and what drops it.
(function () {
  'use strict';
  const place = /** @type {HTMLElement} */ (document.querySelector('[data-unsent-forms]'));
  if (!place || !window.Unsent) return;
  const list = place.querySelector('[data-lines]'), pattern = place.querySelector('template'), words = place.dataset;

  // As it was pressed, with a token that is fresh.
  async function send({ action, fields }) {
    const answer = await fetch('/ma-gui', { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
    if (!answer || !answer.ok) return say(words.noLine);
    const token = await answer.text(), form = document.createElement('form');
    Object.assign(form, { method: 'post', action, hidden: true });
    form.append(...fields.map(([name, value]) => Object.assign(document.createElement('input'), { type: 'hidden', name,
      value: name === 'csrf_token' ? token : value })));
    document.body.append(form);
    return form.submit();
  }

  function say(text) { place.querySelector('[role=status]').textContent = text; }

  function line(record) {
    const item = /** @type {HTMLElement} */ (pattern.content.firstElementChild.cloneNode(true));
    const [again, drop] = item.querySelectorAll('button'), open = item.querySelector('a'), at = new Date(record.at);
    const time = { hour: at.getHours(), minute: String(at.getMinutes()).padStart(2, '0'), day: at.getDate(),
      month: at.getMonth() + 1 };
    item.querySelector('b').textContent = record.title || record.page;
    item.querySelector('small').textContent = words.made.replace(/\{(\w+)\}/g, (_, name) => time[name]);
    const { why } = record, isLate = Unsent.isOfHall(record) && !record.files && !Unsent.isWhole(record);
    item.querySelector('[data-state]').textContent = why ? words.notSent.replace('{why}', why)
      : isLate ? words.late : words.unknown;
    again.hidden = Boolean(why) || !Unsent.isWhole(record);
    if (why) open.textContent = words.mend;
    again.onclick = () => send(record).catch(() => say(words.noLine));
    open.href = record.page;
    drop.onclick = () => Unsent.drop(record.key);
    [again, open, drop].forEach(each => each.setAttribute('aria-label', each.textContent.trim() + ': ' + record.title));
    return item;
  }

  async function paint() {
    const mine = await Unsent.of(await Unsent.account());
    list.textContent = '';
    list.append(...mine.map(line));
    place.hidden = !mine.length;
  }

  const again = () => paint().catch(() => 0);

  // What arrived without an answer is not listed for long. In a room of the staff the worker sends what sends itself,
  // and tells that it knows more.
  async function ask() {
    await Unsent.settled;
    const worker = window.Outbox && (navigator.serviceWorker || {}).controller;
    if (worker) worker.postMessage({ type: 'mine' });
    for (const each of navigator.onLine ? await Unsent.of(await Unsent.account()) : [])
      if (!Unsent.sendsItself(each)) await Unsent.ask(each);
  }

  if (window.Outbox) new Outbox().listen(again);

  document.addEventListener('unsent', again);
  document.addEventListener('visibilitychange', again);
  Unsent.settled.then(again).then(ask).catch(() => 0);
})();
