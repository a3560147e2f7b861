"""Erasing one person: what their declarations say goes, what is counted and what the register must keep stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import Table, exists, select, update
from sqlalchemy.orm import Session

from app.models import (
    Ambassador,
    AuditEvent,
    Base,
    ImportRun,
    Job,
    Lesson,
    Membership,
    Mentorship,
    Person,
    Registration,
    ThanksLetter,
)
from app.models.learning.joining import LIVE
from app.models.movement.house_names import forget_names
from app.models.trust.lifting import lifted
from app.registers.papers import PAPERS
from app.registers.personal_data.emptying import NOTHING, changing, emptied, only, scrubbed
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.holdings import WAYS, Holdings, key_of, theirs
from app.registers.personal_data.personal import Personal
from app.registers.personal_data.reading import REMAINING, becomes
from app.registers.personal_data.trail_words import forget_words

# Where rows stay as they are, and are changed on the one lifted path.
LISTS = next(field for field in FIELDS if field.key == "lists")
HOUSE = next(field for field in FIELDS if field.key == "house")
STAYING = frozenset(("attendance_mark", "help_correction", "help_request_step", "thanks_letter"))


class StillNeeded(Exception):
    """The person serves, is being mentored, or has a seat in a class that is not over; `why` says so in words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Erased:
    """What became of a person: `gone` and `stays` (with why) in words; `files` lie below DATA_DIR/papers and are to be
    removed once the transaction has committed (what is forgotten there, the worker finds within an hour or two), and so
    are `lists`, below DATA_DIR/imports."""

    gone: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    lists: tuple[str, ...] = ()

    def remove(self, papers: Path, imports: Path) -> None:
        """Remove the files."""
        for folder, names in ((papers, self.files), (imports, self.lists)):
            for name in names:
                (folder / name).unlink(missing_ok=True)


def anonymise(
    session: Session, person: Person, *, now: datetime, by_id: int | None = None, why: str = "time"
) -> Erased:
    """Erase who somebody is, under all rows that were merged into them; counts are as before. Noted in the trail.

    `why` is "time" (their time was over) or "asked". Call within the write transaction, with the person kept, not one
    that was merged away; erased once more, nothing is left to go. Afterwards `app.web.database.wipe` clears the pages.

    Raises:
        StillNeeded: something with their name goes on; nothing was erased.
    """
    session.execute(Person.locked(person.id))
    if needed := why_needed(session, person, now=now):
        raise StillNeeded(needed)
    held = Holdings.by(session, person)
    in_houses = forget_names(session, session.scalars(select(Person).where(Person.id.in_(held.people))).all(), now=now)
    changed, stays = [str(HOUSE.label)] if in_houses else [], []
    with lifted(session, STAYING):
        for name in WAYS:
            changed += _empty(session, Base.metadata.tables[name], held)
        _scrub_letters(session, held)
    for field in FIELDS:
        if field.then in REMAINING and any(_holds(session, table, held) for table in _tables(field)):
            stays.append((str(field.label), becomes(field)))
    files = _forget_files(session, person.unit_id)
    lists = _forget_lists(session, person.unit_id, now) if why == "asked" else ()
    if lists:
        changed.append(str(LISTS.label))
    forget_words(session, held.people, now=now)
    session.execute(update(Person).where(Person.id.in_(held.people)).values(erased_at=now, version=Person.version + 1))
    subject = ("person", person.public_id)
    AuditEvent.note(
        session, "person.erased", at=now, account_id=by_id, unit_id=person.unit_id, subject=subject, detail={"why": why}
    )
    session.expire_all()
    return Erased(tuple(dict.fromkeys(changed)), tuple(stays), files, lists)


def why_needed(session: Session, person: Person, *, now: datetime) -> str:
    """Why somebody cannot be erased now, in words; "" where nothing of theirs goes on."""
    mine = Registration.person_id == person.id, Registration.state.in_(LIVE)
    ahead = Lesson.course_id == Registration.course_id, Lesson.ends_at > now
    if session.scalar(select(exists().where(Ambassador.person_id == person.id, Ambassador.until.is_(None)))):
        return str(_("đang làm Đại sứ số: ghi thôi trước đã"))
    if session.scalar(select(exists().where(Mentorship.mentee_id == person.id, Mentorship.until.is_(None)))):
        return str(_("đang được kèm: kết thúc việc kèm trước đã"))
    goes = theirs(Base.metadata.tables[Membership.__tablename__], Holdings.by(session, person))
    if session.scalar(select(exists().where(goes, Membership.until.is_(None)))):
        return str(_("đang ở một tổ, đội: cho rời tổ trước đã"))
    if session.scalar(select(exists().where(*mine, *ahead))):
        return str(_("đang có chỗ ở một lớp chưa học xong: rút tên trước đã"))
    return ""


def forget_rows(session: Session, held: Holdings) -> None:
    """Empty what is declared of rows that nobody is known by otherwise: a request for help, an offer to help."""
    with lifted(session, STAYING):
        for name in WAYS:
            _empty(session, Base.metadata.tables[name], held)
    session.expire_all()


def _empty(session: Session, table: Table, held: Holdings) -> list[str]:
    """Empty what is declared of a table's rows that are somebody's; returns what it was, in words."""
    words = []
    for column, field in changing(table).items():
        rows = session.execute(select(*key_of(table), column.label("_old")).where(theirs(table, held), only(column)))
        for *key, old in rows.all():
            if old in NOTHING:
                continue
            if (new := emptied(column, old, field.then)) == old:
                continue
            same = [part == value for part, value in zip(key_of(table), key, strict=True)]
            session.execute(update(table).where(*same).values({column: new}))
            if field.then not in REMAINING:
                words.append(str(field.label))
    return words


def _scrub_letters(session: Session, held: Holdings) -> None:
    """Letters of thanks that never got a number are no papers: the name goes."""
    table = Base.metadata.tables[ThanksLetter.__tablename__]
    drafts = session.scalars(select(ThanksLetter).where(theirs(table, held), ThanksLetter.number.is_(None)))
    for letter in drafts:
        letter.scrub(scrubbed(letter.paper))


def _tables(field: Personal) -> list[Table]:
    return [Base.metadata.tables[name] for name in dict.fromkeys(table for table, _column in field.places)]


def _holds(session: Session, table: Table, held: Holdings) -> bool:
    return session.execute(select(*key_of(table)).where(theirs(table, held)).limit(1)).first() is not None


def _forget_files(session: Session, unit_id: int) -> tuple[str, ...]:
    """Files of the ward that can be drawn again and name people: drawn anew, they name one less."""
    named = [paper.kind for paper in PAPERS.values() if paper.is_redrawn and paper.names]
    jobs = session.scalars(select(Job).where(Job.unit_id == unit_id, Job.kind.in_(named), Job.result.is_not(None)))
    return tuple(_forgotten(jobs.all()))


def _forget_lists(session: Session, unit_id: int, now: datetime) -> tuple[str, ...]:
    """The lists that lie in the ward, taken over or not: any of them may name whoever does not want to be named."""
    runs = session.scalars(ImportRun.with_files(unit_id).with_for_update()).all()
    return tuple(file for run in runs for file in run.forget_files(now))


def _forgotten(jobs: Sequence[Job]) -> list[str]:
    files = [job.result for job in jobs if job.result]
    for job in jobs:
        job.result = None
    return files
