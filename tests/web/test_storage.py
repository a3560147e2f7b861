"""The store of files does the same in a folder of this machine and in a bucket of an object store."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.country import clock
from app.web.settings import FileOptions
from app.web.storage import BucketStore, LocalStore, Store, StoreFolder, StoreUnavailable

PDF = b"%PDF-1.7 " + bytes(range(256)) * 4000


def bucket(**changed: str) -> FileOptions:
    """The object store that the environment names (tools/object_store starts one)."""
    if not os.environ.get("TEST_FILES_ENDPOINT"):
        pytest.skip("no object store: TEST_FILES_ENDPOINT names none")
    given = {
        "url": f"s3://lopso/{uuid4()}",
        "endpoint": os.environ["TEST_FILES_ENDPOINT"],
        "access_key": os.environ["TEST_FILES_ACCESS_KEY"],
        "secret_key": os.environ["TEST_FILES_SECRET_KEY"],
    }
    return FileOptions(**{**given, **changed})


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind of store, empty."""
    return LocalStore(tmp_path) if request.param == "folder" else BucketStore(bucket())


def test_a_file_comes_back_as_it_was(store: Store) -> None:
    """Whole, in parts, by its size; a second server sees it at once."""
    shelf = StoreFolder(store, "papers")
    shelf.put({"certificates/05443/2026/001-ab.pdf": PDF, "Đại sứ số.pdf": b"x"})
    assert shelf.get("certificates/05443/2026/001-ab.pdf") == PDF
    size, chunks = shelf.stream("certificates/05443/2026/001-ab.pdf")
    assert (size, b"".join(chunks)) == (len(PDF), PDF)
    assert shelf.size("Đại sứ số.pdf") == 1
    assert shelf.get("Đại sứ số.pdf") == b"x"


def test_what_is_missing_is_a_file_not_found(store: Store) -> None:
    """Reading says so, asking and removing do not mind."""
    shelf = StoreFolder(store, "photos")
    assert shelf.size("no.jpg") is None
    shelf.remove("no.jpg")
    for read in (shelf.get, shelf.chunks):
        with pytest.raises(FileNotFoundError):
            read("no.jpg")


@pytest.mark.parametrize("name", ["../secret_key", "a/../../secret_key", "/etc/passwd", ""])
def test_no_name_leads_elsewhere(store: Store, name: str) -> None:
    """As send_from_directory refused it before."""
    with pytest.raises(FileNotFoundError):
        StoreFolder(store, "papers").get(name)


def test_what_is_there_is_found_page_by_page(store: Store) -> None:
    """An object store lists a thousand at a time; a shelf finds its own alone, and not what begins with its name."""
    shelf, other = StoreFolder(store, "papers"), StoreFolder(store, "papers-old")
    shelf.put({f"sheets/{number:04d}.pdf": b"x" for number in range(1_050)})
    other.put({"sheets/old.pdf": b"x"})
    found = list(shelf.list("sheets"))
    assert {each.name for each in found} == {f"sheets/{number:04d}.pdf" for number in range(1_050)}
    assert all(abs(each.modified - clock.now()) < timedelta(minutes=5) for each in found)
    shelf.remove(*(each.name for each in found))
    assert not list(shelf.list())
    assert other.size("sheets/old.pdf") == 1


def test_a_wrong_secret_is_a_store_that_is_away() -> None:
    """Whoever sees this store at all is refused with one line and no secret."""
    with pytest.raises(StoreUnavailable) as refused:
        BucketStore(bucket(secret_key="another")).get("papers/x")
    assert "another" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_store_that_does_not_answer_is_away_soon() -> None:
    """A page waits some seconds, not the three minutes that the library would try."""
    before = clock.now()
    with pytest.raises(StoreUnavailable):
        BucketStore(bucket(endpoint="http://127.0.0.1:9")).put({"papers/x": b"x"})
    assert clock.now() - before < timedelta(seconds=20)
