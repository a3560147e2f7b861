"""What ambassadors did, as lists and letters say it: people taken by the hand, visits, lượt; never one sum."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, distinct, func, select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.country.numbers import parse_integer
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.log.help_record import HelpRecord
from app.models.helping.pairs.mentor_visit import MentorVisit
from app.models.helping.pairs.mentorship import Mentorship


@dataclass(frozen=True)
class Results:
    """Of one ambassador: people mentored now, people who reached their goals (`reached`), people mentored in all,
    visits on which the mentee was met, and lượt noted under their own sign-in (0 is none; None: they have no sign-in).
    """

    open: int = 0
    reached: int = 0
    people: int = 0
    visits: int = 0
    help_times: int | None = None


def results_of(
    session: Session, ambassadors: Collection[Ambassador], since: date | None = None, until: date | None = None
) -> Mapping[int, Results]:
    """The results of some ambassadors by their ids; from a day to a day (both included), or all of their time. Three
    statements for however many.
    """
    ids = [each.id for each in ambassadors]
    pairs = _pairs(session, ids, since, until)
    visits = _visits(session, ids, since, until)
    times = _times(session, ambassadors, since, until)
    made = {}
    for each in ambassadors:
        open_, reached, people = pairs.get(each.id, (0, 0, 0))
        help_times = times.get(each.id, 0) if each.account_id is not None else None
        made[each.id] = Results(open_, reached, people, visits.get(each.id, 0), help_times)
    return made


def open_pairs(session: Session, ambassador_ids: Collection[int]) -> Mapping[int, int]:
    """How many people each ambassador mentors today, by id; who mentors nobody is left out."""
    wanted = select(Mentorship.ambassador_id, func.count(distinct(Mentorship.mentee_id)))
    wanted = wanted.where(Mentorship.ambassador_id.in_(ambassador_ids), Mentorship.until.is_(None))
    return dict(session.execute(wanted.group_by(Mentorship.ambassador_id)).all())


def _pairs(
    session: Session, ids: Collection[int], since: date | None, until: date | None
) -> dict[int, tuple[int, int, int]]:
    """The numbers of present mentees, of those who reached their goals, and of all; each person once."""
    reached: ColumnElement[bool] = Mentorship.reached_at.is_not(None)
    if since is not None:
        reached &= Mentorship.reached_at >= clock.at_local(since)
    if until is not None:
        reached &= Mentorship.reached_at < clock.at_local(until + timedelta(days=1))
    mentee = Mentorship.mentee_id
    wanted = select(
        Mentorship.ambassador_id,
        func.count(distinct(case((Mentorship.until.is_(None), mentee)))),
        func.count(distinct(case((reached, mentee)))),
        func.count(distinct(mentee)),
    ).where(Mentorship.ambassador_id.in_(ids))
    if since is not None:
        wanted = wanted.where(Mentorship.until.is_(None) | (Mentorship.until >= since))
    if until is not None:
        wanted = wanted.where(Mentorship.since <= until)
    rows = session.execute(wanted.group_by(Mentorship.ambassador_id))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _visits(session: Session, ids: Collection[int], since: date | None, until: date | None) -> dict[int, int]:
    wanted = (
        select(Mentorship.ambassador_id, func.count())
        .join(MentorVisit.mentorship)
        .where(Mentorship.ambassador_id.in_(ids), MentorVisit.met, MentorVisit.withdrawn_at.is_(None))
    )
    if since is not None:
        wanted = wanted.where(MentorVisit.day >= since)
    if until is not None:
        wanted = wanted.where(MentorVisit.day <= until)
    return dict(session.execute(wanted.group_by(Mentorship.ambassador_id)).all())


def _times(
    session: Session, ambassadors: Collection[Ambassador], since: date | None, until: date | None
) -> dict[int, int]:
    """Lượt under each one's sign-in in their own ward, while they were ambassador."""
    wanted = (
        select(Ambassador.id, func.count())
        .join(HelpRecord, (HelpRecord.helper_id == Ambassador.account_id) & (HelpRecord.unit_id == Ambassador.unit_id))
        .where(
            Ambassador.id.in_([each.id for each in ambassadors]),
            HelpRecord.withdrawn_at.is_(None),
            HelpRecord.day >= Ambassador.since,
            Ambassador.until.is_(None) | (HelpRecord.day <= Ambassador.until),
        )
    )
    if since is not None:
        wanted = wanted.where(HelpRecord.day >= since)
    if until is not None:
        wanted = wanted.where(HelpRecord.day <= until)
    return dict(session.execute(wanted.group_by(Ambassador.id)).all())


# The list of a ward's ambassadors with what they did, in order of group and code: for the paper and the workbook.
@dataclass(frozen=True)
class AmbassadorRow:
    """An ambassador with their results."""

    ambassador: Ambassador
    results: Results

    @property
    def group(self) -> str:
        """The group in which they help, without its kind; "" for none."""
        group = self.ambassador.residential_group
        return group.short_name if group else ""


@dataclass(frozen=True)
class Totals:
    """Of all rows together: people (each once, however many mentor them) apart from lượt."""

    open: int
    reached: int
    times: int


def rows(session: Session, unit_id: int, *, group_id: int | None, ended: bool) -> Sequence[AmbassadorRow]:
    """The ambassadors of a ward, of one group or all, in order of group (places without one last) and code."""
    wanted = Ambassador.listed([unit_id])
    if group_id is not None:
        wanted = wanted.where(Ambassador.residential_group_id == group_id)
    if not ended:
        wanted = wanted.where(Ambassador.until.is_(None))
    people = session.scalars(wanted).all()
    results = results_of(session, people)
    made = [AmbassadorRow(each, results[each.id]) for each in people]
    return sorted(made, key=lambda row: (not row.group, _place_key(row.group), _code_key(row.ambassador.code)))


def totals(session: Session, listed: Sequence[AmbassadorRow]) -> Totals:
    """What stands below a list; a person whom two mentor is one person."""
    ids = [row.ambassador.id for row in listed]
    people = select(func.count(distinct(Mentorship.mentee_id))).where(Mentorship.ambassador_id.in_(ids))
    return Totals(
        open=session.scalar(people.where(Mentorship.until.is_(None))) or 0,
        reached=session.scalar(people.where(Mentorship.reached_at.is_not(None))) or 0,
        times=sum(row.results.help_times or 0 for row in listed),
    )


def _place_key(name: str) -> tuple[str, int]:
    """Groups as people count them: "Túc Duyên 2" before "Túc Duyên 10"."""
    words, _space, number = name.rpartition(" ")
    counted = parse_integer(number)
    if counted is None:
        return names.sort_key(name.replace(" ", "-")), 0
    return names.sort_key(words.replace(" ", "-")), counted


def _code_key(code: str) -> tuple[int, str]:
    return len(code), code
