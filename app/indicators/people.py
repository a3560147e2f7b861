"""Who stands behind rows that name people: each somebody once, whatever was merged since.

A figure of people (người) counts them; it is never made from lượt, and never guessed where a row names nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CTE, CompoundSelect, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.models import Person
from app.registers.indicator import Behind, Dimension

LOADS = (joinedload(Person.residential_group),)
# Each person for themselves: told to code, never to a page.
EACH = Dimension("nguoi", "", Person.id, lambda session, scope, found: (), told=False)
ORDER = (Person.sort_key, Person.birth_year, Person.id)


def _merged() -> CTE:
    """Of each row that was merged the one that is kept today, however often that was merged itself."""
    further, last = aliased(Person), aliased(Person)
    first = select(Person.id.label("id"), Person.merged_into_id.label("kept"))
    chain = first.where(Person.merged_into_id.is_not(None)).cte("merged", recursive=True)
    step = select(chain.c.id, further.merged_into_id).join(further, further.id == chain.c.kept)
    whole = chain.union(step.where(further.merged_into_id.is_not(None)))
    wanted = select(whole.c.id, whole.c.kept).join(last, last.id == whole.c.kept)
    return wanted.where(last.merged_into_id.is_(None)).cte("kept_as")


_KEPT = _merged()


def with_person(wanted: Select[Any], person_id: Any) -> Select[Any]:
    """Rows with the person whom they name, as that person is kept today; those that name nobody are left out."""
    wanted = wanted.outerjoin(_KEPT, _KEPT.c.id == person_id)
    return wanted.join(Person, Person.id == func.coalesce(_KEPT.c.kept, person_id))


def employed() -> CompoundSelect[int]:
    """The ids of who works or learns somewhere, rows that were merged into theirs among them: they are few of a ward,
    and are looked up before what they did is."""
    works = Person.organisation_id.is_not(None)
    merged = select(_KEPT.c.id).join(Person, Person.id == _KEPT.c.kept).where(works)
    return select(Person.id).where(works, Person.merged_into_id.is_(None)).union_all(merged)


def tells_people(session: Session, people: Sequence[Person]) -> Iterable[Behind]:
    """People by name, each leading to their page; of who was taken out by name, only that somebody was."""
    for person in people:
        group = person.residential_group.name if person.residential_group else ""
        if person.erased_at is not None:
            yield Behind(_("Một người đã xóa tên"), _("chỉ còn trong số đếm"))
        else:
            small = " · ".join(filter(None, (_("sinh %(year)s", year=person.birth_year), group)))
            yield Behind(person.full_name, small, "office.people.show", {"person": person.public_id})


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
