"""`lopso backup`, `verify-backup`, `restore`, as somebody at a terminal does them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app import create_app
from app.commands import lopso
from app.commands.restore import restore as restore_verb
from app.models import AdministrativeUnit
from app.web.database import db, schema
from tests.commands.conftest import Run
from tests.conftest import settings_in
from tests.doors import a_ward

# tests/backups runs on both; what is looked at here is the same.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """A place with real commits."""
    return make_app("sqlite", rooms=False)


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
