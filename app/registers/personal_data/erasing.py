"""Erasing one person: what their declarations say goes, what is counted and what the register must keep stays."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    AuditEvent,
    Base,
    DataRequest,
    HelpRequest,
    ImportRun,
    Job,
    Person,
    ThanksLetter,
)
from app.models.helping.requests import asking
from app.models.movement.house_names import forget_names
from app.models.trust.data_request_endings import resolve_with
from app.models.trust.lifting import lifted
from app.registers.papers import PAPERS
from app.registers.personal_data.emptying import NOTHING, changing, emptied, only, scrubbed
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.holdings import WAYS, Holdings, key_of, theirs
from app.registers.personal_data.mentions import Mention, Search, take_out
from app.registers.personal_data.obstacles import obstacles, open_beyond, open_elsewhere
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
    are `lists`, below DATA_DIR/imports. `left`: where the name or number stands yet, as somebody else's."""

    gone: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    lists: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()

    @property
    def outcome(self) -> dict[str, object]:
        """What is told of it to who asked, without a name."""
        left = [(where, str(_("là của người khác cùng tên, hoặc văn bản đã khóa"))) for where in self.left]
        asks = str(_("có thể còn giữ tên hoặc số; muốn xóa cả ở đó thì hỏi nơi ấy"))
        left += [(str(_("Ở %(ward)s", ward=ward)), asks) for ward in self.wards]
        return {"gone": self.gone, "stays": (*self.stays, *left)}

    def remove(self, papers: Path, imports: Path) -> None:
        """Remove the files."""
        for folder, names in ((papers, self.files), (imports, self.lists)):
            for name in names:
                (folder / name).unlink(missing_ok=True)


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
    search = beyond = None
    holdings, wards, units = Holdings.by(session, person), list[AdministrativeUnit](), [person.unit_id]
    if why == "asked":
        search, (beyond, wards) = Search.of(session, person), Search.beyond(session, person)
        holdings, units = search.holdings.and_those(beyond.holdings), [*search.units, *beyond.units]
    in_houses = forget_names(
        session, session.scalars(select(Person).where(Person.id.in_(holdings.people))).all(), now=now
    )
    changed, stays = [str(HOUSE.label)] if in_houses else [], []
    left: list[Mention] = []
    if search is not None and beyond is not None:
        if open_ := [*open_elsewhere(session, search), *open_beyond(session, beyond)]:
            raise StillNeeded("; ".join(each.words for each in open_))
        taken, left = _elsewhere(session, search, is_meant, request_id, now)
        changed += taken
        wards += _beyond(session, beyond, person, now, by_id)
    with lifted(session, STAYING):
        for name in WAYS:
            changed += _empty(session, Base.metadata.tables[name], holdings)
        _scrub_letters(session, holdings)
    for field in FIELDS:
        if field.then in REMAINING and any(_holds(session, table, holdings) for table in _tables(field)):
            stays.append((str(field.label), becomes(field)))
    files = _forget_files(session, units)
    lists = _forget_lists(session, units, now) if why == "asked" else ()
    if lists:
        changed.append(str(LISTS.label))
    for where in (search, beyond) if search else (None,):
        forget_words(session, holdings.people, now=now, search=where)
    session.execute(
        update(Person).where(Person.id.in_(holdings.people)).values(erased_at=now, version=Person.version + 1)
    )
    subject = ("person", person.public_id)
    AuditEvent.note(
        session, "person.erased", at=now, account_id=by_id, unit_id=person.unit_id, subject=subject, detail={"why": why}
    )
    session.expire_all()
    titles, names = (each.title for each in left), (each.full_name for each in wards)
    unique = (tuple(dict.fromkeys(each)) for each in (titles, names))
    return Erased(tuple(dict.fromkeys(changed)), tuple(stays), files, lists, *unique)


def why_needed(session: Session, person: Person, *, now: datetime) -> str:
    """Why somebody cannot be erased now, in words; "" where nothing of theirs goes on."""
    return "; ".join(each.words for each in obstacles(session, person, now=now))


def _elsewhere(
    session: Session, search: Search, is_meant: Callable[[Mention], bool], request_id: int | None, now: datetime
) -> tuple[list[str], list[Mention]]:
    """Take somebody out of rows that are not theirs, and out of words in their own that stay. Returns what changed, in
    words, and where they are left."""
    meant, left = _taken(session, search, is_meant, request_id, now)
    return [each.title for each in meant if not each.own], left


