"""`lopso backup`, `verify-backup`, `restore`, as somebody at a terminal does them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.commands import lopso
from app.commands.restore import restore as restore_verb
from app.country import clock
from app.models import AdministrativeUnit, Certificate, KeyFingerprint
from app.web.database import db, immediate, schema
from app.web.kept_files import keep
from tests.commands.conftest import Run, check
from tests.conftest import settings_in
from tests.disks import no_room
from tests.doors import a_ward
from tests.factories import make_approved_list, make_attended_course, make_ward

# tests/backups runs on both; what is looked at here is the same.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """A place with real commits."""
    return make_app("sqlite")


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """A place with nothing in it."""
    (tmp_path / "new").mkdir()
    return create_app(settings_in(tmp_path / "new"))


@pytest.fixture
def elsewhere(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`elsewhere(file, "--key-file", …)`: restore, in the empty place."""

    def run(*arguments: str) -> Result:
        monkeypatch.setattr("app.commands.restore.create_app", lambda: empty)
        return CliRunner().invoke(lopso, ["restore", *arguments], prog_name="lopso")

    return run


def papers_of(place: Flask) -> Path:
    found: Path = place.extensions["settings"].data_dir / "papers"
    return found


def issued(place: Flask) -> Path:
    """The file of an issued certificate."""
    with place.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=1))
        row = session.scalars(Certificate.of_approval(approval.id)).one()
        file, sha256 = row.file_of(b"a certificate")
        row.issue(file=file, sha256=sha256, now=clock.now())
    keep(place.extensions["settings"].papers, file, b"a certificate")
    return papers_of(place) / file


@pytest.mark.core("backup and restore")
def test_made_read_back_and_put_back(
    run: Run, place: Flask, empty: Flask, elsewhere: Callable[..., Result], tmp_path: Path
) -> None:
    ward = a_ward(place, name="Tân Thịnh")
    file = tmp_path / "usb" / "lopso.backup"
    made = run("backup", str(file))
    assert made.exit_code == 0, made.output
    key_file = place.extensions["settings"].data_dir / "backup_key"
    assert "read back whole" in made.stdout
    assert str(key_file) in made.stdout  # the first time, and only then
    assert str(key_file) not in run("backup").stdout
    assert list(place.extensions["settings"].backups_dir.glob("lopso-*.backup"))

    told = json.loads(run("verify-backup", str(file), "--json").stdout)
    assert told["revision"] == schema.head()
    assert told["tables"]["administrative_unit"]["rows"] == 2

    refused = elsewhere(str(file))
    assert refused.exit_code == 1
    assert "--key-file" in refused.stderr
    restored = elsewhere(str(file), "--key-file", str(key_file), "--json")
    assert restored.exit_code == 0, restored.output
    assert json.loads(restored.stdout)["rows"] == sum(table["rows"] for table in told["tables"].values())
    with empty.app_context():
        assert db.session.scalars(AdministrativeUnit.called(ward.code)).one().name == "Tân Thịnh"
    again = elsewhere(str(file), "--key-file", str(key_file))
    assert again.exit_code == 1
    assert "There is a ward here already" in again.stderr


def test_a_file_that_is_not_whole_is_told_so(run: Run, place: Flask, tmp_path: Path) -> None:
    a_ward(place)
    file = tmp_path / "lopso.backup"
    run("backup", str(file))
    content = file.read_bytes()
    file.write_bytes(content[:-40])
    cut = run("verify-backup", str(file))
    assert cut.exit_code == 1
    assert "cut off" in cut.stderr
    file.write_bytes(b"PK" + content)
    assert "not a backup of ours" in run("verify-backup", str(file)).stderr


def test_another_key_is_told_so(run: Run, place: Flask, tmp_path: Path) -> None:
    a_ward(place)
    file, key = tmp_path / "lopso.backup", tmp_path / "key.txt"
    run("backup", str(file))
    key.write_text("A" * 52)
    assert "another key" in run("verify-backup", str(file), "--key-file", str(key)).stderr
    key.write_text("khóa nhà tôi")
    assert "52 letters" in run("verify-backup", str(file), "--key-file", str(key)).stderr


def test_a_place_that_cannot_be_written_to_is_told_so(run: Run, place: Flask, tmp_path: Path) -> None:
    a_ward(place)
    (tmp_path / "file").write_text("no folder")
    result = run("backup", str(tmp_path / "file" / "lopso.backup"))
    assert result.exit_code == 1
    assert "could not be written" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_every_verb_has_an_example() -> None:
    assert restore_verb.epilog
    assert "Example:" in CliRunner().invoke(lopso, ["backup", "--help"]).output


