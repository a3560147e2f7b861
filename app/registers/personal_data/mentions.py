"""Where somebody stands by name or telephone beside the rows that are theirs: as a guardian, as who asked for somebody
else, in a team by name alone, in free words. Found in every column of text (`searched`), and taken out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, or_, select
from sqlalchemy.orm import Session

from app.country import formats
from app.country.names import identity_key, search_key
from app.models import Account, AdministrativeUnit, DataRequest, Person, Site
from app.models.movement.represented import REPRESENTING
from app.models.people.person import PHONES
from app.models.people.ward_relations import related
from app.registers.personal_data.emptying import emptied, is_emptied
from app.registers.personal_data.fields import OF_COLUMN
from app.registers.personal_data.holdings import Holdings, key_of, theirs
from app.registers.personal_data.personal import Then
from app.registers.personal_data.plain import TABLES
from app.registers.personal_data.searched import (
    NAMING,
    PROSE,
    Called,
    Found,
    is_fixed,
    is_plain,
    of_units,
    searched,
    tables,
)
from app.registers.personal_data.titles import title_of

AROUND = 40
# Sites that represent a row of another table are called as that is, and follow it.
_FOLLOWING = [each.__mapper__.polymorphic_identity for each in REPRESENTING.values()]


@dataclass(frozen=True)
class Cell:
    """One column of a row in which somebody stands: what it says, and what it says without them."""

    column: str
    text: str
    found: tuple[Found, ...]
    without: Any

    @property
    def words(self) -> str:
        """What stands there, with a little around it."""
        if self.text.startswith("+") and self.text[1:].isdigit():
            return formats.phone(self.text)
        first, last = self.found[0], self.found[-1]
        start, end = max(0, first.start - AROUND), min(len(self.text), last.end + AROUND)
        return f"{'…' if start else ''}{self.text[start:end]}{'…' if end < len(self.text) else ''}"


@dataclass(frozen=True)
class Mention:
    """One row in which somebody stands. `own`: the row is theirs, and words in it stay that others are counted by.
    `sure`: it is they, and nobody else of the same name. `fixed`: the row can never be changed. `whose`:
    whom else it names. `part`: which of two parts of a row it is, told apart where one is decided or fixed alone."""

    table: str
    key: tuple[Any, ...]
    cells: tuple[Cell, ...]
    own: bool
    sure: bool
    fixed: bool
    whose: str = ""
    part: str = ""

    @property
    def id(self) -> str:
        """What a form calls it."""
        return ".".join((self.table, *map(str, self.key), *filter(None, (self.part,))))

    @property
    def title(self) -> str:
        """What the row is, in words."""
        return title_of(self.table)

    @property
    def heading(self) -> str:
        """What the row is and whom it names, for the office."""
        return f"{self.title}, {self.whose}" if self.whose else self.title

    @property
    def words(self) -> str:
        """What stands in it."""
        shown = [cell.words for cell in self.cells if not cell.column.endswith("_key")]
        return "; ".join(dict.fromkeys(shown))


@dataclass(frozen=True)
class Search:
    """Whom is looked for: their rows, how they are called, who else is called so, where; `spelt`: the names on file."""

    holdings: Holdings
    called: Called
    has_namesake: bool
    units: Sequence[int]
    groups: frozenset[int]
    spelt: tuple[str, ...]

    @classmethod
    def of(cls, session: Session, person: Person) -> "Search":
        """The search for somebody, under all rows that were merged into theirs, by what is on file of them and what
        they said when they asked and were seen."""
        units = session.scalars(AdministrativeUnit.with_parts([person.unit_id])).all()
        return cls._in_units(session, person, Holdings.by(session, person), units, units)

    @classmethod
    def beyond(cls, session: Session, person: Person) -> "tuple[Search, list[AdministrativeUnit]]":
        """The same search in wards to which rows went when theirs was divided, or from which it came; never to be shown
        to the office of theirs. And those of these wards that have somebody of that name or number on file themselves:
        they are not searched, they decide for themselves (docs/decisions/0070)."""
        here = cls.of(session, person)
        wards = related(session, person.unit_id)
        away = [each for each in wards if each not in here.units]
        keys = {identity_key(name) for name in here.spelt}
        alike = [Person.search_key.in_({search_key(name) for name in here.spelt})]
        alike += [getattr(Person, phone).in_(here.called.phones) for phone in PHONES]
        there = Person.unit_id.in_(away), Person.erased_at.is_(None), Person.merged_into_id.is_(None)
        others = select(Person).where(*there, or_(*alike), Person.id.not_in(here.holdings.people))
        theirs = {
            each.unit_id
            for each in session.scalars(others)
            if identity_key(each.full_name) in keys or {getattr(each, name) for name in PHONES} & {*here.called.phones}
        }
        open_ = [each for each in away if each not in theirs]
        search = cls._in_units(session, person, Holdings.by(session, person, open_), open_, wards)
        return search, list(session.scalars(AdministrativeUnit.among(theirs)))

    @classmethod
    def _in_units(
        cls, session: Session, person: Person, holdings: Holdings, units: Sequence[int], known_in: Collection[int]
    ) -> "Search":
        rows = session.scalars(select(Person).where(Person.id.in_(holdings.people))).all()
        asked = select(DataRequest.full_name, DataRequest.phone).where(DataRequest.person_id.in_(holdings.people))
        identities = [
            *((row.full_name, *(getattr(row, phone) for phone in PHONES)) for row in rows),
            *session.execute(asked),
        ]
        called = Called.by(
            (name for name, *_phones in identities), (each for _name, *phones in identities for each in phones)
        )
        groups = frozenset(row.residential_group_id for row in rows if row.residential_group_id is not None)
        spelt = tuple(row.full_name for row in rows)
        return cls(holdings, called, _has_namesake(session, rows, known_in), units, groups, spelt)

    def mentions(self, session: Session) -> list[Mention]:
        """All of them; reads every table once."""
        if not self.units or not (self.called.names or self.called.phones):
            return []
        return [found for table in tables() for found in self._in(session, table)]

    def is_meant(self, text: str) -> bool:
        """Whether words that are about nobody in particular mean them."""
        found = self.called.find(text)
        return any(each.is_phone or (each.certain and not self.has_namesake) for each in found)

    def _in(self, session: Session, table: Table) -> Iterator[Mention]:
        columns = searched(table)
        own = theirs(table, self.holdings)
        wanted = select(table, own.label("_own"))
        there = [or_(*(self.called.may_stand_in(column) for column in columns)), of_units(table, self.units)]
        there += [table.c.kind.not_in(_FOLLOWING)] if table.name == Site.__tablename__ else []
        for row in session.execute(wanted.where(*there)):
            own_row = bool(row._mapping["_own"])
            left = [column for column in columns if not (own_row and is_emptied(column))]
            for part in _parts(left):
                cells = tuple(filter(None, (self._cell(column, row) for column in part)))
                if cells and not (table.name == Person.__tablename__ and not _by_phone(cells)):
                    yield self._mention(table, row, cells, part[0])

    def _mention(self, table: Table, row: Row[Any], cells: tuple[Cell, ...], first: Column[Any]) -> Mention:
        key = tuple(row._mapping[column.name] for column in key_of(table))
        own_row, fixed = bool(row._mapping["_own"]), is_fixed(first)
        sure = (own_row or self._is_sure(table, row, cells, plain=is_plain(first))) and not fixed
        part = "khoa" if fixed else "" if is_plain(first) == (table.name in TABLES) else "ten"
        return Mention(table.name, key, cells, own_row, sure, fixed, ", ".join(_others(table, row, cells)), part)

    def _cell(self, column: Column[Any], row: Row[Any]) -> Cell | None:
        text = row._mapping[column.name]
        found = tuple(self.called.find(text)) if text else ()
        if not found:
            return None
        if column.name.endswith("_key"):
            return Cell(column.name, text, found, self.called.removed(text, key=True))
        field = OF_COLUMN.get((column.table.name, column.name))
        if field is not None and field.then is Then.EMPTY and self.called.stands_alone(text, found):
            return Cell(column.name, text, found, emptied(column, text, field.then))
        return Cell(column.name, text, found, self.called.removed(text))

    def _is_sure(self, table: Table, row: Row[Any], cells: Collection[Cell], *, plain: bool) -> bool:
        """Whether whoever stands there is the one who is looked for, as far as a machine can tell."""
        named = {cell.column for cell in cells if not all(found.is_phone for found in cell.found)}
        if _by_phone(cells):
            return bool(named) or not _others(table, row, cells)
        matches = [found for cell in cells if not cell.column.endswith("_key") for found in cell.found]
        if self.has_namesake or not matches or not all(found.certain for found in matches):
            return False
        if not plain and any(
            "phone" in name and value for name, value in row._mapping.items() if isinstance(value, str)
        ):
            return False  # somebody of that name with another number
        group = row._mapping.get("residential_group_id")
        if group is not None and self.groups and group not in self.groups:
            return False
        return not plain or any(cell.column in PROSE for cell in cells)


def _parts(columns: Iterable[Column[Any]]) -> list[list[Column[Any]]]:
    """The columns of a row, those apart that are fixed, and those that name a thing."""
    parts: dict[tuple[bool, bool], list[Column[Any]]] = {}
    for column in columns:
        parts.setdefault((is_fixed(column), is_plain(column)), []).append(column)
    return list(parts.values())


def _others(table: Table, row: Row[Any], cells: Iterable[Cell]) -> list[str]:
    """Whom else a row names."""
    found = {cell.column for cell in cells if not all(each.is_phone for each in cell.found)}
    named = sorted(name for name in NAMING - found if table.name not in TABLES and (table.name, name) in OF_COLUMN)
    return [row._mapping[name] for name in named if row._mapping[name]]


def _by_phone(cells: Iterable[Cell]) -> bool:
    return any(found.is_phone for cell in cells for found in cell.found)


def _has_namesake(session: Session, rows: Sequence[Person], unit_ids: Collection[int]) -> bool:
    """Whether somebody else who is on file, or has an account, is called the same."""
    keys = {identity_key(row.full_name) for row in rows}
    there = Person.unit_id.in_(unit_ids), Person.erased_at.is_(None), Person.merged_into_id.is_(None)
    alike = Person.search_key.in_({search_key(row.full_name) for row in rows})
    others = select(Person.full_name).where(*there, alike, Person.id.not_in([row.id for row in rows]))
    accounts = select(Account.full_name).where(Account.enabled.is_(True))
    return any(identity_key(name) in keys for wanted in (others, accounts) for name in session.scalars(wanted))
