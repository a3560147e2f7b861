"""Drafts of forms (drafts.js), as the stores of a phone hold them."""

import json

from playwright.sync_api import Page

from tests.browser.patience import told

# What the database of drafts holds, and what lies beside it in the store that pages read at once.
STORED = """async () => {
  const base = await new Promise(done => {
    const asked = indexedDB.open('lopso-drafts');
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none: nor is one made by asking
    asked.onsuccess = asked.onerror = () => done(asked.result);
  });
  const drafts = base ? await new Promise(done => {
    base.transaction('drafts').objectStore('drafts').getAll().onsuccess = ({ target }) => done(target.result);
  }) : [];
  if (base) base.close();
  return [drafts, Object.entries(localStorage).filter(([name]) => name.startsWith('lopso.draft:'))];
}"""


def wait_for_draft(page: Page, words: str, *, there: bool = True) -> None:
    """Wait until the database has these words, which is written last and goes to the disk at once; `there=False`: until
    neither store has them any more."""
    stores = f"(await ({STORED})())" + ("[0]" if there else "")
    has = f"async () => JSON.stringify({stores}).includes({json.dumps(words)})"
    assert told(page, has, until=there) == there, f"{words}: {'in no draft' if there else 'a draft still'}"
