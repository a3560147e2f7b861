"""Files that rows name, beside those that are there: found from the models, told by whoever makes or reads a backup."""

from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from app.exchange import backups
from app.exchange.backups import Unmatched
from app.exchange.backups.making import FOLDERS
from app.models import Base
from app.models.mixins.named_file import BELOW, file_columns, named, named_files
from app.web.database import db
from app.web.storage import BucketStore, StoreUnavailable
from app.web.storage.bucket import MARK
from tests.exchange.backups.conftest import KEY, backed_up
from tests.object_stores import object_store


def on_disk(app: Flask) -> Unmatched:
    with app.app_context():
        return backups.unmatched(
            db.session(), partial(backups.in_backup_or_on_disk, {}, app.extensions["settings"].store)
        )


def verified(app: Flask, file: Path) -> Unmatched:
    with app.app_context():
        return backups.verify(app.extensions["settings"], file, KEY).files


def test_every_column_that_names_a_file_says_where_it_lies() -> None:
    """A new one that says nothing would be in no backup, and nobody would miss its files."""
    named = {column for table in Base.metadata.sorted_tables for column in table.columns if column.name == "file"}
    hashed = {table for table in Base.metadata.sorted_tables if "sha256" in table.columns and "file" in table.columns}
    assert {column.table for column in named} == hashed
    assert not {str(column) for column in named if BELOW not in column.info}
    kept = dict(file_columns())
    assert len(kept) > 4
    assert {folder.partition("/")[0] for folder in kept.values()} <= set(FOLDERS)


def test_a_file_that_is_gone_or_altered_is_told_of_a_backup_and_of_the_disk(used: Flask, tmp_path: Path) -> None:
    data_dir: Path = used.extensions["settings"].data_dir
    backed_up(used, tmp_path / "before.backup")
    before, lying = verified(used, tmp_path / "before.backup"), on_disk(used)
    with used.app_context():
        names = sorted(
            each.path for each in named_files(db.session()) if (data_dir / each.path).is_file() and each.path
        )
    gone, other = names[0], names[1]
    contents = {name: (data_dir / name).read_bytes() for name in (gone, other)}
    (data_dir / gone).unlink()
    (data_dir / other).write_bytes(bytes([contents[other][0] ^ 1]) + contents[other][1:])
    try:
        backed_up(used, tmp_path / "after.backup")
        after = verified(used, tmp_path / "after.backup")
        assert (set(after.missing) - set(before.missing), after.altered) == ({gone}, (*before.altered, other))
        assert set(on_disk(used).missing) - set(lying.missing) == {gone}
    finally:
        for name, content in contents.items():
            (data_dir / name).write_bytes(content)


def test_a_store_that_dies_while_a_file_is_read_says_nothing_of_the_file() -> None:
    with object_store() as store:
        bucket = BucketStore(store.options())
        bucket.put({MARK: b"{}", "papers/x": b"x" * 1_000_000})
        assert backups.read_on_disk(bucket, "papers/none") is None
        store.breaks_after = 300_000
        with pytest.raises(StoreUnavailable):
            backups.read_on_disk(bucket, "papers/x")


@pytest.mark.postgresql
def test_rows_are_asked_of_more_names_than_a_statement_takes(app: Flask) -> None:
    with app.app_context():
        assert named(db.session(), [f"papers/{number}.pdf" for number in range(70_000)]) == set()
        db.session.rollback()
