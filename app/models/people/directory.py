"""Search for people on file: parts of the name in any order, last digits of the phone, year of birth; then near
matches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement

from app.country import likeness, names
from app.country.likeness import Likeness
from app.models.people.person import PHONES, Person

# A search with fewer hits than this also looks for near matches.
FEW = 10
# How many near matches are shown at most, and from how many candidate rows they are chosen.
NEAR = 20
LIKELIEST = 200
LOOKED_AT = 4000
OLDEST, NEWEST = 1900, 2100  # years of birth
YEARS_BESIDE = 2


_listed = aliased(Person)


@dataclass(frozen=True)
class PersonQuery:
    """A search: the typed words. Empty words find everybody."""

    query: str = ""

    @property
    def words(self) -> list[str]:
        """The typed parts of a name."""
        return [term for term in names.search_terms(self.query) if not term.isdigit()]

    @property
    def digits(self) -> list[str]:
        """The typed numbers."""
        return [term for term in names.search_terms(self.query) if term.isdigit()]

    @property
    def year(self) -> int | None:
        """The year of birth among the numbers, if there is exactly one."""
        years = [int(term) for term in self.digits if len(term) == 4 and OLDEST <= int(term) <= NEWEST]
        return years[0] if len(years) == 1 else None


@dataclass(frozen=True)
class Near:
    """A near match, and how it differs."""

    person: Person
    likeness: Likeness


def hits(unit_ids: Collection[int], wanted: PersonQuery) -> Select[Person]:
    """The people who match everything typed; matches of full words first, then by tên."""
    found = Person.in_units(unit_ids).where(condition(unit_ids, wanted)).order_by(None)
    ordered = found.order_by(*rank(wanted), Person.sort_key, Person.birth_year, Person.id)
    return ordered.options(joinedload(Person.residential_group))


def rank(wanted: PersonQuery) -> list[ColumnElement[int]]:
    """What hits are ordered by before their names: those of full words first."""
    padded = " " + Person.search_key + " "
    full_words = [padded.like(names.like_pattern(f" {word} "), escape="\\") for word in wanted.words]
    return [case((and_(*full_words), 0), else_=1)] if full_words else []


def count(session: Session, unit_ids: Collection[int], wanted: PersonQuery) -> int:
    """The number of `hits`."""
    on_file = and_(Person.unit_id.in_(unit_ids), Person.merged_into_id.is_(None), Person.erased_at.is_(None))
    return session.scalars(select(func.count()).select_from(Person).where(on_file, condition(unit_ids, wanted))).one()


def near(session: Session, unit_ids: Collection[int], wanted: PersonQuery) -> list[Near]:
    """At most twenty people who differ from the typed text in one thing, the likeliest first.

    Two statements: one pass over the name index for candidates, then the people found.
    """
    if not wanted.words:
        return []
    rows = session.execute(_perhaps(unit_ids, wanted))
    likes = {row.id: like for row in rows if (like := _likeness(wanted, row))}
    ranks = {like: rank for rank, like in enumerate(Likeness)}
    likeliest = sorted(likes, key=lambda person_id: (ranks[likes[person_id]], person_id))[:LIKELIEST]
    if not likeliest:
        return []
    people = Person.in_units(unit_ids).where(Person.id.in_(likeliest))
    found = session.scalars(people.options(joinedload(Person.residential_group)))
    by_likeness = sorted((Near(person, likes[person.id]) for person in found), key=lambda each: ranks[each.likeness])
    return by_likeness[:NEAR]


def condition(unit_ids: Collection[int], wanted: PersonQuery) -> ColumnElement[bool]:
    """The condition of a hit. Words are searched in the name index alone: 60,000 names in about 5 ms."""
    numbered = _numbered(wanted)
    if not wanted.words:
        return numbered
    named = select(_listed.id).where(_listed.unit_id.in_(unit_ids), _holds(wanted.words))
    return and_(Person.id.in_(named), numbered)


def _holds(words: Sequence[str]) -> ColumnElement[bool]:
    return and_(true(), *(_has(word) for word in words))


def _has(part: str) -> ColumnElement[bool]:
    return _listed.search_key.like(names.like_pattern(part), escape="\\")


def _numbered(wanted: PersonQuery) -> ColumnElement[bool]:
    """Numbers are a year, or the end of a phone in any number of pieces; of both, the year once and the rest."""
    if not wanted.digits:
        return true()
    either = [_phone_ends(wanted.digits)]
    if wanted.year is not None:
        rest = [digits for digits in wanted.digits if digits != str(wanted.year)]
        either.append(and_(Person.birth_year == wanted.year, _phone_ends(rest) if rest else true()))
    return or_(*either)


def _phone_ends(digits: Sequence[str]) -> ColumnElement[bool]:
    typed = "".join(digits)
    tail = typed[2:] if typed.startswith("84") and len(typed) > 9 else typed.removeprefix("0")
    ends = [getattr(Person, key).like(f"%{tail}") for key in PHONES]
    return or_(*ends) if len(tail) >= 2 else false()


def _perhaps(unit_ids: Collection[int], wanted: PersonQuery) -> Select[int, str, int]:
    """Candidates for near matches, as rows of id, search key and year: each mistyped word matches by a part."""
    words = wanted.words
    ways = [and_(_holds([*words[:place], *words[place + 1 :]]), _nearly(word)) for place, word in enumerate(words)]
    if len(words) > 2:  # a word in the middle that is not on file
        ways.append(_holds([words[0], words[-1]]))
    columns = select(_listed.id, _listed.search_key, _listed.birth_year).where(_listed.unit_id.in_(unit_ids))
    if (year := wanted.year) is not None:
        ways.append(_holds(words))
        columns = columns.where(_listed.birth_year.between(year - YEARS_BESIDE, year + YEARS_BESIDE))
    return columns.where(or_(*ways)).limit(LOOKED_AT)


def _nearly(word: str) -> ColumnElement[bool]:
    """The condition that a name contains half of a word, or another spelling of it."""
    if len(word) < likeness.SHORTEST:
        return or_(false(), *(_has(other) for other in likeness.spellings(word)))
    head, tail = likeness.halves(word)
    key = " " + _listed.search_key + " "
    parts = [f" {head}", f"{tail} ", likeness.swapped_in_the_middle(word)]
    halves = [key.like(names.like_pattern(part), escape="\\") for part in parts]
    return or_(*halves, *(_has(other) for other in likeness.spellings(word)))


def _likeness(wanted: PersonQuery, row: Row[int, str, int]) -> Likeness | None:
    agrees = wanted.year is None or row.birth_year == wanted.year
    if all(word in row.search_key for word in wanted.words):
        return None if agrees else Likeness.YEAR
    return likeness.likeness(wanted.words, row.search_key) if agrees else None


# The people that may be suggested while a name is typed.
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
