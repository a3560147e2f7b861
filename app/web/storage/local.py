"""Files in a folder of this machine."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.web.storage.base import PART, StoredFile

# What only the product's own account may enter: lists of people, as they were sent.
PRIVATE = "imports"


@dataclass(frozen=True)
class LocalStore:
    """A folder of this machine."""

    root: Path

    def put(self, files: Mapping[str, bytes]) -> None:
        """Written to a temporary file, synced, renamed; then the folders are synced."""
        changed = set()
        if any(name.startswith(f"{PRIVATE}/") for name in files):
            (self.root / PRIVATE).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            path = self.root / name
            changed |= _made_folders(path.parent)
            _write(path, content)
            changed.add(path.parent)
        for parent in changed:
            _sync_folder(parent)

    def get(self, name: str) -> bytes:
        """See `Store`."""
        return (self.root / name).read_bytes()

    def stream(self, name: str) -> tuple[int, Iterator[bytes]]:
        """See `Store`."""
        file = (self.root / name).open("rb")
        return os.fstat(file.fileno()).st_size, _parts(file)

    def size(self, name: str) -> int | None:
        """See `Store`."""
        path = self.root / name
        try:
            return path.stat().st_size if path.is_file() else None
        except FileNotFoundError:
            return None

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        for name in names:
            (self.root / name).unlink(missing_ok=True)

    def list(self, folder: str) -> Iterator[StoredFile]:
        """See `Store`; a temporary file that a crash left is one too, so that it goes with the strays."""
        for path in (self.root / folder).rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                if path.is_file():
                    at = datetime.fromtimestamp(stat.st_mtime, UTC)
                    yield StoredFile(path.relative_to(self.root).as_posix(), stat.st_size, at)

    def check(self) -> None:
        """See `Store`; /suc-khoe asks the disk itself."""


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part


def _made_folders(folder: Path) -> set[Path]:
    """Create a folder and its parents; returns the folders whose entries changed."""
    changed = set()
    missing = folder
    while not missing.exists():
        missing = missing.parent
        changed.add(missing)
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk; without it a power cut may lose a renamed file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
