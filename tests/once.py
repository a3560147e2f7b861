"""What the first of the run's processes makes for all of them, and what each tells the others."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the run's processes have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> str:
    """What `make` told, which the first of the run's processes that needs it called for all, with a folder of this
    name: the path of a file, the name of a database."""
    folder = shared_folder(tmp_path_factory) / name
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            told = str(make(folder))
            made.write_text(told)
    return made.read_text()


class Told:
    """Texts that any process of a run met, in a file that all of them add to."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._told: set[str] = set()
        self._read = 0

    def knows(self, texts: Iterable[str]) -> bool:
        """Whether each of them was told."""
        self._hear_of_others()
        return self._told.issuperset(map(_short, texts))

    def tell(self, texts: Iterable[str]) -> None:
        """Say that they were met."""
        lines = "".join(f"{name}\n" for name in sorted({*map(_short, texts)} - self._told))
        with self._file.open("ab") as file:
            os.write(file.fileno(), lines.encode())  # at once, so that no other process writes in between

    def _hear_of_others(self) -> None:
        if not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(self._read)
            lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        self._read += len(whole)
        self._told.update(whole.decode().split())


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
