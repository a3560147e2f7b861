"""Going through a list: to look what would become of each row, or to store it, a batch in each transaction."""

from collections.abc import Callable, Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from app.exchange.imports.headers import Columns, understood
from app.exchange.imports.kinds import Kind
from app.exchange.imports.people import Target
from app.exchange.imports.reading import Book
from app.exchange.imports.row_results import RowOutcome, RowResult, batches
from app.web.database import db, immediate
from app.web.settings import Settings

# Rows read in one go, and rows stored in one write transaction: others register in between.
LOOKED_AT, STORED = 500, 100

Heard = Callable[[int], None]
Kept = Callable[[Session, list[RowResult]], None]


def imports_dir() -> Path:
    """Where lists lie; made when it is first needed."""
    settings: Settings = current_app.extensions["settings"]
    settings.imports_dir.mkdir(mode=0o700, exist_ok=True)
    return settings.imports_dir


def columns_of(book: Book, kind: Kind) -> Columns:
    """How a file's columns are understood, before anybody was asked.

    Raises:
        UnreadableFile: its first rows cannot be read.
    """
    return understood({sheet: book.head(sheet) for sheet in book.sheets}, words=kind.headings)


def look(kind: Kind, book: Book, columns: Columns, target: Target, heard: Heard) -> Iterator[RowResult]:
    """What would become of each row; nothing is stored. `heard` hears how many rows were gone through.

    Raises:
        UnreadableFile: the file breaks off.
        NotTaken: the list cannot be taken now.
    """
    done = 0
    # A session of its own: writing down the progress would make it forget what it has loaded.
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        intake = kind.intake(session, target, store=False)
        for rows, skipped in batches(book, columns, LOOKED_AT):
            yield from sorted([*intake.take(rows), *skipped], key=lambda told: told.number)
            done += len(rows)
            heard(done)


def store(kind: Kind, book: Book, columns: Columns, target: Target, begun: int, kept: Kept) -> Iterator[RowResult]:
    """Store the rows after the first `begun`, and tell what became of each. `kept` runs in each transaction.

    Raises:
        UnreadableFile: the file breaks off.
        NotTaken: the list cannot be taken now.
    """
    passed = 0
    for rows, skipped in batches(book, columns, STORED):
        yield from skipped
        passed += len(rows)
        if passed <= begun:
            continue
        left = rows[-(passed - begun) :]
        begun = passed
        with immediate() as session:
            told = kind.intake(session, target, store=True).take(left)
            kept(session, told)
        yield from told


def counted(told: list[RowResult]) -> dict[str, int]:
    """The counts of an import's row: doubtful ones are new, they are on file."""
    outcomes = [each.outcome for each in told]
    return {
        "new": outcomes.count(RowOutcome.NEW) + outcomes.count(RowOutcome.DOUBTFUL),
        "known": outcomes.count(RowOutcome.KNOWN),
        "refused": outcomes.count(RowOutcome.REFUSED),
    }
