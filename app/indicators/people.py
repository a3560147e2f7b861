"""Who stands behind rows that name people: each somebody once, whatever was merged since. Names are nowhere in it.

A figure of people (người) is the size of such a set; it is never made from lượt, and never guessed where a row names
nobody.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.indicators import help as helped
from app.indicators.help import By, Key, Scope
from app.models import HelpRecord, Meaning, Person


def standing(session: Session, unit_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """The person each of some ids is kept as today; one statement."""
    into: Mapping[int, int | None] = {}
    if person_ids:
        merged = select(Person.id, Person.merged_into_id).where(
            Person.unit_id == unit_id, Person.merged_into_id.is_not(None)
        )
        into = dict(session.execute(merged).all())
    return {person_id: _kept(person_id, into) for person_id in person_ids}


def _kept(person_id: int, into: Mapping[int, int | None]) -> int:
    while (kept := into.get(person_id)) is not None:
        person_id = kept
    return person_id


def named(session: Session, scope: Scope, by: By | None = None, key: Key = None) -> set[int]:
    """The ids of the people whom a figure's records name (`help.rows` with the same arguments); two statements."""
    wanted = helped.rows(scope, by, key).where(HelpRecord.person_id.is_not(None)).order_by(None)
    ids = {each for each in session.scalars(wanted.with_only_columns(HelpRecord.person_id)) if each is not None}
    return set(standing(session, scope.unit_id, ids).values())


def unfinished(session: Session, scope: Scope) -> set[int]:
    """The ids of the people for whom something was not finished within a scope, and is known of them."""
    return named(session, scope, By.MEANING, Meaning.UNFINISHED)


def rows(scope: Scope, person_ids: Collection[int]) -> Select[Person]:
    """The people behind such a set, sorted as Vietnam sorts names."""
    wanted = select(Person).where(Person.unit_id == scope.unit_id, Person.id.in_(person_ids))
    return wanted.order_by(Person.sort_key, Person.birth_year, Person.id)
