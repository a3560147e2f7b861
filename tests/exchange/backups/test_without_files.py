"""Backups of a place whose papers lie in a bucket: rows and names, bytes on request, and what lacks."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.commands import lopso
from app.country import clock
from app.exchange import backups
from app.jobs import certificate_pictures, nightly
from app.models import Certificate
from app.web import place_notes
from app.web.database import db, immediate
from app.web.kept_files import picture_of
from app.web.settings import Settings
from app.web.storage import FileOptions, LocalStore
from app.web.storage.base import dates_of
from tests.conftest import settings_in
from tests.doors import Role, a_ward, someone
from tests.factories import make_approved_list, make_attended_course, make_ward
from tests.pages import Pages

pytestmark = pytest.mark.sqlite

NIGHT = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)
PAPERS = 3
Run = Callable[..., Result]


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """What stands in for the bucket that FILES_URL names: a folder that no DATA_DIR holds."""
    (tmp_path / "bucket").mkdir()
    store = LocalStore(tmp_path / "bucket")
    monkeypatch.setattr(
        "app.web.settings.store_at", lambda options, data_dir: store if options.url else LocalStore(data_dir)
    )
    return store


@pytest.fixture
def place(make_app: Callable[..., Flask], bucket: LocalStore) -> Flask:
    """A place with issued certificates, whose files lie in the bucket."""
    return lent(make_app("sqlite"), papers=PAPERS)


def lent(app: Flask, papers: int = 0) -> Flask:
    app.extensions["settings"] = replace(settings_of(app), files=FileOptions("s3://lopso/place"))
    if papers:
        with app.app_context(), immediate() as session:
            course = make_attended_course(session, make_ward(session), people=papers)
            for row in session.scalars(Certificate.of_approval(make_approved_list(session, course).id)):
                content = f"certificate {row.number}".encode()
                file, sha256 = row.file_of(content)
                row.issue(file=file, sha256=sha256, now=clock.now())
                settings_of(app).papers.put({file: content})
    return app


def settings_of(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def names(app: Flask) -> list[str]:
    """The certificates' names in the store."""
    with app.app_context():
        return [f"papers/{file}" for file in db.session.scalars(select(Certificate.file).order_by(Certificate.id))]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Flask:
    """A place with nothing in it."""
    (tmp_path / "new").mkdir()
    return create_app(settings_in(tmp_path / "new"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(app, "backup", …)`: one verb in a place."""

    def run(app: Flask, verb: str, *arguments: str) -> Result:
        monkeypatch.setattr(f"app.commands.{verb.replace('-', '_')}.create_app", lambda rooms=True: app)
        return CliRunner().invoke(lopso, [verb, *arguments], prog_name="lopso")

    return run


def restored(run: Run, app: Flask, of: Flask, file: Path, *more: str) -> Result:
    key = settings_of(of).data_dir / "backup_key"
    found = run(app, "restore", str(file), "--key-file", str(key), *more)
    assert found.exit_code == 0, found.output
    return found


def test_a_backup_holds_names_and_the_bytes_on_request(place: Flask, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lopso.backup"
    made = run(place, "backup", str(file))
    assert f"without the bytes of {PAPERS} papers and photos" in made.stdout
    assert not made.stderr.strip("\n"), "it lacks none"
    told = json.loads(run(place, "verify-backup", str(file), "--json").stdout)
    assert (told["with_files"], sorted(told["files"]), told["missing"]) == (False, sorted(names(place)), [])
    assert {"size": 13} in told["files"].values()
    assert "without the bytes" in run(place, "verify-backup", str(file)).stdout

    made = run(place, "backup", str(file), "--with-files")
    assert f"{PAPERS} files, read back whole" in made.stdout
    told = json.loads(run(place, "verify-backup", str(file), "--json").stdout)
    assert (told["with_files"], sum("sha256" in each for each in told["files"].values())) == (True, PAPERS)


def test_a_name_that_the_bucket_lacked_is_told(place: Flask, bucket: LocalStore, run: Run, tmp_path: Path) -> None:
    first, second, _third = names(place)
    bucket.remove([first])
    bucket.put({second: b""})
    file = tmp_path / "lopso.backup"
    for told in (run(place, "backup", str(file)), run(place, "verify-backup", str(file))):
        assert f"1 of {PAPERS} papers and photos that rows name are not in it: {first}." in told.stderr
        assert f"in it with other bytes: {second}." in told.stderr


def test_with_its_bytes_it_is_put_back_into_a_folder(
    place: Flask, elsewhere: Flask, bucket: LocalStore, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "lopso.backup"
    run(place, "backup", str(file), "--with-files")
    told = restored(run, elsewhere, place, file)
    assert "not in the bucket" not in told.stderr
    for name in names(place):
        assert LocalStore(settings_of(elsewhere).data_dir).get(name) == bucket.get(name)


def test_put_back_without_bytes_it_tells_what_the_bucket_lacks(
    place: Flask, elsewhere: Flask, bucket: LocalStore, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "lopso.backup"
    run(place, "backup", str(file))
    gone = names(place)[0]
    bucket.remove([gone])
    told = restored(run, lent(elsewhere), place, file)
    assert f"1 of {PAPERS} papers and photos that rows name are not in the bucket" in told.stderr
    assert gone in told.stderr
    assert "who were erased since, and photos that were taken back since, are rightly gone" in told.stderr


def test_put_back_beside_its_bucket_nothing_lacks(place: Flask, elsewhere: Flask, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lopso.backup"
    run(place, "backup", str(file))
    told = json.loads(restored(run, lent(elsewhere), place, file, "--json").stdout)
    assert (told["with_files"], told["missing"]) == (False, [])
    assert not (settings_of(elsewhere).data_dir / "papers").exists()


def test_put_back_its_store_knows_that_rows_are_older_than_files(
    place: Flask, elsewhere: Flask, bucket: LocalStore, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "lopso.backup"
    run(place, "backup", str(file))
    assert dates_of(bucket).restored is None
    restored(run, lent(elsewhere), place, file)
    assert dates_of(bucket).restored is not None


def test_put_back_it_knows_no_picture_until_the_worker_found_it(
    place: Flask, elsewhere: Flask, bucket: LocalStore, run: Run, tmp_path: Path
) -> None:
    bucket.put({f"pictures/{picture_of(name.removeprefix('papers/'))}": b"drawn" for name in names(place)})
    with place.app_context():
        assert certificate_pictures.draw_missing(settings_of(place)) == 0
    file = tmp_path / "lopso.backup"
    run(place, "backup", str(file), "--with-files")
    restored(run, elsewhere, place, file)
    with elsewhere.app_context():
        assert set(db.session.scalars(select(Certificate.picture_drawn_at))) == {None}


def test_doctor_compares_names_and_reads_no_file(
    place: Flask, bucket: LocalStore, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*given: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr(LocalStore, "stream", read)
    monkeypatch.setattr(LocalStore, "get", read)
    assert (
        papers_of(run(place, "doctor", "--json"))["found"]
        == f"{PAPERS} issued or taken, all there; the nights read them"
    )
    bucket.remove(names(place)[:1])
    found = papers_of(run(place, "doctor", "--json"))
    assert (found["state"], names(place)[0] in found["found"]) == ("bad", True)
    assert "the bucket's copy" in found["way_out"]


def papers_of(result: Result) -> dict[str, str]:
    found: dict[str, str] = next(each for each in json.loads(result.stdout)["checks"] if each["name"] == "papers")
    return found


def test_each_file_of_the_bucket_is_read_in_one_of_thirty_nights(
    place: Flask, bucket: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = names(place)[0]
    bucket.put({altered: b"certificate X"})
    read, told = list[str](), list[int]()
    whole = LocalStore.stream

    def stream(store: LocalStore, name: str) -> tuple[int, Iterator[bytes]]:
        read.append(name)
        return whole(store, name)

    monkeypatch.setattr(LocalStore, "stream", stream)
    monkeypatch.setattr(backups, "verify", lambda settings, file, key: backups.read(file, key))
    for day in range(nightly.TURNS):
        monkeypatch.setattr(clock, "now", lambda day=day: NIGHT + timedelta(days=day))
        with place.app_context():
            assert nightly.back_up(settings_of(place))
            told.append(place_notes.read_last_night(settings_of(place)).altered)
    first = told.index(1)
    assert told == [0] * first + [1] * (nightly.TURNS - first), "what was found altered is looked at again each night"
    assert [read.count(name) for name in names(place)[1:]] == [1] * (PAPERS - 1)
    kept = sorted(settings_of(place).backups_dir.glob("night-*.backup"))
    assert not backups.read(kept[-1], backups.backup_key(settings_of(place).data_dir)).with_files


def test_the_page_of_the_machine_says_which_kind_it_is(place: Flask, make_app: Callable[..., Flask]) -> None:
    said = "Bản sao lưu này không kèm giấy và ảnh"
    for app, expected in ((place, True), (make_app("sqlite"), False)):
        ward = a_ward(app, code="05449")
        pages = Pages(app.test_client()).sign_in(someone(app, Role.ADMINISTRATOR, ward=ward))
        assert (said in pages.get("/quan-tri/may").text) == expected
        assert ("s3://lopso/place" in pages.get("/quan-tri/may/phuc-hoi").text) == expected


def test_backups_of_a_folder_are_as_they_were(make_app: Callable[..., Flask], run: Run, tmp_path: Path) -> None:
    app = make_app("sqlite")
    a_ward(app)
    settings_of(app).papers.put({"posters/one.pdf": b"poster"})
    file = tmp_path / "lopso.backup"
    assert "1 files, read back whole" in run(app, "backup", str(file)).stdout
    told = json.loads(run(app, "verify-backup", str(file), "--json").stdout)
    assert (told["format"], told["files"]["papers/posters/one.pdf"]["size"]) == (1, 6)
