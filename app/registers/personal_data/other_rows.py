"""Taking somebody who asked to be erased out of rows that are not theirs, in their ward and where its rows went, and
out of the trail, whose chain says which links were emptied.

A link keeps its hash, so that those after it still fit; that its words were emptied, and what it reads since, is a
link of its own, "trail.words_erased". A word changed in any other way breaks the chain (`AuditEvent.first_broken`).
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    Ambassador,
    AuditEvent,
    Base,
    Certificate,
    Course,
    DataRequest,
    HelpRecord,
    HelpRequest,
    Person,
    Registration,
    ThanksLetter,
)
from app.models.helping.requests import asking
from app.models.movement.represented import REPRESENTING
from app.models.movement.representing import differing
from app.models.trust.asking_for_data import resolve_with
from app.models.trust.audit_event import CHAINED, WORDS_ERASED, link
from app.models.trust.lifting import lifted
from app.registers.personal_data.emptying import NAMING, scrubbed
from app.registers.personal_data.holdings import Holdings, key_of
from app.registers.personal_data.mentions import Mention, Search
from app.registers.personal_data.obstacles import open_beyond, open_elsewhere


class TakenOut(NamedTuple):
    """What changed, in words; where the name or number is left; and the wards in which it may be left."""

    changed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()


@dataclass(frozen=True)
class OtherRows:
    """The searches for a person in their ward and in related wards (`Search.beyond`), and those that are not
    searched."""

    person: Person
    here: Search
    beyond: Search
    unsearched: list[AdministrativeUnit]

    @classmethod
    def of(cls, session: Session, person: Person) -> "OtherRows":
        """The searches for a person."""
        return cls(person, Search.of(session, person), *Search.beyond(session, person))

    @property
    def holdings(self) -> Holdings:
        """Rows that are theirs, in all wards searched."""
        return self.here.holdings.and_those(self.beyond.holdings)

    @property
    def units(self) -> list[int]:
        """The ids of the wards searched."""
        return [*self.here.units, *self.beyond.units]

    def why_needed(self, session: Session) -> str:
        """Why they cannot be erased now, in words; "" where nothing is open."""
        open_ = (*open_elsewhere(session, self.here), *open_beyond(session, self.beyond))
        return "; ".join(each.words for each in open_)

    def take_out(
        self, session: Session, is_meant: Callable[[Mention], bool], *, request_id: int | None, by_id: int | None,
        now: datetime,
    ) -> TakenOut:  # fmt: skip
        """Take them out of these rows, and out of words in their own that stay. `is_meant` decides on each mention in
        their ward; `request_id` is what they asked by."""
        meant, left = _take_out(session, self.here, is_meant, request_id, now)
        changed = tuple(each.title for each in meant if not each.own)
        wards = [*self.unsearched, *self._take_out_beyond(session, by_id, now)]
        return TakenOut(changed, _unique(each.title for each in left), _unique(each.full_name for each in wards))

    def _take_out_beyond(self, session: Session, by_id: int | None, now: datetime) -> list[AdministrativeUnit]:
        """Take them out of rows of other wards, where a machine is sure that it is they: nobody of this office sees
        them. The trail of such a ward says so; returns the wards in which something is left."""
        left = []
        for ward in session.scalars(AdministrativeUnit.among(self.beyond.units)).all():
            there = replace(self.beyond, units=[ward.id])
            meant, others = _take_out(session, there, lambda each: each.sure, None, now)
            if any(not each.fixed for each in others):
                left.append(ward)
            if meant:
                AuditEvent.note(
                    session, "person.erased", at=now, account_id=by_id, unit_id=ward.id,
                    subject=("person", self.person.public_id), detail={"why": "asked"},
                )  # fmt: skip
        return left


def _take_out(
    session: Session, search: Search, is_meant: Callable[[Mention], bool], request_id: int | None, now: datetime
) -> tuple[list[Mention], list[Mention]]:
    """The mentions taken out, and those left; what else they asked for in these wards, of help or of their data, is
    over."""
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
    _empty(session, meant, search.units, clock.local(now).date())
    return meant, [each for each in found if each not in meant]


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _empty(session: Session, mentions: Iterable[Mention], unit_ids: Collection[int], day: date) -> None:
    """Let somebody stand in none of these rows of some units; who was in a team by name alone has left it."""
    chosen = [each for each in mentions if not each.fixed]
    guarded = {each.table for each in chosen if "guard" in Base.metadata.tables[each.table].info}
    with lifted(session, guarded):
        for each in chosen:
            table = Base.metadata.tables[each.table]
            same = [part == value for part, value in zip(key_of(table), each.key, strict=True)]
            values = {cell.column: cell.without for cell in each.cells}
            if "version" in table.columns:
                values["version"] = table.c.version + 1
            session.execute(update(table).where(*same).values(values))
            if each.table == "membership":
                alone = table.c.until.is_(None), table.c.since <= day, table.c.name != ""
                session.execute(update(table).where(*same, *alone).values(until=day, leads=False))
    session.expire_all()
    if {each.table for each in chosen} & {each.NOUN.__tablename__ for each in REPRESENTING.values()}:
        for site in differing(session, unit_ids):
            site.align()


# What is filed under the number of a paper, a request or a class, and tells of one person there.
_ABOUT = ("person", "ambassador", "thanks_letter", "help_record")


def forget_words(session: Session, people: Sequence[int], *, now: datetime, search: Search | None = None) -> int:
    """Empty what names somebody in the details of acts about them, and with `search` take their name and number out of
    all other acts of their ward; returns in how many acts there was something."""
    erased: dict[str, str] = {}
    about = set(session.scalars(select(AuditEvent.id).where(_about(session, people))))
    wanted: ColumnElement[bool] = AuditEvent.id.in_(about)
    if search is not None:
        wanted |= AuditEvent.unit_id.in_(search.units) & search.called.may_stand_in(AuditEvent.detail)
    with lifted(session, ("audit_event",)):
        for event in session.scalars(select(AuditEvent).where(wanted).order_by(AuditEvent.id)):
            facts = json.loads(event.detail)
            if event.id in about and any(facts.get(key) for key in NAMING):
                facts = scrubbed(facts)
            detail = json.dumps(facts, ensure_ascii=False, sort_keys=True)
            if search is not None and search.is_meant(detail):
                detail = search.called.removed(detail)
            if detail == event.detail:
                continue
            act = {**{name: getattr(event, name) for name in CHAINED}, "detail": detail}
            session.execute(update(AuditEvent).where(AuditEvent.id == event.id).values(detail=detail))
            erased[str(event.id)] = link(event.previous_hash, event.id, act)
    if erased:
        AuditEvent.note(
            session,
            WORDS_ERASED,
            at=now,
            account_id=None,
            unit_id=session.scalars(select(Person.unit_id).where(Person.id == people[0])).one(),
            subject=("trail", str(len(erased))),
            detail={"links": erased},
        )
    return len(erased)


def _about(session: Session, people: Sequence[int]) -> ColumnElement[bool]:
    """The acts about somebody: filed under them or a paper of theirs, or with their registration in the detail."""
    seats = session.execute(
        select(Registration.public_id, Course.code).join(Registration.course).where(Registration.person_id.in_(people))
    ).all()
    at_class = [
        and_(
            or_(AuditEvent.subject_id == code, AuditEvent.subject_id.startswith(f"{code}/", autoescape=True)),
            AuditEvent.subject_kind.in_(("course", "lesson")),
            AuditEvent.detail.contains(public_id, autoescape=True),
        )
        for public_id, code in seats
    ]
    filed = and_(AuditEvent.subject_kind.in_(_ABOUT), AuditEvent.subject_id.in_(_names(session, people)))
    papers = session.scalars(
        select(Certificate).join(Certificate.registration).where(Registration.person_id.in_(people))
    ).all()
    of_papers = [
        and_(
            AuditEvent.unit_id == paper.register.unit_id,
            AuditEvent.subject_kind == "certificate",
            AuditEvent.subject_id == paper.register_number,
        )
        for paper in papers
    ]
    return or_(filed, *at_class, *of_papers)


def _names(session: Session, people: Sequence[int]) -> set[str]:
    """The public ids under which acts about somebody are filed."""
    of = (
        select(Person.public_id).where(Person.id.in_(people)),
        select(Ambassador.public_id).where(Ambassador.person_id.in_(people)),
        select(ThanksLetter.public_id).join(ThanksLetter.ambassador).where(Ambassador.person_id.in_(people)),
        select(HelpRecord.uuid).where(HelpRecord.person_id.in_(people)),
    )
    return {name for wanted in of for name in session.scalars(wanted)}
