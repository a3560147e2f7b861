"""A paper's file is either whole or not there."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from app.web.kept_files import Altered, keep, keep_all, kept
from app.web.storage import LocalStore, StoreFolder, local as files


def everything_under(folder: Path) -> list[str]:
    folder = folder / "p"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_kept_file_is_read_back_by_its_hash(tmp_path: Path) -> None:
    keep(StoreFolder(LocalStore(tmp_path), "p"), "certificates/05443/2026/001.pdf", b"%PDF-1")

    assert (
        kept(
            StoreFolder(LocalStore(tmp_path), "p"),
            "certificates/05443/2026/001.pdf",
            hashlib.sha256(b"%PDF-1").hexdigest(),
        )
        == b"%PDF-1"
    )
    assert everything_under(tmp_path) == ["certificates/05443/2026/001.pdf"]


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"%PDF-1 "])
def test_an_altered_or_missing_file_is_never_read(tmp_path: Path, content: bytes) -> None:
    sha256 = hashlib.sha256(b"%PDF-1").hexdigest()
    with pytest.raises(Altered):
        kept(StoreFolder(LocalStore(tmp_path), "p"), "1.pdf", sha256)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "1.pdf").write_bytes(content)
    with pytest.raises(Altered):
        kept(StoreFolder(LocalStore(tmp_path), "p"), "1.pdf", sha256)


def test_without_room_nothing_stands_and_what_stood_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(StoreFolder(LocalStore(tmp_path), "p"), "old.pdf", b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for name in ("new.pdf", "old.pdf"):
        with pytest.raises(OSError, match="No space left"):
            keep(StoreFolder(LocalStore(tmp_path), "p"), name, b"new")

    assert everything_under(tmp_path) == ["old.pdf"]
    assert (tmp_path / "p" / "old.pdf").read_bytes() == b"old"


def test_files_and_the_folders_they_are_named_in_reach_the_disk_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        done.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    monkeypatch.setattr(files.os, "fsync", note)
    keep_all(StoreFolder(LocalStore(tmp_path), "p"), {"a/b/1.pdf": b"1", "a/b/2.pdf": b"2"})

    written, folders = done[:2], done[2:]
    assert [name.startswith(".") and name.endswith(".tmp") for name in written] == [True, True]
    assert set(folders) == {tmp_path.name, "p", "a", "b"}
