"""Columns that name a file of the store: which there are, and which files rows name by now.

A noun declares it at its column, `mapped_column(info=file_below("papers"))`, beside which `sha256` stands; a row with a
`removed_at` names its file no more. What lies in the row itself (base64) is none.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, Table, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.base import Base

BELOW, STAYS = "file_below", "file_stays"
AT_ONCE = 1000


class NamedFile(NamedTuple):
    """`path` is relative to DATA_DIR, `sha256` what its bytes were when it was kept (hexadecimal)."""

    path: str
    sha256: str


def file_below(folder: str, *, stays: bool = True) -> dict[str, str | bool]:
    """What a column's `info` says: the folder of the store, and whether the files stay; no backup holds those that last
    some days or are drawn again."""
    return {BELOW: folder, STAYS: stays}


@cache
def file_columns(*, every: bool = False) -> tuple[tuple[Column[str], str], ...]:
    """Each column that names files which stay, with their folder; with `every` also those of files that do not."""
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns if BELOW in column.info)
    return tuple((column, column.info[BELOW]) for column in columns if every or column.info[STAYS])


def named_files(session: Session) -> Iterator[NamedFile]:
    """Every file that stays and that a row names."""
    for column, folder in file_columns():
        wanted = _naming(column, column.table.c.sha256).execution_options(yield_per=AT_ONCE)
        for name, sha256 in session.execute(wanted):
            yield NamedFile(f"{folder}/{name}", sha256)


def all_names(session: Session) -> set[str]:
    """The name in the store of every file that a row names, and of what hangs on it."""
    names = set[str]()
    for column, folder in file_columns(every=True):
        for name in session.scalars(_naming(column).execution_options(yield_per=AT_ONCE)):
            names.update(with_hanging(f"{folder}/{name}"))
    return names


def named(session: Session, names: Collection[str]) -> set[str]:
    """Which of some files, by their names in the store, a row names."""
    found = set[str]()
    for column, folder in file_columns(every=True):
        below = [name.removeprefix(f"{folder}/") for name in names if name.startswith(f"{folder}/")]
        for begin in range(0, len(below), AT_ONCE):  # a statement takes so many values, and no more
            some = column.in_(below[begin : begin + AT_ONCE])
            found.update(f"{folder}/{name}" for name in session.scalars(_naming(column).where(some)))
    return found


def stored_names(column: InstrumentedAttribute[Any], names: Iterable[str | None]) -> list[str]:
    """The names in the store of what a column names."""
    return [f"{column.info[BELOW]}/{name}" for name in names if name]


def small_name(name: str) -> str:
    """The name of a photo's small picture."""
    return f"{name.removesuffix('.jpg')}-small.jpg"


def with_hanging(name: str) -> tuple[str, ...]:
    """A name in the store, and that of the small picture which comes and goes with a photo."""
    return (name, small_name(name)) if name.startswith("photos/") and name.endswith(".jpg") else (name,)


def _naming(column: Column[str], *beside: Column[Any]) -> Select[Any]:
    table = column.table
    assert isinstance(table, Table)
    wanted = select(column, *beside).where(column != "")
    return wanted.where(table.c.removed_at.is_(None)) if "removed_at" in table.c else wanted
