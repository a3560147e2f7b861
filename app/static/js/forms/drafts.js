// A draft of each `form[data-draft]`: what is half typed stays on this machine under the page's address (or the one that
// the form names) and whoever is signed in, two days at most (docs/offline.md, "A press without an answer").
(function () {
  'use strict';
  const DAYS = 2 * 86400000, PREFIX = 'lopso.draft:', SOON = 300, BASE = 'lopso-drafts';
  const [entry] = performance.getEntriesByType('navigation');
  const returns = entry && /** @type {any} */ (entry).type !== 'navigate';

  // -- the two stores: one that pages read at once, and a database that is written to the disk at once ------------------

  // The store may be away (an app's own browser) or full: then nothing is kept, and nothing breaks. A browser writes this
  // one to the disk seconds later, so the same lies in a database that is written at once: a battery may be empty.
  // Of the two the newer counts; one without `values` says that there is nothing.
  function read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (error) { return null; }
  }

  const isOver = draft => !draft || !(Date.now() - draft.at < DAYS);

  // One transaction of the database of drafts; resolves with the result of its request.
  function within(work) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { keyPath: 'name' });
      asked.onerror = reject;
      asked.onsuccess = () => {
        const done = asked.result.transaction('drafts', 'readwrite', /** @type {any} */ ({ durability: 'strict' })),
          request = work(done.objectStore('drafts'));
        done.oncomplete = done.onabort = () => {
          asked.result.close();
          resolve(request.result);
        };
      };
    });
  }

  function tidy() {
    try {
      Object.keys(localStorage).filter(each => each.startsWith(PREFIX)).forEach(each => {
        if (isOver(read(each))) localStorage.removeItem(each);
      });
    } catch (error) { /* no store */ }
  }

  // What is written under a name: at once to the first store, a moment later or as the page is left to the database.
  function writer(name) {
    let waits = null, timer = 0;
    const through = () => {
      const draft = waits;
      waits = null;
      if (draft) within(drafts => drafts.put(draft)).catch(() => 0);
    };
    document.addEventListener('visibilitychange', through);
    addEventListener('pagehide', through);
    return draft => {
      waits = Object.assign({ name }, draft || { at: Date.now() });
      try { localStorage.setItem(name, JSON.stringify(waits)); } catch (error) { /* no place */ }
      clearTimeout(timer);
      timer = setTimeout(through, draft && !draft.sent ? SOON : 0);
    };
  }

  // -- a form -----------------------------------------------------------------------------------------------------------

  const boxed = ({ type }) => type === 'checkbox' || type === 'radio', VERSION = /^(version|stood)$/;

  // What is typed, and the version that it was typed over: whoever wrote meanwhile is not overwritten unseen.
  function fieldsOf(form) {
    return Array.from(form.elements, each => /** @type {HTMLInputElement} */ (each)).filter(each => each.name
      && (VERSION.test(each.name) || !/^(hidden|submit|button|file|password|select-multiple)$/.test(each.type)));
  }

  function fill(form, values) {
    const left = values.slice();
    fieldsOf(form).forEach(field => {
      const index = left.findIndex(([each, value]) => each === field.name && (!boxed(field) || value === field.value));
      if (index < 0) return;
      const [, value, checked] = left.splice(index, 1)[0], before = field.value;
      if (boxed(field)) field.checked = checked; else field.value = value;
      if (field.type === 'select-one' && field.value !== value) field.value = before; // no choice any more
      const fold = field.closest('details'); // what was typed is to be seen
      if (fold && (field.value !== field.defaultValue || field.checked !== field.defaultChecked)) fold.open = true;
    });
  }

  function begin(form) {
    const name = PREFIX + (form.dataset.account || '') + ':' + (form.dataset.draft || location.pathname);
    const write = writer(name), line = form.querySelector('[data-draft-line]');
    const versions = () => fieldsOf(form).filter(each => VERSION.test(each.name)).map(each => [each.name, each.value]);
    const changed = () => form.dispatchEvent(new Event('change', { bubbles: true }));
    const first = versions();
    let stood = first;

    function say(at) {
      const words = line.querySelector('[data-draft-at]'), two = number => String(number).padStart(2, '0');
      words.textContent = words.dataset.draftAt.replace('{hour}', at.getHours()).replace('{minute}', two(at.getMinutes()));
      line.hidden = false;
      line.querySelector('button').onclick = () => {
        form.reset();
        fill(form, first);
        FormKey.renew(form);
        changed();
      };
    }

    // One that was sent and not answered may have arrived: sent again it is the same press.
    function restore({ at, values, sent }) {
      const key = FormKey.of(form);
      fill(form, values);
      stood = versions();
      if (sent && key) key.value = sent;
      changed();
      say(new Date(at));
    }

    function keep() {
      const values = fieldsOf(form).map(field => (boxed(field) ? [field.name, field.value, field.checked]
        : [field.name, field.value]));
      write({ at: Date.now(), values });
    }

    function forget() {
      write(null);
      line.hidden = true;
    }

    function noteSent() {
      const last = read(name), key = FormKey.of(form);
      if (last && last.values) write(Object.assign(last, { sent: key ? key.value : true }));
    }

    function bring(found) {
      if (!found || !found.values || mending) return;
      if (returns || !found.sent) restore(found);
      else write(null);
    }

    const draft = read(name), mending = form.querySelector('[aria-invalid="true"]') || /[?&]sua=/.test(location.search);
    let typed = false;
    bring(draft);
    within(drafts => drafts.getAll()).then(all => {
      const newer = all.find(each => each.name === name && each.at > (draft ? draft.at : 0));
      if (newer && !typed) bring(newer);
      return within(drafts => all.filter(isOver).map(each => drafts.delete(each.name)));
    }).catch(() => 0);
    // At the document: a field may stand outside of the form that it belongs to.
    document.addEventListener('input', ({ target }) => {
      if (/** @type {any} */ (target).form !== form) return;
      typed = true;
      keep();
    });
    document.addEventListener('change', ({ target, isTrusted }) => {
      if (isTrusted && /** @type {any} */ (target).form === form) keep();
    });
    // 'stored': whoever keeps it (an outbox) has it for good. 'kept': what that does not take is a draft still.
    ['reset', 'stored'].forEach(type => form.addEventListener(type, forget));
    form.addEventListener('kept', noteSent);
    document.addEventListener('submit', event => {
      if (event.target === form && !event.defaultPrevented) noteSent();
    });
    // The server took it while somebody writes, and says the new version.
    document.addEventListener('htmx:afterSettle', () => {
      const now = versions();
      if (String(now) !== String(stood)) forget();
      stood = now;
    });
  }

  tidy();
  document.querySelectorAll('form[data-draft]').forEach(begin);
  document.addEventListener('drawn', ({ target }) => begin(target)); // one that a script opens later
})();
