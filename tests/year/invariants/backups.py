"""What a backup holds, and what is said of one that cannot be whole."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from app.models import Account
from app.web.database import db
from tests.rows import digests
from tests.year.commands import run
from tests.year.registry import always
from tests.year.world import Browser, World

# What a place makes of itself and no backup keeps (the queue's own tables lie beside those of the schema).
OWN_TABLES = ("huey", "kv", "schedule", "task")
FOLDERS = ("papers", "photos")


@always
def backups_give_everything_back(world: World) -> Iterator[str]:
    """A backup that was told whole can be restored, and gives the same rows, the same files and the same answers."""
    for step, file, failed, output in world.book.made["backups"]:
        if step != world.step.number:
            continue
        if failed:
            yield f"no backup was made: {output[:300]}"
            continue
        yield from _restored(world, file)


def _restored(world: World, file: Path) -> Iterator[str]:
    place = world.make_empty()
    folder = place.extensions["settings"].data_dir
    try:
        with patch.dict(os.environ, {"DATA_DIR": str(folder)}):
            done = run(place, "restore", str(file), "--key-file", str(world.settings.data_dir / "backup_key"))
        if done.exit_code:
            yield f"{file.name} was told whole, and is not restored: {done.output[-300:]} {done.exception!r}"[:600]
            return
        before, after = _rows(world.app), _rows(place)
        for table in sorted(before.keys() | after.keys()):
            if before.get(table) != after.get(table):
                yield f"{file.name} restored: table {table} is another one"
        before, after = _files(world.settings.data_dir), _files(folder)
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield f"{file.name} restored: file {name} is another one, or not there"
        yield from _answers(world, place)
    finally:
        with place.app_context():
            db.engine.dispose()


def _rows(app: Flask) -> dict[str, str]:
    with app.app_context(), db.engine.connect() as connection:
        return {name: rows for name, rows in digests(connection).items() if not name.startswith(OWN_TABLES)}


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for each in FOLDERS for path in (folder / each).rglob("*") if path.is_file()
    }  # fmt: skip


def _answers(world: World, place: Flask) -> Iterator[str]:
    """The figures, a class, the house book and the page of each kind of paper, before and after."""
    [course] = world.rows("SELECT code FROM course ORDER BY id LIMIT 1")
    figures = "/van-phong/so-lieu?muc=tat-ca"
    pages = [figures, f"/van-phong/lop/{course.code}", "/van-phong/phong-trao", "/van-phong/nguoi-hoc"]
    papers = world.rows("SELECT code FROM plate WHERE number IS NOT NULL UNION SELECT code FROM certificate")
    pages += [f"/g/{row.code}" for row in papers[:3]]
    restored = Browser(place.test_client())
    with place.app_context():
        account = db.session.query(Account).filter_by(username="canbo").one()
    restored.sign_in(account)
    for address in pages:
        one, other = world.browser("canbo").get(address).text, restored.get(address).text
        if one != other:
            yield f"{address} reads otherwise in the place that was restored"


@always
def troubled_files_are_told(world: World) -> Iterator[str]:
    """A paper's file that is gone or another one is told by `backup`, `verify-backup` and /suc-khoe; one that is gone
    by `doctor`, too, which reads no contents."""
    for step, words, before, after in world.book.made["troubled files"]:
        if step == world.step.number:
            asked = [name for name in before if name != "doctor" or words.endswith("taken away")]
            silent = [name for name in asked if before[name] == after[name]]
            if silent:
                yield f"{words}: nothing is told of it by {', '.join(silent)}"


@always
def damaged_backups_are_told(world: World) -> Iterator[str]:
    """A backup with another byte is not told whole, in one sentence."""
    for step, exit_code, output in world.book.made["damaged backups"]:
        if step == world.step.number and (exit_code == 0 or "Traceback" in output or not output.strip()):
            yield f"verify-backup: {exit_code} {output[:200]}"
