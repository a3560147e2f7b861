"""Counts of what waits for an office, in one statement: every page of the office shows them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Role
from app.models.base import UtcDateTime, count_of
from app.models.helping.requests.request_board import waiting_counts
from app.models.learning import due, shelf
from app.models.learning.certificate_lists import courses_to_hand_over
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.trust.data_request import DataRequest
from app.registers.decisions import DECISIONS

KEYS = [each.key for each in DECISIONS]


class Waits(NamedTuple):
    """Counts: requests for help at home that are unassigned, overdue, or either; data requests, open and overdue;
    classes that close soon, whose reserved seats lapse, that are taught and have no certificate list, whose
    certificates are to be handed over; lessons to close; and pending decisions by key."""

    help_new: int
    help_late: int
    help_either: int
    data_open: int
    data_late: int
    closing: int
    lapsing: int
    finished: int
    to_hand_over: int
    unclosed: int
    decisions: Mapping[str, int]

    def for_role(self, role: Role) -> int:
        """How many decisions wait for a role."""
        return sum(self.decisions[each.key] for each in DECISIONS if each.role == role)


def waits_in(session: Session, units: Collection[int], now: datetime) -> tuple[AdministrativeUnit | None, Waits]:
    """The first of some units by code, and the counts of all of them."""
    values = {"units": units, "now": now, "soon": now + due.SOON, "day": clock.local(now).date()}
    row = session.execute(_statement(), values).first()
    if row is None:
        return None, Waits._make([*([0] * (len(Waits._fields) - 1)), dict.fromkeys(KEYS, 0)])
    counts = list(row[1:])
    return row[0], Waits._make([*counts[: -len(KEYS)], dict(zip(KEYS, counts[-len(KEYS) :], strict=True))])


@cache  # building the statement costs many times its execution: built once, with bound parameters
def _statement() -> Select[*tuple[Any, ...]]:
    units: Any = bindparam("units", expanding=True)
    now: Any = bindparam("now", type_=UtcDateTime())
    soon: Any = bindparam("soon", type_=UtcDateTime())
    day: Any = bindparam("day", type_=Date)
    helps = waiting_counts(units, day).subquery()
    data = DataRequest.waiting_in(units, day).subquery()
    counted: list[Select[int]] = [
        _many(due.closing_soon(units, now, soon)),
        due.count_lapsing(units, now, soon),
        shelf.count_without_list(units, now),
        courses_to_hand_over(units),
        _many(shelf.lessons_to_close(units, now)),
        *(each.noun.count_waiting(units) for each in DECISIONS),
    ]
    first = select(AdministrativeUnit).where(AdministrativeUnit.id.in_(units)).order_by(*AdministrativeUnit.in_order())
    return first.limit(1).add_columns(
        *(
            select(column).scalar_subquery()
            for column in (*(helps.c[name] for name in ("new", "late", "either")), *data.c)
        ),
        *(each.scalar_subquery() for each in counted),
    )


def _many(wanted: Select[object]) -> Select[int]:
    return count_of(wanted)
