"""What phones kept under an earlier release, written for a ward of today, and put into a phone."""

import gzip
import json
import re
import uuid
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from app.country import clock
from app.models import Registration
from tests.browser.earlier.take import Ward
from tests.browser.islands import Island

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Says where the forms that got no answer lie: by the moment, which is now, as that of all else that would be over.
PUT_BACK = """async ({ pages, bases, local, files }) => {
  const now = Date.now(), unanswered = [];
  const token = pages.unanswered ? await (await fetch('/ma-gui')).text() : '';
  const alive = { Date: new Date(now).toUTCString(), 'X-Offline-Until': new Date(now + 12e8).toISOString(),
    'X-Kept': now + ' ' + (now + 6e8) };
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const whole = row => Object.assign(row, row.value && row.value.base64 && { value: bytes(row.value.base64).buffer });
  for (const name of Object.keys(pages)) {
    const cache = await caches.open(name);
    for (const [path, { headers: given, text }] of Object.entries(pages[name])) {
      const headers = new Headers(given.filter(([each]) => each !== 'content-encoding')), late = name === 'unanswered';
      Object.keys(alive).forEach(each => /^(none)?$/.test(headers.get(each) || '') || headers.set(each, alive[each]));
      const place = late ? '/chua-gui/' + (now - unanswered.length).toString(36) : path;
      if (late) unanswered.push(place);
      const fresh = late ? text.replace(/(name="csrf_token" value=")[^"]*/, '$1' + token) : text;
      await cache.put(place, new Response(fresh, { headers }));
    }
    for (const [path, file] of Object.entries(files[name] || {}))
      await cache.put(path, new Response(file, { headers: { 'Content-Type': /css$/.test(path) ? 'text/css'
        : /svg$/.test(path) ? 'image/svg+xml' : 'text/javascript' } }));
  }
  for (const [name, { version, stores }] of Object.entries(bases)) await new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = () => Object.keys(stores).forEach(each => {
      const { keyPath, autoIncrement, indexes, rows } = stores[each];
      const place = asked.result.createObjectStore(each, { keyPath, autoIncrement });
      indexes.forEach(index => place.createIndex(index.name, index.keyPath, { unique: index.unique }));
      rows.forEach(row => place.add(whole(row)));
    });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => { asked.result.close(); resolve(); };
  });
  Object.entries(local).forEach(([name, value]) => localStorage.setItem(name, value));
  return unanswered;
}"""


@dataclass
class Kept:
    """What one phone holds."""

    pages: dict[str, dict[str, Any]]
    bases: dict[str, Any]
    local: dict[str, str]

    def rows(self, base: str, store: str) -> list[dict[str, Any]]:
        """What lies in a store of a database; nothing where this phone has no such one."""
        found: list[dict[str, Any]] = self.bases.get(base, {"stores": {}})["stores"].get(store, {"rows": []})["rows"]
        return found

    def freshen(self) -> None:
        """Press and type all of it now."""
        for each in self.rows("lopso", "operations"):
            each["at"] = clock.now().isoformat()
            if "held_on" in each["data"].get("made", {}):
                each["data"]["made"]["held_on"] = clock.today().isoformat()
        at = int(1000 * clock.now().timestamp())
        for each in self.rows("lopso-drafts", "drafts"):
            each["at"] = at
        self.local = {name: re.sub(r'"at":\d+', f'"at":{at}', value) for name, value in self.local.items()}

    @property
    def photo(self) -> bytes:
        """The bytes of the one photo that waits."""
        [found] = [each["value"]["base64"] for each in self.rows("lopso", "notes") if each["name"].startswith("photo:")]
        return b64decode(found)

    def put_into(self, page: Page, **files: dict[str, str]) -> list[str]:
        """Put it where the page is, before any script of today has opened a store, and files into caches. Returns the
        addresses of forms that got no answer."""
        given = {"pages": self.pages, "bases": self.bases, "local": self.local, "files": files}
        unanswered: list[str] = page.evaluate(PUT_BACK, given)
        return unanswered


@dataclass
class Earlier:
    """A ward of today, what phones hold of it, and what the release served."""

    ward: Ward
    phones: dict[str, Kept]
    files: dict[str, str]

    @classmethod
    def read(cls, path: Path, island: Island) -> "Earlier":
        """As it was taken; only the ward and the hour are those of a ward that is there now."""
        then, ward = json.loads(path.read_text(encoding="utf-8")), Ward.build(island.app)
        ids: dict[str, str] = then["ids"]
        # Rolls name people by how their ids begin.
        fresh = [ids[f"person {place}"][:24] + uuid.uuid4().hex[:12] for place in range(len(ward.room.people))]
        with island.write() as session:
            for before, now in zip(ward.room.people, fresh, strict=True):
                session.scalars(select(Registration).where(Registration.public_id == before)).one().public_id = now
        ward.room.people = fresh
        now_called = ward.ids(island.url)
        words = {before: now_called[what] for what, before in ids.items()}
        # What a phone numbered itself is done once in a ward, and here more than one phone brings it.
        own = json.dumps([[each["bases"], each["pages"].get("unanswered")] for each in then["phones"].values()])
        words = {each: str(uuid.uuid4()) for each in UUID.findall(own)} | words
        known = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        text = known.sub(lambda found: words[found[0]], json.dumps(then["phones"], ensure_ascii=False))
        phones = {name: Kept(**each) for name, each in json.loads(text).items()}
        for each in phones.values():
            each.freshen()
        return cls(ward, phones, then["files"])

    @cached_property
    def texts(self) -> dict[str, str]:
        """What the release served, by path."""
        return {path: gzip.decompress(b64decode(packed)).decode() for path, packed in self.files.items()}

    @contextmanager
    def answering(self, port: int) -> Iterator[None]:
        """The release itself at its address: its worker, its shell and its files; any other page is empty."""
        texts = self.texts

        class Then(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = texts.get(self.path, "<!DOCTYPE html>").encode()
                self.send_response(200)
                self.send_header("Content-Type", guess_type(self.path)[0] or "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """It says nothing."""

        with ThreadingHTTPServer(("127.0.0.1", port), Then) as there:
            Thread(target=there.serve_forever, daemon=True).start()
            try:
                yield
            finally:
                there.shutdown()
