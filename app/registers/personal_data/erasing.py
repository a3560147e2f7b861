"""Erasing one person: what their declarations say goes, what is counted and what the register must keep stays."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.orm import Session

from app.models import AuditEvent, Base, ImportRun, Job, Person, ThanksLetter
from app.models.movement.house_names import forget_names
from app.models.trust.lifting import lifted
from app.registers.papers import PAPERS
from app.registers.personal_data.emptying import NOTHING, changing, emptied, only, scrubbed
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.holdings import WAYS, Holdings, key_of, theirs
from app.registers.personal_data.mentions import Mention
from app.registers.personal_data.obstacles import obstacles
from app.registers.personal_data.other_rows import OtherRows, TakenOut, forget_words
from app.registers.personal_data.personal import REMAINING, Personal, becomes

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
    """What became of a person: `gone` and `stays` (with why) in words. `left`: where the name or number stands yet, as
    somebody else's."""

    gone: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]
    left: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()

    @property
    def outcome(self) -> dict[str, object]:
        """What is told of it to who asked, without a name."""
        left = [(where, str(_("là của người khác cùng tên, hoặc văn bản đã khóa"))) for where in self.left]
        asks = str(_("có thể còn giữ tên hoặc số; muốn xóa cả ở đó thì hỏi nơi ấy"))
        left += [(str(_("Ở %(ward)s", ward=ward)), asks) for ward in self.wards]
        return {"gone": self.gone, "stays": (*self.stays, *left)}


def anonymise(
    session: Session, person: Person, *, now: datetime, by_id: int | None = None, why: str = "time",
    is_meant: Callable[[Mention], bool] = lambda mention: mention.sure, request_id: int | None = None,
) -> Erased:  # fmt: skip
    """Erase who somebody is, under all rows that were merged into them; counts are as before. Noted in the trail.

    `why` is "time" (their time was over) or "asked"; then they go from where they stand in rows that are not theirs,
    too: `is_meant` says of each whether it is they, `request_id` is what they asked by. Call within the write
    transaction, with the person kept, not one that was merged away; erased once more, nothing is left to go. Afterwards
    `app.web.database.wipe` clears the pages.

    Raises:
        StillNeeded: something with their name goes on; nothing was erased.
    """
    session.execute(Person.locked(person.id))
    if needed := why_needed(session, person, now=now):
        raise StillNeeded(needed)
    other = OtherRows.of(session, person) if why == "asked" else None
    if other and (waiting := other.why_needed(session)):
        raise StillNeeded(waiting)
    holdings = other.holdings if other else Holdings.by(session, person)
    units = other.units if other else [person.unit_id]
    people = session.scalars(select(Person).where(Person.id.in_(holdings.people))).all()
    changed = [str(HOUSE.label)] if forget_names(session, people, now=now) else []
    taken = other.take_out(session, is_meant, request_id=request_id, by_id=by_id, now=now) if other else TakenOut()
    changed += taken.changed
    with lifted(session, STAYING):
        changed += _empty_all(session, holdings)
        _scrub_letters(session, holdings)
    stays = _remaining(session, holdings)
    _forget_files(session, units)
    lists = _forget_lists(session, units, now) if other else False
    changed += [str(LISTS.label)] if lists else []
    for search in (other.here, other.beyond) if other else (None,):
        forget_words(session, holdings.people, now=now, search=search)
    _mark_erased(session, person, holdings, why=why, by_id=by_id, now=now)
    return Erased(tuple(dict.fromkeys(changed)), stays, taken.left, taken.wards)


def why_needed(session: Session, person: Person, *, now: datetime) -> str:
    """Why somebody cannot be erased now, in words; "" where nothing of theirs goes on."""
    return "; ".join(each.words for each in obstacles(session, person, now=now))


