"""The list of a ward's ambassadors with what they did, in order of group and code: for the paper and the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from app.country import names
from app.country.numbers import parse_integer
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.ambassadors.ambassador_results import Results, results_of
from app.models.helping.pairs.mentorship import Mentorship


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
