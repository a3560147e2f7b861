// What a form holds stays on this phone until the server has stored it (docs/offline.md, "The list of forms"): of
// `form[data-draft]` as it is typed, of any other as it is pressed. Opened anew, the form has it again.
(function () {
  'use strict';
  if (!window.Unsent || document.body.classList.contains('kiosk')) return;
  const SOON = 300, LATER = 4000, me = document.currentScript.dataset, begun = new WeakSet();
  // What stands above a form of what is kept of it, and under its button where nothing is; Babel reads what `_` marks.
  // A page with a form would carry it at each visit.
  const _ = text => text,
    TYPED = _('Ghi dở lúc {hour} giờ {minute} ngày {day}/{month}, máy này giữ 2 ngày.'),
    PRESSED = _('Bấm lúc {hour} giờ {minute} ngày {day}/{month}, chưa biết đã tới phường chưa. Máy này còn giữ.'),
    REFUSED = _('Chưa gửi được: {why}'), FILES = _('Ảnh, tệp thì chọn lại.'),
    GONE = _('Chữ ghi dở ở đây ngày {day}/{month} đã quá 2 ngày, máy này đã xóa.'), DROP = _('Xóa, ghi lại từ đầu'),
    AWAY = _('Máy này không giữ được chữ đã gõ. Chờ trả lời rồi hãy đóng trang.');
  // Of a form, the draft of another tab with which it was filled in.
  const sources = new WeakMap();
  // This page is what a press was answered with: what stands in its form is newer than what is kept.
  const isAnswer = 'answer' in me || /[?&]sua=/.test(location.search);

  // -- what a form holds --------------------------------------------------------------------------------------------

  const boxed = ({ type }) => type === 'checkbox' || type === 'radio', VERSION = /^(version$|stood$|s_|v\|)/;
  const actionOf = form => form.getAttribute('action') || location.pathname + location.search;
  const nameOf = form => ('draft' in form.dataset ? form.dataset.draft || location.pathname
    : location.pathname + ' ' + actionOf(form));

  // What is typed, and the version that it was typed over: whoever wrote meanwhile is not overwritten unseen.
  function fieldsOf(form) {
    return Array.from(form.elements, each => /** @type {HTMLInputElement} */ (each)).filter(each => each.name
      && (VERSION.test(each.name) || !/^(hidden|submit|button|file|password|select-multiple)$/.test(each.type)));
  }

  function fill(form, values) {
    const left = values.slice();
    if (window.Mine) Mine.grow(form, values);
    fieldsOf(form).forEach(field => {
      const index = left.findIndex(([each, value]) => each === field.name && (!boxed(field) || value === field.value));
      const [, value] = index < 0 ? [] : left.splice(index, 1)[0], before = field.value;
      if (boxed(field)) field.checked = index >= 0;
      else if (index >= 0) field.value = value;
      const gone = field.type === 'select-one' && index >= 0 && field.value !== value; // no choice any more
      if (gone) field.value = before;
      const fold = field.closest('details'); // what was typed is to be seen
      if (fold && (field.value !== field.defaultValue || field.checked !== field.defaultChecked)) fold.open = true;
    });
  }

  // The record of a form as it stands: null where nothing may be kept of it. Sent again from another page it is called
  // as it was, and one that was pressed stays so until an answer comes.
  function recordOf(form, state, button) {
    const key = FormKey.of(form), given = Array.from(new FormData(form)),
      fields = given.filter(([, value]) => typeof value === 'string'),
      action = button && button.getAttribute('formaction') || actionOf(form);
    if (!key || !Unsent.isKept(action, fields)) return null;
    const before = Unsent.find(key.value) || {}, at = Date.now(), from = new URL(document.referrer || location.href);
    const isPress = state === 'sent';
    if (button && button.name) fields.push([button.name, button.value]);
    return {
      key: key.value, action, fields, at, name: before.name || nameOf(form), tab: Unsent.tab,
      from: before.from || sources.get(form),
      drafts: before.drafts || 'draft' in form.dataset,
      page: before.page || ('answer' in me ? from.pathname + from.search : location.pathname + location.search),
      title: before.title || me.page || document.title, place: before.place || placeName(),
      files: given.some(([, value]) => value instanceof File && value.size > 0),
      state: before.state === 'sent' ? 'sent' : state,
      pressed: isPress ? at : before.pressed || 0, asked: !isPress && before.asked,
      told: !isPress && before.told, why: !isPress && before.told && before.why || '',
      lacking: !isPress && before.lacking || ''
    };
  }

  const placeName = () => (document.querySelector('.top small') || { textContent: '' }).textContent.trim();

  // The record, once it is on the disk. Where nothing is kept the press says so before it leaves.
  async function keep(form, state, button) {
    const record = recordOf(form, state, button);
    if (!record) return null;
    if (Unsent.isAway && state === 'sent') FormNote.show(form, AWAY);
    if (Unsent.owner === undefined) await Unsent.settled;
    record.account = Unsent.owner;
    // What the server would refuse (the worker, or a list, says so); in a room of the staff somebody may be chosen.
    if (state === 'sent' && FormKey.isPublic()) Object.assign(record, FormNeeds.lacking(form));
    await Unsent.put(record).catch(() => { Unsent.isAway = true; });
    return record;
  }

  // -- a form ---------------------------------------------------------------------------------------------------------

  function begin(form) {
    const number = FormKey.of(form), drafts = 'draft' in form.dataset;
    if (begun.has(form) || form.method !== 'post' || !number) return;
    begun.add(form);
    const stamps = () => fieldsOf(form).filter(({ name }) => VERSION.test(name));
    const versions = () => stamps().map(({ name, value }) => [name, value]);
    const changed = () => form.dispatchEvent(new Event('change', { bubbles: true }));
    const first = versions(), own = number.value;
    let stood = first, typed = false, beat = 0, waits = false, line = null;

    function say({ at, files, state, gone, why }) {
      const words = gone ? GONE : why ? REFUSED : state === 'sent' ? PRESSED : TYPED, time = new Date(at);
      line = line || document.createElement('p');
      line.className = 'row';
      line.setAttribute('role', 'status');
      line.dataset.draftLine = '';
      line.innerHTML = '<span class="grow soft"></span>';
      line.firstChild.textContent = words.replace(/\{(\w+)\}/g, (_word, name) => ({ why, hour: time.getHours(),
        minute: String(time.getMinutes()).padStart(2, '0'), day: time.getDate(), month: time.getMonth() + 1
      })[name]) + (files ? ' ' + FILES : '');
      if (!gone) line.append(Object.assign(document.createElement('button'), { className: 'link plain', type: 'button',
        textContent: DROP, onclick: empty }));
      form.prepend(line);
    }

    function empty() {
      forget();
      form.reset();
      stamps().forEach((field, place) => { field.value = (first[place] || [])[1]; });
      changed();
    }

    function forget() {
      if (line) line.remove();
      waits = false;
      Unsent.end({ key: number.value, from: sources.get(form) }).catch(() => 0);
      sources.delete(form);
      number.value = own;
      FormKey.renew(form);
    }

    // One that was pressed is the same press: the server may have stored it. The draft of another tab is copied: that
    // may be open still. `last`: of what this page is the answer to.
    function bring(last) {
      const own = each => each.account === Unsent.owner && each.name === nameOf(form);
      const answered = isAnswer && last.find(own), all = Unsent.here().filter(each => own(each)
        && (each.state === 'draft' || each.told || !Unsent.sendsItself(each)));
      const found = answered || all.filter(({ tab }) => tab === Unsent.tab).pop() || all.pop();
      const alike = drafts ? 1 : Array.from(document.forms).filter(each => nameOf(each) === nameOf(form)).length;
      if (!found || typed || alike > 1) return;
      if (found.gone) {
        say(found);
        return void Unsent.drop(found.key).catch(() => 0);
      }
      if (found.state === 'draft' && found.tab !== Unsent.tab) sources.set(form, { key: found.key, at: found.at });
      else if (Unsent.find(found.key) && !('same' in number.dataset)) number.value = found.key;
      if (answered || form.querySelector('[aria-invalid="true"]')) return void (drafts && keep(form, 'draft'));
      if (!fieldsOf(form).some(({ type }) => type !== 'hidden')) return;
      fill(form, found.fields);
      stood = versions();
      changed();
      say(found);
      Unsent.ask(found).then(stored => { if (stored && !typed) empty(); }).catch(() => 0);
    }

    // At once, then every moment while somebody types.
    function type() {
      typed = waits = true;
      if (!beat) through();
    }

    function through() {
      beat = 0;
      if (!waits) return;
      waits = false;
      beat = setTimeout(through, SOON);
      keep(form, 'draft').catch(() => 0);
    }

    // One that a script opens later is filled in at once: what it is to hold may come next.
    if (Unsent.owner === undefined) Unsent.settled.then(bring).catch(() => 0);
    else bring([]);
    form.addEventListener('stored', forget); // an outbox has it for good
    form.addEventListener('reset', () => { if ((Unsent.find(number.value) || {}).state !== 'sent') forget(); });
    form.addEventListener('kept', () => keep(form, 'sent'));
    if (!drafts) return;
    ['submit', 'kept'].forEach(type => form.addEventListener(type, () => { waits = false; }));
    const leave = () => { if (waits) { waits = false; keep(form, 'draft').catch(() => 0); } };
    document.addEventListener('visibilitychange', leave);
    addEventListener('pagehide', leave);
    // At the document: a field may stand outside of the form that it belongs to.
    document.addEventListener('input', ({ target }) => {
      if (target === form || /** @type {any} */ (target).form === form) type();
    });
    document.addEventListener('change', ({ target, isTrusted }) => {
      if (isTrusted && /** @type {any} */ (target).form === form) type();
    });
    // The server took it while somebody writes, and says the new version.
    document.addEventListener('htmx:afterSettle', () => {
      const now = versions();
      if (String(now) !== String(stood)) forget();
      stood = now;
    });
  }

  const beginAll = () => Array.from(document.forms).forEach(begin);

  // Under a download the page stays: what the server said of the press is read then.
  window.FormText = {
    pressed(form, button) {
      setTimeout(() => Unsent.settle().catch(() => 0), LATER);
      return keep(form, 'sent', button);
    }
  };
  beginAll();
  document.addEventListener('drawn', ({ target }) => begin(target)); // by a script, later
  document.addEventListener('htmx:afterSettle', beginAll);
  document.addEventListener('htmx:afterRequest', () => Unsent.settle().catch(() => 0));
})();
