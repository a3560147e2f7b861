"""Files in a bucket of an S3-compatible object store, which all servers share."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
from typing import Any

from app.web.storage.base import PART, FileOptions, StoredFile, StoreUnavailable

# Puts of one call that run at once: a batch of issued papers is 25.
AT_ONCE = 8
REMOVED_AT_ONCE = 100  # some stores remove one file after the other, and have to answer in time
# The file that names the place to which a prefix belongs (app/web/own_place.py).
MARK = "place.json"
CHECKED_FOR = 5.0  # s for which the result of `check` is reused: a queue of jobs asks once, not once each


class BucketStore:
    """A bucket of an S3-compatible object store. One object is one file: it is whole or missing, and durable once the
    store has answered. Names hold the content's hash or a random number, so none is written twice with other bytes.

    Where a file is missing, the mark is looked for as well: in a missing or misspelt bucket or prefix it is missing
    too, and then nobody knows whether there is such a file.
    """

    def __init__(self, options: FileOptions) -> None:
        self._client = _client(options, seconds=20, retries=2)
        self._prober = _client(options, seconds=2, retries=0)
        self._puts = ThreadPoolExecutor(AT_ONCE, "puts")
        self._checked = 0.0, ""

    def put(self, files: Mapping[str, bytes]) -> None:
        """See `Store`."""
        with _translated():
            for _done in self._puts.map(lambda each: self._client.put(*each, use_multipart=False), files.items()):
                pass

    def get(self, name: str) -> bytes:
        """See `Store`."""
        with self._may_be_missing():
            return bytes(self._client.get(name).bytes())

    def stream(self, name: str) -> tuple[int, Iterator[bytes]]:
        """See `Store`."""
        with self._may_be_missing():
            got = self._client.get(name)
            return int(got.meta["size"]), _parts(got)

    def size(self, name: str) -> int | None:
        """See `Store`."""
        with contextlib.suppress(FileNotFoundError), self._may_be_missing():
            return int(self._client.head(name)["size"])
        return None

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        left = iter(names)
        while some := list(islice(left, REMOVED_AT_ONCE)):
            with contextlib.suppress(FileNotFoundError), self._may_be_missing():
                self._client.delete(some)

    def list(self, folder: str) -> Iterator[StoredFile]:
        """See `Store`."""
        with _translated():
            for page in self._client.list(folder or None):
                for each in page:
                    yield StoredFile(each["path"], int(each["size"]), each["last_modified"])

    def check(self) -> None:
        """See `Store`."""
        until, failure = self._checked
        if time.monotonic() >= until:
            failure = ""
            try:
                with _translated():
                    self._prober.head(MARK)
            except StoreUnavailable as error:
                failure = str(error)
            self._checked = time.monotonic() + CHECKED_FOR, failure
        if failure:
            raise StoreUnavailable(failure)

    def mark(self) -> bytes | None:
        """What the mark says; None where a bucket that answers has none."""
        try:
            with _translated(missing=True):
                return bytes(self._client.get(MARK).bytes())
        except FileNotFoundError:
            next(self.list(""), None)  # a missing bucket cannot be listed
            return None

    @contextlib.contextmanager
    def _may_be_missing(self) -> Iterator[None]:
        try:
            with _translated(missing=True):
                yield
        except FileNotFoundError:
            with _translated():
                self._client.head(MARK)
            raise


def _client(options: FileOptions, *, seconds: int, retries: int) -> Any:
    from obstore.store import S3Store  # 15 MB that a laptop does not load

    endpoint: dict[str, Any] = {"endpoint": options.endpoint} if options.endpoint else {}
    return S3Store.from_url(
        options.url,
        **endpoint,
        region=options.region,
        access_key_id=options.access_key,
        secret_access_key=options.secret_key,
        virtual_hosted_style_request=False,
        client_options={
            "allow_http": options.endpoint.startswith("http:"),
            "timeout": f"{seconds}s",
            "connect_timeout": f"{min(seconds, 3)}s",
        },
        retry_config={"max_retries": retries, "retry_timeout": timedelta(seconds=15)},
    )


def _parts(got: Any) -> Iterator[bytes]:
    """The bytes of an object. An error after the first part breaks the line of whoever reads them: the answer's status
    is sent by then, and its Content-Length shows that it is not whole."""
    with _translated():
        for part in got.stream(min_chunk_size=PART):
            yield bytes(part)


@contextlib.contextmanager
def _translated(*, missing: bool = False) -> Iterator[None]:
    """Turn the client's errors into StoreUnavailable; with `missing` not that a file is missing."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        if missing and isinstance(error, FileNotFoundError):
            raise
        raise StoreUnavailable(str(error).partition("\n")[0]) from error
