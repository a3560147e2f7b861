"""Fields that a version in use counts and an earlier one asked without counting: what was recorded then is counted
too."""

from collections.abc import Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app.models.movement.answer import Answer
from app.models.movement.declaration import Outcome
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.storing import store_all

# So many entries are read and stored in one statement.
BATCH = 500


def count_earlier_entries(session: Session, programme: Programme) -> int:
    """Store the rows of entries that stand for fields that the version in use counts and theirs did not; returns how
    many rows. The caller has locked the programme's row, and put a version to use or merged another's into it."""
    session.flush()
    return sum(_count(session, version, key) for version, key in _uncounted(programme))


def _uncounted(programme: Programme) -> Iterator[tuple[ProgrammeVersion, str]]:
    """Versions, each with a key under which rows of their entries may lack."""
    counted = programme.current.declared.counted_keys if programme.current else frozenset[str]()
    for version in programme.used:
        declared = version.declared
        yield from ((version, key) for key in sorted((counted & declared.questions.keys()) - declared.counted_keys))


def _count(session: Session, version: ProgrammeVersion, key: str) -> int:
    entry, last, stored = ProgrammeEntry, 0, 0
    there = exists().where(Answer.entry_id == entry.id, Answer.key == key)
    of = entry.programme_version_id == version.id, entry.outcome == Outcome.DONE, entry.withdrawn_at.is_(None)
    wanted = select(entry).where(*of, ~there).order_by(entry.id).limit(BATCH)
    while entries := session.scalars(wanted.where(entry.id > last).options(selectinload(entry.photos))).all():
        rows = [
            row
            for each in entries
            for row in Answer.rows_of(each, version, photos={photo.key for photo in each.photos})
            if row.key == key
        ]
        store_all(session, rows)
        last, stored = entries[-1].id, stored + len(rows)
    return stored
