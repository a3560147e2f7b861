"""Files in a bucket of an S3-compatible object store, which all servers share."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.web.storage.base import PART, StoredFile, StoreUnavailable

if TYPE_CHECKING:
    from app.web.settings import FileOptions

# Puts of one call that are under way at once: a batch of issued papers is 25.
AT_ONCE = 8


class BucketStore:
    """A bucket of an S3-compatible object store. One object is one file: it is whole or not there, and stands once the
    store has answered. Names hold the content's hash or a random number, so none is written twice with other bytes."""

    def __init__(self, options: "FileOptions") -> None:
        from obstore.store import S3Store  # 15 MB that a laptop does not load

        self._store: Any = S3Store.from_url(
            options.url,
            endpoint=options.endpoint,
            region=options.region,
            access_key_id=options.access_key,
            secret_access_key=options.secret_key,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": options.endpoint.startswith("http:"),
                "timeout": "20s",
                "connect_timeout": "3s",
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=15)},
        )
        self._hands = ThreadPoolExecutor(AT_ONCE, "files")

    def put(self, files: Mapping[str, bytes]) -> None:
        """See `Store`."""
        with _away():
            for _done in self._hands.map(lambda each: self._store.put(*each, use_multipart=False), files.items()):
                pass

    def get(self, name: str) -> bytes:
        """See `Store`."""
        with _away():
            return bytes(self._store.get(name).bytes())

    def stream(self, name: str) -> tuple[int, Iterator[bytes]]:
        """See `Store`."""
        with _away():
            got = self._store.get(name)
            return int(got.meta["size"]), map(bytes, got.stream(min_chunk_size=PART))

    def size(self, name: str) -> int | None:
        """See `Store`."""
        try:
            with _away():
                return int(self._store.head(name)["size"])
        except FileNotFoundError:
            return None

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        with _away(), contextlib.suppress(FileNotFoundError):
            self._store.delete(list(names))

    def list(self, folder: str) -> Iterator[StoredFile]:
        """See `Store`."""
        with _away():
            for page in self._store.list(folder):
                for each in page:
                    yield StoredFile(each["path"], int(each["size"]), each["last_modified"])


@contextlib.contextmanager
def _away() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise StoreUnavailable(str(error).partition("\n")[0]) from error
