"""The embedded database's file: nobody else's, and read on a full disk only where nothing of it would be missed."""

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.web.database.sqlite_file import FROZEN, opened, refuse_to_write
from tests.disks import no_room


def made(path: Path) -> sqlite3.Connection:
    """A connection to a file with one row in a table."""
    connection = opened(str(path), {}, {})
    connection.execute("CREATE TABLE told (word)")
    connection.execute("INSERT INTO told VALUES ('whole')")
    return connection


def test_on_a_full_disk_it_is_read_and_not_written(tmp_path: Path) -> None:
    path, info = tmp_path / "a #1.db", dict[Any, Any]()
    made(path).close()
    with no_room(), closing(opened(str(path), {}, info)) as connection:
        assert connection.execute("SELECT word FROM told").fetchall() == [("whole",)]
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM told")
    assert info[FROZEN]
    with pytest.raises(OperationalError, match="disk is full"):
        refuse_to_write(info)
    refuse_to_write({})


def test_what_stands_in_its_log_alone_is_not_left_out(tmp_path: Path) -> None:
    path, info = tmp_path / "a.db", dict[Any, Any]()
    with closing(made(path)) as connection:
        connection.execute("INSERT INTO told VALUES ('only in the log')")
        (tmp_path / "cut").mkdir()
        for file in (path, tmp_path / "a.db-wal"):
            shutil.copy(file, tmp_path / "cut")
    with no_room(), pytest.raises(sqlite3.OperationalError):
        opened(str(tmp_path / "cut" / "a.db"), {}, info)
    assert not info
    with closing(opened(str(tmp_path / "cut" / "a.db"), {}, info)) as again:
        assert len(again.execute("SELECT word FROM told").fetchall()) == 2


def test_nobody_else_reads_it_nor_what_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(made(path)):
        assert modes(tmp_path) == {0o600}
        for file in tmp_path.iterdir():
            file.chmod(0o644)
        with closing(opened(str(path), {}, {})):
            assert modes(tmp_path) == {0o600}


def modes(folder: Path) -> set[int]:
    """The modes of the files in a folder, of which there are three: the database, its log and index."""
    files = list(folder.iterdir())
    assert len(files) == 3
    return {stat.S_IMODE(file.stat().st_mode) for file in files}