def test_a_restore_that_fails_leaves_nothing_behind(
    run: Run, place: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_ward(place)
    file, key = tmp_path / "lopso.backup", tmp_path / "key.txt"
    run("backup", str(file))
    key.write_text("A" * 52)
    there = tmp_path / "there"
    there.mkdir()
    (there / "by hand.txt").touch()
    for folder, kept in ((tmp_path / "new", None), (there, ["by hand.txt"])):
        monkeypatch.setenv("DATA_DIR", str(folder))
        refused = CliRunner().invoke(lopso, ["restore", str(file), "--key-file", str(key)], prog_name="lopso")
        assert "another key" in refused.stderr
        assert (sorted(path.name for path in folder.iterdir()) if folder.exists() else None) == kept


def test_a_restore_that_fails_touches_nothing_where_a_ward_is(
    run: Run, place: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_ward(place)
    file, folder = tmp_path / "lopso.backup", place.extensions["settings"].data_dir
    run("backup", str(file))
    before = {path.name for path in folder.iterdir()}
    monkeypatch.setenv("DATA_DIR", str(folder))
    key = str(folder / "backup_key")
    refused = CliRunner().invoke(lopso, ["restore", str(file), "--key-file", key], prog_name="lopso")
    assert "There is a ward here already" in refused.stderr
    assert before <= {path.name for path in folder.iterdir()}


def test_a_paper_that_is_gone_is_told_by_every_verb_that_looks(run: Run, place: Flask, tmp_path: Path) -> None:
    paper, file = issued(place), tmp_path / "lopso.backup"
    assert "papers and photos" not in run("backup", str(file)).stderr
    assert check(run("doctor", "--json"), "papers")["found"] == "1 issued or taken, all as they were"
    content = paper.read_bytes()
    paper.write_bytes(content[:-1] + b"!")
    altered = run("backup", str(file))
    assert (altered.exit_code, "1 of 1 papers and photos that rows name are in it with other" in altered.stderr) == (
        0,
        True,
    )
    paper.unlink()
    made = run("backup", str(file))
    assert made.exit_code == 0, "the rest is backed up all the same"
    told = f"1 of 1 papers and photos that rows name are not in it: papers/{paper.relative_to(papers_of(place))}."
    assert told in made.stderr
    assert told in run("verify-backup", str(file)).stderr
    assert json.loads(run("backup", str(file), "--json").stdout)["missing"] == [told.split()[-1].rstrip(".")]
    assert check(run("doctor", "--json"), "papers")["state"] == "bad"


def test_a_key_that_is_not_the_servers_does_not_count(run: Run, place: Flask, tmp_path: Path) -> None:
    """A shell without the server's SECRET_KEY has a key of its own, in DATA_DIR."""
    a_ward(place)
    with place.app_context(), immediate() as session:
        KeyFingerprint.note(session, "the server's key", clock.now())
    settings = place.extensions["settings"]
    (settings.data_dir / "secret_key").write_text(settings.secret_key)
    try:
        assert "SECRET_KEY" in run("backup", str(tmp_path / "lopso.backup")).stdout
    finally:
        (settings.data_dir / "secret_key").unlink()


def test_a_key_that_is_not_in_the_file_is_told(
    run: Run, place: Flask, empty: Flask, elsewhere: Callable[..., Result], tmp_path: Path
) -> None:
    a_ward(place)
    file, settings = tmp_path / "lopso.backup", place.extensions["settings"]
    assert "SECRET_KEY comes from the environment and is not in this file" in run("backup", str(file)).stdout
    assert "It holds no signing key" in run("verify-backup", str(file)).stdout
    restored = elsewhere(str(file), "--key-file", str(settings.data_dir / "backup_key"))
    assert "set SECRET_KEY to what it was there" in restored.stdout
    (settings.data_dir / "secret_key").write_text(settings.secret_key)
    try:
        assert "SECRET_KEY" not in run("backup", str(file)).stdout
        assert "signing key" not in run("verify-backup", str(file)).stdout
    finally:
        (settings.data_dir / "secret_key").unlink()


def test_a_byte_flipped_anywhere_in_the_file_is_told(run: Run, place: Flask, tmp_path: Path) -> None:
    a_ward(place)
    file = tmp_path / "lopso.backup"
    run("backup", str(file))
    content = file.read_bytes()
    for at in (len(content) // 3, len(content) - 1):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        told = run("verify-backup", str(file))
        assert (told.exit_code, "it was changed or cut off" in told.stderr) == (1, True)


def test_on_a_disk_that_is_too_small_one_sentence_says_so_and_with_room_it_goes_through(
    run: Run, place: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_ward(place)
    file, key, there = tmp_path / "lopso.backup", tmp_path / "key.txt", tmp_path / "small"
    run("backup", str(file))
    key.write_text((place.extensions["settings"].data_dir / "backup_key").read_text())
    monkeypatch.setenv("DATA_DIR", str(there))
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    words = ("restore", str(file), "--key-file", str(key))
    for room in (200_000, 1_500_000):
        with no_room(room):
            refused = CliRunner().invoke(lopso, list(words), prog_name="lopso")
        assert isinstance(refused.exception, SystemExit), (room, refused.exception)
        told = f"Error: There is no room in {there} for what {file} holds; nothing was put back."
        assert refused.stderr == f"{told} Make room and try again.\n", room
        assert not there.exists()
    assert CliRunner().invoke(lopso, list(words), prog_name="lopso").exit_code == 0


def test_without_room_for_a_trial_the_backup_is_made_and_says_so(
    run: Run, place: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_ward(place)

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.exchange.backups.restoring.put_rows", full)
    made = run("backup", str(tmp_path / "lopso.backup"))
    assert (made.exit_code, "no room to put its rows back on trial" in made.stderr) == (0, True)
    tried = run("verify-backup", str(tmp_path / "lopso.backup"))
    assert (tried.exit_code, "was not tried" in tried.stderr) == (1, True)


def test_tables_of_a_later_version_are_told_in_one_sentence_with_the_right_way_out(
    run: Run, place: Flask, tmp_path: Path
) -> None:
    a_ward(place)
    with place.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = f"The tables are of a later version (9999); this version knows them up to {schema.head()}."
    for words in (("migrate",), ("backup", str(tmp_path / "lopso.backup"))):
        refused = run(*words)
        assert isinstance(refused.exception, SystemExit)
        assert (refused.exit_code, told in refused.stderr, "that last ran here" in refused.stderr) == (1, True, True)
    found = check(run("doctor", "--json"), "schema")
    assert found["found"] == f"the tables are of a later version (9999); this version knows them up to {schema.head()}"
    assert found["way_out"].startswith("Install the version that last ran here")
    assert not list(tmp_path.glob("*.backup"))
