"""The draft of a migration: after the last one, in a folder like ours, of what the models have and the schema lacks."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app import create_app
from app.web.database import db, immediate, schema
from tests.conftest import settings_in
from tests.factories import make_organisation, make_ward
from tests.postgres import Cluster
from tools import revision


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A folder like ours with one migration more, which takes some columns away, so that a draft brings them back."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)

    def write(*columns: str) -> str:
        last = schema.head()
        number = f"{int(last) + 1:04}"
        drops = "".join(f"    op.drop_column({table!r}, {name!r})\n" for table, name in (c.split(".") for c in columns))
        said = f"from alembic import op\nrevision, down_revision = {number!r}, {last!r}\n\ndef upgrade():\n{drops}"
        (folder / "versions" / f"{number}_without.py").write_text(said, encoding="utf-8")
        return number

    return write


def ruff(*arguments: str) -> str:
    """What ruff has to say; nothing where all is well."""
    told = subprocess.run([sys.executable, "-m", "ruff", *arguments], capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stdout + told.stderr


def test_a_draft_follows_the_last_revision_and_is_formatted(without: Callable[..., str]) -> None:
    before = without("organisation.address", "organisation.version", "denominator.approximate")

    draft = revision.write("What came since")

    assert draft.name == f"{int(before) + 1:04}_what_came_since.py"
    written = draft.read_text(encoding="utf-8")
    assert f"Follows: {before}" in written
    assert 'batch_alter_table("organisation"' in written
    assert "Alembic" not in written
    assert ruff("format", "--check", str(draft)) == ""
    assert ruff("check", str(draft)) == ""


def test_rows_that_stand_get_the_default_of_a_new_column(
    without: Callable[..., str], engine: str, postgres: Cluster, tmp_path: Path
) -> None:
    before = without("organisation.address", "organisation.version", "denominator.approximate")
    revision.write("They come back")
    url = None if engine == "sqlite" else postgres.url(postgres.create())
    with create_app(settings_in(tmp_path, url), rooms=False).app_context():
        schema.upgrade(str(int(before) - 1).zfill(4))
        with immediate() as session:
            make_organisation(session, make_ward(session))
        schema.upgrade(before)
        schema.upgrade()
        assert schema.differences() == []
        stands = db.session.scalars(text("SELECT address || version FROM organisation")).all()
        assert stands == ["1"]
        db.session.remove()
        db.engine.dispose()


def test_a_column_without_a_default_is_refused_in_a_sentence(without: Callable[..., str]) -> None:
    without("entry_photo.at")
    with pytest.raises(revision.Undecided, match=r"entry_photo\.at is NOT NULL and has no default"):
        revision.write("Photos know their hour")
    assert not list(schema.MIGRATIONS.glob("versions/*photos_know_their_hour*"))
