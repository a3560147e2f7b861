"""Issues drawn papers: first the files, then the rows, for any noun that is `Issued`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.drawing import drawing
from app.jobs.work import Work
from app.models.mixins.issued import Issued
from app.web.database import db, immediate
from app.web.kept_files import keep_all

Noun = TypeVar("Noun", bound=Issued)
Content = TypeVar("Content")

# Files written and rows changed in one go: a write transaction stays short.
BATCH = 25


def draw_and_issue(
    work: Work,
    noun: type[Noun],
    rows: Iterable[Noun],
    content_of: Callable[[Noun], Content],
    draw: Callable[[Content], bytes],
    note: Callable[[Session, Sequence[Noun]], None],
) -> None:
    """Draw and issue those of some rows that have no file, one file each; see `issue`.

    Raises:
        Impossible: a paper refuses its content.
    """
    known = list(rows)
    left = [(row.id, content_of(row)) for row in known if not row.file]
    done = len(known) - len(left)
    db.session.rollback()  # no read transaction stays open while we draw
    for start in range(0, len(left), BATCH):
        drawn = {}
        for id_, content in left[start : start + BATCH]:
            with drawing():
                drawn[id_] = draw(content)
        issue(work, noun, drawn, note)
        work.progress(done + start + len(drawn), len(known))


def issue(
    work: Work, noun: type[Noun], drawn: Mapping[int, bytes], note: Callable[[Session, Sequence[Noun]], None]
) -> None:
    """Write the files of some rows, by id, then note them in the rows: a row never names an incomplete file, and a row
    that has a file keeps it, even if another job drew it meanwhile. `note` writes the audit trail in the same
    transaction."""
    rows = db.session.scalars(select(noun).where(noun.id.in_(drawn))).all()
    files = {row.id: row.file_of(drawn[row.id]) for row in rows}
    db.session.rollback()
    keep_all(work.papers, {name: drawn[id_] for id_, (name, _sha256) in files.items()})
    with immediate() as session:
        undrawn = [row for row in session.scalars(noun.locked(*files)) if not row.file]
        for row in undrawn:
            name, sha256 = files[row.id]
            row.issue(file=name, sha256=sha256, now=clock.now())
        if undrawn:
            note(session, undrawn)
