"""The store of files does the same in a folder of this machine and in a bucket of an object store.

The bucket is a stand-in's; where `TEST_FILES_ENDPOINT` names a real store (tools/object_store), its too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.country import clock
from app.web.storage import BucketStore, FileOptions, LocalStore, Store, StoreFolder, StoreUnavailable
from app.web.storage.bucket import MARK
from tests.object_stores import ObjectStore, object_store
from tests.ports import lasting_port

PDF = b"%PDF-1.7 " + bytes(range(256)) * 4000
REAL = "TEST_FILES_ENDPOINT"
BUCKETS = ["stand-in", *(["real"] if os.environ.get(REAL) else [])]


@pytest.fixture
def stand_in() -> Iterator[ObjectStore]:
    """The stand-in, empty."""
    with object_store() as made:
        yield made


@contextmanager
def empty_bucket(kind: str) -> Iterator[FileOptions]:
    """An empty prefix with a mark, of the stand-in or the real store."""
    with object_store() as made:
        options = made.options("05443")
        if kind == "real":
            keys = {name: os.environ[f"TEST_FILES_{name.upper()}"] for name in ("endpoint", "access_key", "secret_key")}
            options = FileOptions(url=f"s3://lopso/{uuid4()}", **keys)
        BucketStore(options).put({MARK: b"{}"})
        yield options


@pytest.fixture(params=BUCKETS)
def bucket(request: pytest.FixtureRequest) -> Iterator[FileOptions]:
    """Each bucket, empty."""
    with empty_bucket(request.param) as options:
        yield options


@pytest.fixture(params=["folder", *BUCKETS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each kind of store, empty."""
    if request.param == "folder":
        yield LocalStore(tmp_path)
        return
    with empty_bucket(request.param) as options:
        yield BucketStore(options)


def test_a_file_comes_back_as_it_was(store: Store) -> None:
    folder = StoreFolder(store, "papers")
    folder.put({"certificates/05443/2026/001-ab.pdf": PDF, "Đại sứ số.pdf": b"x"})
    assert folder.get("certificates/05443/2026/001-ab.pdf") == PDF
    size, parts = folder.stream("certificates/05443/2026/001-ab.pdf")
    assert (size, b"".join(parts)) == (len(PDF), PDF)
    assert folder.size("Đại sứ số.pdf") == 1
    assert folder.get("Đại sứ số.pdf") == b"x"
    store.check()


def test_a_request_to_remove_names_few_files(stand_in: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.storage.bucket.REMOVED_AT_ONCE", 2)
    store = BucketStore(stand_in.options("05443"))
    store.put({MARK: b"{}", **{f"photos/{number}.jpg": b"x" for number in range(5)}})
    store.remove(f"photos/{number}.jpg" for number in range(5))
    assert list(store.list("photos")) == []
    assert stand_in.removals == [2, 2, 1]


def test_what_is_missing_is_a_file_not_found(store: Store) -> None:
    folder = StoreFolder(store, "photos")
    assert folder.size("no.jpg") is None
    folder.remove("no.jpg")
    for read in (folder.get, folder.stream):
        with pytest.raises(FileNotFoundError):
            read("no.jpg")


@pytest.mark.parametrize("name", ["../secret_key", "a/../../secret_key", "/etc/passwd", ""])
def test_no_name_leads_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        StoreFolder(LocalStore(tmp_path), "papers").get(name)


def test_a_folder_is_listed_whole_and_alone(store: Store) -> None:
    """An object store lists a thousand at a time, and by how names begin."""
    folder, other = StoreFolder(store, "papers"), StoreFolder(store, "papers-old")
    folder.put({f"sheets/{number:04d}.pdf": b"x" for number in range(1_050)})
    other.put({"sheets/old.pdf": b"x"})
    found = list(folder.list("sheets"))
    assert {each.name for each in found} == {f"sheets/{number:04d}.pdf" for number in range(1_050)}
    assert all(abs(each.modified - clock.now()) < timedelta(minutes=5) for each in found)
    folder.remove(*(each.name for each in found))
    assert not list(folder.list())
    assert other.size("sheets/old.pdf") == 1


def test_lists_of_people_lie_in_a_folder_that_others_may_not_enter(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "data")
    store.put({"imports/1.stored/000000001": b"x", "papers/posters/1.pdf": b"x"})
    modes = {name: (tmp_path / "data" / name).stat().st_mode & 0o777 for name in ("imports", "papers")}
    (tmp_path / "new").mkdir()
    assert modes == {"imports": 0o700, "papers": (tmp_path / "new").stat().st_mode & 0o777}


PREFIX = {"url": "s3://lopso/0544"}


@pytest.mark.parametrize("changed", [{"access_key": "another"}, {"url": "s3://lopsoo/05443"}, PREFIX])
def test_a_wrong_key_bucket_or_prefix_is_a_store_that_is_unavailable(
    bucket: FileOptions, changed: dict[str, str]
) -> None:
    """Never a missing file: that would read as a paper that is gone."""
    store = BucketStore(replace(bucket, **changed))
    for read in (store.get, store.stream, store.size, lambda name: store.check()):
        with pytest.raises(StoreUnavailable) as refused:
            read("papers/x")
        assert bucket.secret_key not in str(refused.value)
        assert "\n" not in str(refused.value)
    if changed is not PREFIX:
        for ask in (lambda: store.put({"papers/x": b"x"}), lambda: store.remove(["papers/x"]), store.mark):
            with pytest.raises(StoreUnavailable):
                ask()
        with pytest.raises(StoreUnavailable):
            list(store.list("papers"))


def test_a_store_that_does_not_answer_is_unavailable_soon() -> None:
    """A page waits some seconds, not the three minutes that the client would try; a monitor two."""
    store = BucketStore(FileOptions("s3://lopso", f"http://127.0.0.1:{lasting_port()}", "us-east-1", "a", "b"))
    before = clock.now()
    with pytest.raises(StoreUnavailable):
        store.put({"papers/x": b"x"})
    assert clock.now() - before < timedelta(seconds=20)
    before = clock.now()
    for _time in range(100):
        with pytest.raises(StoreUnavailable):
            store.check()
    assert clock.now() - before < timedelta(seconds=4)


def test_a_store_that_dies_while_a_file_is_read_is_unavailable(stand_in: ObjectStore) -> None:
    store = BucketStore(stand_in.options())
    store.put({MARK: b"{}", "papers/x": PDF})
    stand_in.breaks_after = 300_000
    with pytest.raises(StoreUnavailable):
        store.get("papers/x")
    _size, parts = store.stream("papers/x")
    with pytest.raises(StoreUnavailable):
        b"".join(parts)


def test_unavailable_is_no_error_of_the_system() -> None:
    """Jobs that draw without a photo that cannot be read would otherwise draw without all of them."""
    assert not issubclass(StoreUnavailable, OSError)
