"""A stand-in for an object store: the part of S3 that the product uses, over HTTP, in memory.

It checks access keys, not signatures; a real store is tried where `TEST_FILES_ENDPOINT` names one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

from flask import Flask

from app.web.storage import FileOptions

BUCKET, ACCESS_KEY, SECRET_KEY = "lopso", "an access key", "a secret key"
PAGE = 1000
Kept = dict[str, tuple[bytes, datetime]]


@dataclass
class ObjectStore:
    """`objects` by key. `is_away`: each request gets 503; `away_below`: those whose path holds this. `breaks_after`: a
    body ends after so many bytes. `removals`: how many names each request to remove held."""

    server: ThreadingHTTPServer
    objects: Kept = field(default_factory=dict)
    is_away: bool = False
    away_below: str = ""
    breaks_after: int | None = None
    removals: list[int] = field(default_factory=list)

    def options(self, prefix: str = "") -> FileOptions:
        """How the product reaches it."""
        endpoint = f"http://127.0.0.1:{self.server.server_address[1]}"
        return FileOptions(f"s3://{BUCKET}{prefix and '/'}{prefix}", endpoint, "us-east-1", ACCESS_KEY, SECRET_KEY)

    def lend(self, app: Flask, prefix: str = "") -> None:
        """Let an app keep its files here."""
        app.extensions["settings"] = replace(app.extensions["settings"], files=self.options(prefix))


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """An empty one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    store = ObjectStore(server)
    server.__dict__["store"] = store
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        if key := self._key():
            content = self._body()
            self._store.objects[key] = content, datetime.now(UTC)
            self._answer(200, headers={"ETag": f'"{md5(content, usedforsecurity=False).hexdigest()}"'})

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            if self._key(of_bucket=True) is not None:
                self._list(asked.get("prefix", [""])[0], asked.get("continuation-token", [""])[0])
        elif key := self._key():
            self._give(key)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """DeleteObjects."""
        body = self._body().decode()
        if self._key(of_bucket=True) is not None:
            names = re.findall("<Key>(.*?)</Key>", body)
            self._store.removals.append(len(names))
            for name in names:
                self._store.objects.pop(unescape(name), None)
            gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def do_DELETE(self) -> None:
        if key := self._key():
            self._store.objects.pop(key, None)
            self._answer(204)

    @property
    def _store(self) -> ObjectStore:
        store: ObjectStore = self.server.__dict__["store"]
        return store

    def _key(self, *, of_bucket: bool = False) -> str | None:
        """The key of the request; None where it is answered with an error already."""
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        if self._store.is_away or (self._store.away_below and self._store.away_below in key):
            self._fail(503, "ServiceUnavailable")
        elif f"Credential={ACCESS_KEY}/" not in self.headers.get("Authorization", ""):
            self._fail(403, "InvalidAccessKeyId")
        elif bucket != BUCKET:
            self._fail(404, "NoSuchBucket")
        else:
            return key
        return None

    def _give(self, key: str) -> None:
        if key not in self._store.objects:
            return self._fail(404, "NoSuchKey")
        content, at = self._store.objects[key]
        whole, status = len(content), 200
        headers = {"Last-Modified": format_datetime(at, usegmt=True), "ETag": '"x"'}
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            begin, status = int(wanted[1]), 206
            content = content[begin : int(wanted[2] or whole) + 1]
            headers["Content-Range"] = f"bytes {begin}-{begin + len(content) - 1}/{whole}"
        return self._answer(status, content, headers)

    def _list(self, prefix: str, after: str) -> None:
        found = sorted(key for key in self._store.objects if key.startswith(prefix) and key > after)
        lines = [
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self._store.objects[key][0])}</Size><ETag>x</ETag>"
            f"<LastModified>{self._store.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in found[:PAGE]
        ]
        more = f"<NextContinuationToken>{escape(found[PAGE - 1])}</NextContinuationToken>" if found[PAGE:] else ""
        self._answer(200, f"<ListBucketResult>{''.join(lines)}{more}</ListBucketResult>".encode())

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _fail(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _answer(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "HEAD":
            return
        cut = self._store.breaks_after
        self.wfile.write(content if cut is None else content[:cut])
        self.close_connection = self.close_connection or (cut is not None and cut < len(content))
