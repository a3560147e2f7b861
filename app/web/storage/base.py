"""Where files lie that rows name: a folder of this machine, or a bucket of an object store that all servers share.

Names are paths from the store's root ("papers/certificates/05443/2026/001-….pdf"); a `StoreFolder` is what lies
below one of its folders. `put` returns when all of it would outlive a power cut: synced to disk, or answered by the
store.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

# Bytes of a file that are held at once while it is sent on.
PART = 1 << 18


class StoreUnavailable(Exception):
    """The object store does not answer, refuses what it is asked, or is not this place's; nothing was promised.

    It is no OSError: code that draws a paper without a photo that cannot be read would draw it without all photos.
    """


class WrongFiles(Exception):
    """The files of the store are not those of this place; the message is one sentence for the operator."""


class StoredFile(NamedTuple):
    """A file that is there."""

    name: str
    size: int
    modified: datetime


class Store(Protocol):
    """What both kinds do. A missing file is a FileNotFoundError where it is read, and nothing where it is removed.

    All of it raises StoreUnavailable where an object store does not answer, parts of a stream too; a missing bucket
    never reads as missing files.
    """

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files, each completely or not at all; all of them last when this returns."""

    def get(self, name: str) -> bytes:
        """The bytes of a file."""

    def stream(self, name: str) -> tuple[int, Iterator[bytes]]:
        """The size of a file, and its bytes one part after the other."""

    def size(self, name: str) -> int | None:
        """The size of a file; None where there is none."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files."""

    def list(self, folder: str) -> Iterator[StoredFile]:
        """Every file below a folder, in no order."""

    def check(self) -> None:
        """Raise StoreUnavailable where the store does not answer within seconds; the answer is some seconds old."""


@dataclass(frozen=True)
class StoreFolder:
    """What lies below one folder of a store."""

    store: Store
    folder: str

    def below(self, folder: str) -> "StoreFolder":
        """A folder of it."""
        return StoreFolder(self.store, f"{self.folder}/{folder}") if folder else self

    def put(self, files: Mapping[str, bytes]) -> None:
        """See `Store.put`."""
        self.store.put({self._full(name): content for name, content in files.items()})

    def get(self, name: str) -> bytes:
        """See `Store.get`."""
        return self.store.get(self._full(name))

    def stream(self, name: str) -> tuple[int, Iterator[bytes]]:
        """See `Store.stream`."""
        return self.store.stream(self._full(name))

    def size(self, name: str) -> int | None:
        """See `Store.size`."""
        return self.store.size(self._full(name))

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return self.size(name) is not None

    def remove(self, *names: str) -> None:
        """See `Store.remove`."""
        if names:
            self.store.remove([self._full(name) for name in names])

    def list(self, folder: str = "") -> Iterator[StoredFile]:
        """Every file of it, by its name here."""
        own = len(self.folder) + 1
        for each in self.store.list(f"{self.folder}/{folder}".rstrip("/")):
            yield each._replace(name=each.name[own:])

    def _full(self, name: str) -> str:
        if not name or ".." in PurePosixPath(name).parts or name.startswith("/"):
            raise FileNotFoundError(name)
        return f"{self.folder}/{name}"


# Moments by a store's own clock: the machine's for a folder, the object store's for a bucket. How old a file is must
# not depend on the clock of the server that asks.
FOLDER = "dates"
NOW, RESTORED = f"{FOLDER}/now", f"{FOLDER}/restored"


class Dates(NamedTuple):
    """What the store's clock shows, and when a backup was last restored into the store."""

    now: datetime
    restored: datetime | None


def note_restore(store: Store) -> None:
    """Note that a backup is restored now."""
    store.put({RESTORED: b"restored\n"})


def dates_of(store: Store) -> Dates:
    """The store's dates; it writes a file to read the clock.

    Raises:
        StoreUnavailable: it does not answer, or does not list what was just written.
    """
    store.put({NOW: b"now\n"})
    at = {each.name: each.modified for each in store.list(FOLDER)}
    if NOW not in at:
        raise StoreUnavailable(NOW)
    return Dates(at[NOW], at.get(RESTORED))


# Where the environment says that files lie.
KEYS_MISSING = "With FILES_URL, set SECRET_KEY and BACKUP_KEY in the environment, the same on each server."
NO_BUCKET = "FILES_URL must read s3://bucket or s3://bucket/prefix, FILES_ENDPOINT http(s)://host."


@dataclass(frozen=True)
class FileOptions:
    """Where papers and photos lie.

    url         FILES_URL: "" the folder DATA_DIR; "s3://bucket" or "s3://bucket/prefix" an object store.
    endpoint, region, access_key, secret_key  FILES_ENDPOINT, FILES_REGION, FILES_ACCESS_KEY, FILES_SECRET_KEY of it.
    """

    url: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "FileOptions":
        """Read the options."""
        return cls(
            url=env.get("FILES_URL", "").rstrip("/"),
            endpoint=env.get("FILES_ENDPOINT", ""),
            region=env.get("FILES_REGION") or cls.region,
            access_key=env.get("FILES_ACCESS_KEY", ""),
            secret_key=env.get("FILES_SECRET_KEY", ""),
        )

    def mistake(self, env: Mapping[str, str]) -> str | None:
        """One sentence for the operator where a bucket cannot be used with this environment."""
        bucket, endpoint = urlsplit(self.url), urlsplit(self.endpoint)
        if self.url and (bucket.scheme != "s3" or not bucket.netloc or (self.endpoint and not endpoint.netloc)):
            return NO_BUCKET
        return KEYS_MISSING if self.url and not (env.get("SECRET_KEY") and env.get("BACKUP_KEY")) else None
