"""The draft of a migration: after the last one, in a folder like ours, of what the models have and the schema lacks."""

import shutil
from pathlib import Path

import pytest

from app.web.database import schema
from tools import revision


def test_a_draft_follows_the_last_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (folder / "versions").glob("[0-9]*.py"):
        if later.name >= "0018":  # the one that brought places their key, and those after it
            later.unlink()
    monkeypatch.setattr(schema, "MIGRATIONS", folder)

    draft = revision.write("What came since")

    assert draft.name == "0018_what_came_since.py"
    written = draft.read_text(encoding="utf-8")
    assert "Follows: 0017" in written
    assert 'batch_alter_table("place"' in written.replace("'", '"')
