"""Reads a list row by row: a preview of each row's outcome, or storage in batches, one transaction each."""

from collections.abc import Callable, Iterator

from flask import current_app
from sqlalchemy.orm import Session

from app.exchange.imports import chat_lines
from app.exchange.imports.columns import Columns, ImportRow
from app.exchange.imports.headers import understood
from app.exchange.imports.kinds import ImportKind
from app.exchange.imports.people import Target
from app.exchange.imports.reading import LINES, FileFault, ListFile, UnreadableFile
from app.exchange.imports.row_results import Intake, RowOutcome, RowResult, batches
from app.exchange.imports.survey import Survey, surveyed
from app.exchange.imports.vocabulary import Meaning
from app.web.database import db, immediate
from app.web.database.analysis import analyse
from app.web.settings import Settings
from app.web.storage import StoreFolder

# Rows read in one go.
LOOKED_AT = 500

OnProgress = Callable[[int], None]
OnStored = Callable[[Session, list[RowResult]], None]
OnCommitted = Callable[[], object]


def imports_folder() -> StoreFolder:
    """The folder of imported lists."""
    settings: Settings = current_app.extensions["settings"]
    return settings.imports


def columns_of(book: ListFile, kind: ImportKind) -> Columns:
    """The columns of a file as the program understands them, before anybody corrects them.

    Raises:
        UnreadableFile: its first rows cannot be read.
    """
    if book.form == LINES and kind.people:
        meanings = chat_lines.meanings(book.head(book.sheets[0]))
        titles = ["" if each == Meaning.NONE else str(kind.words[each]) for each in meanings]
        return Columns(book.sheets[0], -1, 0, tuple(titles), meanings, ())
    return understood({sheet: book.head(sheet) for sheet in book.sheets}, words=kind.headings)


def survey(book: ListFile, columns: Columns, kind: ImportKind, target: Target) -> Survey:
    """The list as it is read once everything in it was seen.

    Raises:
        UnreadableFile: the file breaks off.
    """
    seen = surveyed(book, columns, kind, kind.spread(db.session(), target.unit_id), target.source)
    db.session.rollback()
    return seen


def look(
    kind: ImportKind, book: ListFile, columns: Columns, target: Target, on_progress: OnProgress
) -> Iterator[RowResult]:
    """The outcome that each row would have; stores nothing. `on_progress` gets how many rows were read.

    Raises:
        UnreadableFile: the file breaks off.
        NotTaken: the list cannot be taken now.
    """
    done = 0
    # A session of its own: noting the progress would expire the rows it has loaded.
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        intake = kind.intake(session, target, store=False)
        for rows, skipped in batches(book, columns, LOOKED_AT):
            yield from sorted([*_taken(intake, rows), *skipped], key=lambda result: result.number)
            done += len(rows)
            on_progress(done)


def store(
    kind: ImportKind,
    book: ListFile,
    columns: Columns,
    target: Target,
    begun: int,
    on_stored: OnStored,
    on_committed: OnCommitted = lambda: None,
) -> Iterator[RowResult]:
    """Store the rows after the first `begun`, and yield the outcome of each; then analyse the tables. `on_stored` runs
    in each transaction, `on_committed` after it.

    Raises:
        UnreadableFile: the file breaks off.
        NotTaken: the list cannot be taken now.
    """
    passed = 0
    for rows, skipped in batches(book, columns, kind.at_once):
        yield from skipped
        passed += len(rows)
        if passed <= begun:
            continue
        left = rows[-(passed - begun) :]
        begun = passed
        with immediate() as session:
            results = _taken(kind.intake(session, target, store=True), left)
            on_stored(session, results)
        on_committed()
        yield from results
    analyse()


def _taken(intake: Intake, rows: list[ImportRow]) -> list[RowResult]:
    """The outcome of each row.

    Raises:
        UnreadableFile: a row has none.
    """
    results = intake.take(rows)
    if [each.number for each in results] != [each.number for each in rows]:
        raise UnreadableFile(FileFault.ROWS_LOST)
    return results


def counted(results: list[RowResult]) -> dict[str, int]:
    """The counts for an import's row: doubtful rows count as new, since they are stored."""
    outcomes = [each.outcome for each in results]
    return {
        "new": outcomes.count(RowOutcome.NEW) + outcomes.count(RowOutcome.DOUBTFUL),
        "known": outcomes.count(RowOutcome.KNOWN),
        "refused": outcomes.count(RowOutcome.REFUSED),
    }