def _taken(
    session: Session, search: Search, is_meant: Callable[[Mention], bool], request_id: int | None, now: datetime
) -> tuple[list[Mention], list[Mention]]:
    """The same, as the rows themselves; what else they asked for in those wards, of help or of their data, is over."""
    found = search.mentions(session)
    meant = [each for each in found if not each.fixed and (each.own or is_meant(each))]
    for request in session.scalars(
        HelpRequest.open_in(search.units).where(HelpRequest.id.in_(search.holdings.requests))
    ):
        asking.cancel(session, request, now=now)
    also = [each.key[0] for each in meant if each.table == DataRequest.__tablename__]
    for asked in session.scalars(DataRequest.open_of(search.holdings.people, also)).all():
        if asked.id != request_id:
            resolve_with(asked, session, str(_("Phường đã xóa người hỏi theo một yêu cầu khác.")), now=now)
    take_out(session, meant, clock.local(now).date())
    return meant, [each for each in found if each not in meant]


def _beyond(
    session: Session, beyond: Search, person: Person, now: datetime, by_id: int | None
) -> list[AdministrativeUnit]:
    """Take somebody out of rows of other wards to which they went, where a machine is sure that it is they: nobody of
    this office sees them. The trail of such a ward says so; returns the wards in which something is left."""
    left = []
    for ward in session.scalars(AdministrativeUnit.among(beyond.units)).all():
        there = replace(beyond, units=[ward.id])
        meant, others = _taken(session, there, lambda each: each.sure, None, now)
        if any(not each.fixed for each in others):
            left.append(ward)
        if meant:
            AuditEvent.note(
                session, "person.erased", at=now, account_id=by_id, unit_id=ward.id,
                subject=("person", person.public_id), detail={"why": "asked"},
            )  # fmt: skip
    return left


def forget_rows(session: Session, holdings: Holdings) -> None:
    """Empty what is declared of rows that nobody is known by otherwise: a request for help, an offer to help."""
    with lifted(session, STAYING):
        for name in WAYS:
            _empty(session, Base.metadata.tables[name], holdings)
    session.expire_all()


def forget(session: Session, table: Table, over: ColumnElement[bool]) -> None:
    """Empty what is declared of rows whose time is over."""
    ids = session.scalars(select(table.c.id).where(over)).all()
    _change(session, table, table.c.id.in_(ids))
    session.expire_all()


def _empty(session: Session, table: Table, holdings: Holdings) -> list[str]:
    """Empty what is declared of a table's rows that are somebody's; returns what it was, in words."""
    return _change(session, table, theirs(table, holdings))


def _change(session: Session, table: Table, which: ColumnElement[bool]) -> list[str]:
    words = []
    for column, field in changing(table).items():
        rows = session.execute(select(*key_of(table), column.label("_old")).where(which, only(column)))
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


def _scrub_letters(session: Session, holdings: Holdings) -> None:
    """Letters of thanks that never got a number are no papers: the name goes."""
    table = Base.metadata.tables[ThanksLetter.__tablename__]
    drafts = session.scalars(select(ThanksLetter).where(theirs(table, holdings), ThanksLetter.number.is_(None)))
    for letter in drafts:
        letter.scrub(scrubbed(letter.paper))


def _tables(field: Personal) -> list[Table]:
    return [Base.metadata.tables[name] for name in dict.fromkeys(table for table, _column in field.places)]


def _holds(session: Session, table: Table, holdings: Holdings) -> bool:
    return session.execute(select(*key_of(table)).where(theirs(table, holdings)).limit(1)).first() is not None


def _forget_files(session: Session, unit_ids: Collection[int]) -> tuple[str, ...]:
    """Files of the wards that can be drawn again and name people: drawn anew, they name one less."""
    named = [paper.kind for paper in PAPERS.values() if paper.is_redrawn and paper.names]
    jobs = session.scalars(select(Job).where(Job.unit_id.in_(unit_ids), Job.kind.in_(named), Job.result.is_not(None)))
    return tuple(_forgotten(jobs.all()))


def _forget_lists(session: Session, unit_ids: Collection[int], now: datetime) -> tuple[str, ...]:
    """The lists that lie in the wards, taken over or not: any of them may name whoever does not want to be named."""
    runs = session.scalars(ImportRun.with_files(unit_ids).with_for_update()).all()
    return tuple(file for run in runs for file in run.forget_files(now))


def _forgotten(jobs: Sequence[Job]) -> list[str]:
    files = [job.result for job in jobs if job.result]
    for job in jobs:
        job.result = None
    return files
