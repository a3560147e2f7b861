"""What a phone holds of forms (js/unsent/list.js): half typed, or pressed and not known to be stored."""

import json

from playwright.sync_api import Page

from tests.browser.patience import told

# The list, and what releases before it kept beside their drafts.
STORED = """async () => {
  const base = await new Promise(done => {
    const asked = indexedDB.open('lopso-unsent');
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none: nor is one made by asking
    asked.onsuccess = asked.onerror = () => done(asked.result);
  });
  const drafts = base ? await new Promise(done => {
    base.transaction('forms').objectStore('forms').getAll().onsuccess = ({ target }) => done(target.result);
  }) : [];
  if (base) base.close();
  return [drafts, Object.entries(localStorage).filter(([name]) => name.startsWith('lopso.draft:'))];
}"""


def wait_for_draft(page: Page, words: str, *, there: bool = True) -> None:
    """Wait until the list has these words; `there=False`: until nothing has them any more."""
    stores = f"(await ({STORED})())" + ("[0]" if there else "")
    has = f"async () => JSON.stringify({stores}).includes({json.dumps(words)})"
    assert told(page, has, until=there) == there, f"{words}: {'in no draft' if there else 'a draft still'}"
