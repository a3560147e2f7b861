"""The people that may be suggested while a name is typed."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from app.country import names
from app.models.people.person import Person


def known_people(unit_ids: Collection[int], group_ids: Collection[int]) -> Select[Person]:
    """The people of some units and residential groups, with their groups, by name, without merged rows."""
    return (
        select(Person)
        .where(
            or_(Person.unit_id.in_(unit_ids), Person.residential_group_id.in_(group_ids)),
            Person.merged_into_id.is_(None),
        )
        .options(selectinload(Person.residential_group))
        .order_by(Person.sort_key, Person.birth_year, Person.id)
    )


def called_like(wanted: Select[Person], query: str) -> Select[Person]:
    """Those whose names contain every typed part, ignoring accents; digits match the year of birth."""
    for term in names.search_terms(query):
        pattern = names.like_pattern(term)
        by_name = Person.search_key.like(pattern, escape="\\")
        year = Person.birth_year == int(term) if term.isascii() and term.isdecimal() and len(term) == 4 else by_name
        wanted = wanted.where(or_(by_name, year))
    return wanted
