// What releases before the list of forms (list.js) held of them, in three places, and left there: pages and workers of
// those releases may be at work still. To go with the release after the next one.
(function (global) {
  'use strict';
  if (global.EarlierForms) return;
  const DAY = 86400000, SIGNS = { 34: '"', 38: '&', 39: "'", 60: '<', 62: '>' };
  const read = text => text.replace(/&#(\d\d);/g, (_, code) => SIGNS[code]), none = () => [];

  // Half typed: the name says whose it is and on which page. One that was pressed may have been stored since.
  async function drafts() {
    const all = await Unsent.within('lopso-drafts', 'drafts').catch(none);
    return all.filter(({ values, at }) => values && Date.now() - at < 2 * DAY).map(({ name, values, at, sent }) => {
      const [, account, page] = /^lopso\.draft:(.*?):(.*)$/.exec(name);
      const fields = values.filter(([, , checked]) => checked !== false).map(([each, value]) => [each, value]);
      return { key: typeof sent === 'string' ? sent : Unsent.fresh(), account, name: page, page, action: page, fields,
        at, state: 'draft', drafts: true, pressed: sent ? at : 0 };
    });
  }

  // Pressed without an answer: a page with what was typed, at its moment; its way back is the form's page.
  async function pages() {
    if (!await caches.has('unanswered')) return [];
    const cache = await caches.open('unanswered'), account = await Unsent.account();
    const found = (await cache.keys()).map(async ({ url }) => {
      const text = await (await cache.match(url)).text(), [, action] = / action="([^"]*)"/.exec(text) || [],
        [, back] = /<a [^>]*href="([^"]*)"/.exec(text) || [], at = parseInt(url.split('/').pop(), 36);
      const fields = Array.from(text.matchAll(/ type="hidden" name="([^"]*)" value="([^"]*)"/g), ([, name, value]) =>
        [read(name), read(value)]);
      return action && EarlierForms.pressed({ action: read(action), page: read(back || '/'), fields, account, at });
    });
    return (await Promise.all(found)).filter(Boolean);
  }

  global.EarlierForms = {
    // Once, as the list is made.
    read: async () => (await drafts()).concat(await pages().catch(none)),

    pressed: record => Object.assign({ key: Unsent.numberOf(record.fields) || Unsent.fresh(), state: 'sent', title: '',
      pressed: record.at, name: record.page + ' ' + record.action }, record),

    // What is to be forgotten of the list goes from there too.
    forget(...bases) {
      ['lopso-drafts', ...bases].forEach(name => indexedDB.deleteDatabase(name));
      try {
        const old = Object.keys(global.localStorage || {}).filter(name => name.startsWith('lopso.draft:'));
        old.forEach(name => localStorage.removeItem(name));
      } catch (error) { /* no store, so nothing in it */ }
    }
  };
})(self);