def forget_rows(session: Session, holdings: Holdings) -> None:
    """Empty what is declared of rows that nobody is known by otherwise: a request for help, an offer to help."""
    with lifted(session, STAYING):
        _empty_all(session, holdings)
    session.expire_all()


def forget(session: Session, table: Table, over: ColumnElement[bool]) -> None:
    """Empty what is declared of rows whose time is over."""
    ids = session.scalars(select(table.c.id).where(over)).all()
    _change(session, table, table.c.id.in_(ids))
    session.expire_all()


def _empty_all(session: Session, holdings: Holdings) -> list[str]:
    """Empty what is declared of all rows that are somebody's; returns what it was, in words."""
    tables = [Base.metadata.tables[name] for name in WAYS]
    return [words for table in tables for words in _change(session, table, theirs(table, holdings))]


def _change(session: Session, table: Table, which: ColumnElement[bool]) -> list[str]:
    """Empty what is declared of some rows, each in one statement: constraints tie columns to each other."""
    words: list[str] = []
    changes: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for column, field in changing(table).items():
        rows = session.execute(select(*key_of(table), column.label("_old")).where(which, only(column)))
        for *key, old in rows.all():
            if old in NOTHING or (new := emptied(column, old, field.then)) == old:
                continue
            changes.setdefault(tuple(key), {})[column] = new
            if field.then not in REMAINING:
                words.append(str(field.label))
    for row, values in changes.items():
        same = [part == value for part, value in zip(key_of(table), row, strict=True)]
        session.execute(update(table).where(*same).values(values))
    return words


def _scrub_letters(session: Session, holdings: Holdings) -> None:
    """Letters of thanks that never got a number are no papers: the name goes."""
    table = Base.metadata.tables[ThanksLetter.__tablename__]
    drafts = session.scalars(select(ThanksLetter).where(theirs(table, holdings), ThanksLetter.number.is_(None)))
    for letter in drafts:
        letter.scrub(scrubbed(letter.paper))


def _remaining(session: Session, holdings: Holdings) -> tuple[tuple[str, str], ...]:
    """What stays of somebody and why, in words."""
    return tuple(
        (str(field.label), becomes(field))
        for field in FIELDS
        if field.then in REMAINING and any(_holds(session, table, holdings) for table in _tables(field))
    )


def _mark_erased(
    session: Session, person: Person, holdings: Holdings, *, why: str, by_id: int | None, now: datetime
) -> None:
    """Mark all their rows as erased and note it in the trail."""
    session.execute(
        update(Person).where(Person.id.in_(holdings.people)).values(erased_at=now, version=Person.version + 1)
    )
    subject = ("person", person.public_id)
    AuditEvent.note(
        session, "person.erased", at=now, account_id=by_id, unit_id=person.unit_id, subject=subject, detail={"why": why}
    )
    session.expire_all()


def _tables(field: Personal) -> list[Table]:
    return [Base.metadata.tables[name] for name in dict.fromkeys(table for table, _column in field.places)]


def _holds(session: Session, table: Table, holdings: Holdings) -> bool:
    return session.execute(select(*key_of(table)).where(theirs(table, holdings)).limit(1)).first() is not None


def _forget_files(session: Session, unit_ids: Collection[int]) -> None:
    """Files of the wards that can be drawn again and name people: drawn anew, they name one less."""
    named = [paper.kind for paper in PAPERS.values() if paper.is_redrawn and paper.names]
    jobs = session.scalars(select(Job).where(Job.unit_id.in_(unit_ids), Job.kind.in_(named), Job.result.is_not(None)))
    Job.forget_files(session, jobs.all())


def _forget_lists(session: Session, unit_ids: Collection[int], now: datetime) -> bool:
    """The lists that lie in the wards, taken over or not: any of them may name whoever does not want to be named.
    Whether there were any."""
    runs = session.scalars(ImportRun.with_files(unit_ids).with_for_update()).all()
    for run in runs:
        run.forget_files(session, now)
    return bool(runs)
