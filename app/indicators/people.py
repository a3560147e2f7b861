"""People behind rows: each person once, merged records resolved to the one that is kept.

A figure of people (người) counts these. It is never derived from lượt, nor guessed for rows without a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CTE, CompoundSelect, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.models import Person
from app.registers.indicator import Dimension, FigureRow

LOADS = (joinedload(Person.residential_group),)
# By single person, for code only: never offered on a page.
EACH = Dimension("nguoi", "", Person.id, lambda session, scope, found: (), tabulated=False)
ORDER = (Person.sort_key, Person.birth_year, Person.id)


def _merged() -> CTE:
    """Ids of merged people with the id of the record kept today, through any chain of merges."""
    further, last = aliased(Person), aliased(Person)
    first = select(Person.id.label("id"), Person.merged_into_id.label("kept"))
    chain = first.where(Person.merged_into_id.is_not(None)).cte("merged", recursive=True)
    step = select(chain.c.id, further.merged_into_id).join(further, further.id == chain.c.kept)
    closure = chain.union(step.where(further.merged_into_id.is_not(None)))
    wanted = select(closure.c.id, closure.c.kept).join(last, last.id == closure.c.kept)
    return wanted.where(last.merged_into_id.is_(None)).cte("kept_as")


_KEPT = _merged()


def with_person(wanted: Select[Any], person_id: Any) -> Select[Any]:
    """Rows joined with the kept record of the person they name; rows without a person are left out."""
    wanted = wanted.outerjoin(_KEPT, _KEPT.c.id == person_id)
    return wanted.join(Person, Person.id == func.coalesce(_KEPT.c.kept, person_id))


def employed() -> CompoundSelect[int]:
    """Ids of people with an organisation, merged records included. They are few of a ward, so a query looks them up
    before their attendance."""
    works = Person.organisation_id.is_not(None)
    merged = select(_KEPT.c.id).join(Person, Person.id == _KEPT.c.kept).where(works)
    return select(Person.id).where(works, Person.merged_into_id.is_(None)).union_all(merged)


def tells_people(session: Session, people: Sequence[Person]) -> Iterable[FigureRow]:
    """People by name, with a link to their page; an erased person is a line without a name."""
    for person in people:
        group = person.residential_group.name if person.residential_group else ""
        if person.erased_at is not None:
            yield FigureRow(_("Một người đã xóa tên"), _("chỉ còn trong số đếm"))
        else:
            small = " · ".join(filter(None, (_("sinh %(year)s", year=person.birth_year), group)))
            yield FigureRow(person.full_name, small, "office.people.show", {"person": person.public_id})


def current_ids(session: Session, unit_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """Ids of the records that some people are kept under today. One statement."""
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
