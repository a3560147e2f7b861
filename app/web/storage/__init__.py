"""The store of files that rows name: a folder of this machine, or a bucket that all servers share."""

from functools import cache
from pathlib import Path

from app.web.storage.base import FileOptions, Store, StoredFile, StoreFolder, StoreUnavailable, WrongFiles
from app.web.storage.bucket import BucketStore
from app.web.storage.local import LocalStore

__all__ = [
    "BucketStore",
    "FileOptions",
    "LocalStore",
    "Store",
    "StoreFolder",
    "StoreUnavailable",
    "StoredFile",
    "WrongFiles",
    "store_at",
]


@cache
def store_at(options: FileOptions, data_dir: Path) -> Store:
    """The store of a process, opened once."""
    return BucketStore(options) if options.url else LocalStore(data_dir)
