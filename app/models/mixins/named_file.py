"""Columns that name a file under DATA_DIR: which there are, and which files rows name by now.

A noun says it at its column, `mapped_column(info=file_below("papers"))`, beside which `sha256` stands; a row with a
`removed_at` names its file no more. What lies in the row itself (base64) and what is drawn again on press is none.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from app.models.base import Base

BELOW = "file_below"
AT_ONCE = 1000


class NamedFile(NamedTuple):
    """`path` is relative to DATA_DIR, `sha256` what its bytes were when it was kept (hexadecimal)."""

    path: str
    sha256: str


def file_below(folder: str | None) -> dict[str, str | None]:
    """What a column's `info` says: the folder under DATA_DIR; None for files of some days, which no backup holds."""
    return {BELOW: folder}


def file_columns() -> Iterator[tuple[Column[str], str]]:
    """Each column that names files which stay, with their folder under DATA_DIR."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if folder := column.info.get(BELOW):
                yield column, folder


def named_files(session: Session) -> Iterator[NamedFile]:
    """Every file that a row names."""
    for column, folder in file_columns():
        table = column.table
        assert isinstance(table, Table)
        wanted = select(column, table.c.sha256).where(column != "")
        if "removed_at" in table.c:
            wanted = wanted.where(table.c.removed_at.is_(None))
        for name, sha256 in session.execute(wanted.execution_options(yield_per=AT_ONCE)):
            yield NamedFile(f"{folder}/{name}", sha256)
