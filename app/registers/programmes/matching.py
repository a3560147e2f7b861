"""Which rows of a programme's book the lines of a list mean. As many statements for many lines as for one."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, null, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from app.country import names
from app.entries.reading import read_answer
from app.models import Event, Household, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.represented import REPRESENTING, eligible
from app.models.movement.site import house_order
from app.models.people.residential_group import bare
from app.registers.parts import Match
from app.registers.programmes import represented, within
from app.registers.programmes.answer_values import PREFIX

Line = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Matching:
    """Finds the rows in use of a programme in a unit, each read with `options`."""

    session: Session
    unit_id: int
    programme: Programme
    declared: Declaration
    options: Sequence[ORMOption]

    @property
    def noun(self) -> type[Site]:
        """The model of the rows."""
        return REPRESENTING.get(self.declared.subject) or _NOUNS.get(self.declared.subject, Site)

    def matches(self, lines: Sequence[Line]) -> list[Match[Any]]:
        """What each line means: a row that represents something by code or name; else a row by code, or by what it is
        called. Two houses without a number are never the same."""
        found = self._represented(lines) if represented.is_represented(self.declared) else self._own(lines)
        rows = self._rows({row for row, _identities, _refusal in found if row})
        return [Match(identities, rows.get(row), refusal) for row, identities, refusal in found]

    def _rows(self, ids: Collection[int]) -> Mapping[int | None, Site]:
        wanted = select(self.noun).where(self.noun.id.in_(ids)).options(*self.options)
        return {each.id: each for each in self.session.scalars(wanted)} if ids else {}

    def _own(self, lines: Sequence[Line]) -> list[tuple[int | None, tuple[str, ...], str]]:
        called = [self._called(each) for each in lines]
        coded = self._by_code({str(each["code"]) for each in lines if each.get("code")})
        named = self._by_key({key for each, key in zip(lines, called, strict=True) if key and not each.get("code")})
        found = list[tuple[int | None, tuple[str, ...], str]]()
        for line, key in zip(lines, called, strict=True):
            code, identities = str(line.get("code") or ""), ["|".join(map(str, key))] if key else []
            row, name = coded.get(code, (None, "")) if code else (named.get(key) if key else None, "")
            refusal = _('Mã "%(code)s" là của %(name)s, đã bỏ khỏi sổ.', code=code, name=name) if name else ""
            found.append((row, tuple([f"code {code}", *identities] if code else identities), refusal))
        return found

    def _by_code(self, codes: Collection[str]) -> Mapping[str, tuple[int | None, str]]:
        """By code the row in use, or that into which it was merged; or the name of a row that is not in use."""
        columns: Any = select(Site.id, Site.code, Site.name, Site.retired_on, Site.merged_into_id)
        here = Site.unit_id == self.unit_id, eligible(self.programme.id, self.declared), Site.code.in_(codes)
        coded = self.session.execute(columns.where(*here)).all() if codes else ()
        rows = {each.id: each for each in coded}
        while into := {each.merged_into_id for each in rows.values()} - rows.keys() - {None}:
            rows.update((each.id, each) for each in self.session.execute(columns.where(Site.id.in_(into))))
        found = dict[str, tuple[int | None, str]]()
        for each in coded:
            row = each
            while row.merged_into_id is not None:
                row = rows[row.merged_into_id]
            found[each.code] = (None, each.name) if row.retired_on else (row.id, "")
        return found

    def _by_key(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """By key the first row in use."""
        if not keys:
            return {}
        if self.declared.subject is Subject.EVENT and not self.declared.title:
            return self._by_answers(keys)
        columns, narrowed, key_of = self._read(keys)
        wanted = columns.where(self.noun.unit_id == self.unit_id, self.noun.in_use(), narrowed).order_by(self.noun.id)
        found = dict[Key, int]()
        for id_, *rest in self.session.execute(wanted):
            found.setdefault(key_of(rest), id_)
        return found

    def _by_answers(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """By key the first event in use of which its newest entry says the same, where no title names events."""
        identity = Event.held_on, self._group_of_events, Event.organisation_id
        columns: Any = select(ProgrammeEntry, Event.id, *identity, Event.starts_at, Event.ends_at, Event.venue)
        columns = columns.add_columns(Event.place_id, Event.within_id)
        columns = columns.join(Event, Event.id == ProgrammeEntry.site_id).where(ProgrammeEntry.latest, Event.in_use())
        here = Event.programme_id == self.programme.id, Event.held_on.in_({each[0] for each in keys})
        by_place = dict[Key, list[Key]]()
        for each in keys:
            by_place.setdefault(each[:3], []).append(each)
        found = dict[Key, int]()
        for entry, id_, *rest in self.session.execute(columns.where(*here).order_by(Event.id)):
            there = {PREFIX + key: _alike(each) for key, each in entry.given.items()}
            there |= zip(_OF_EVENT, map(_alike, rest[3:]), strict=True)
            for key in by_place.get(tuple(rest[:3]), ()):
                if all(there.get(each, "") == value for each, value in key[3]):
                    found.setdefault(key, id_)
        return found

    @property
    def _group_of_events(self) -> Any:
        """What tells events apart by their group: nothing where these are asked none."""
        return Event.residential_group_id if self.declared.asks_group else null()

    def _said(self, line: Line) -> Key:
        """What a line says of an event that no title names, but persons, who are named only where they agree."""
        own = [(each, _alike(_id(line[each]) if each in _ROWS else line[each])) for each in _OF_EVENT if each in line]
        persons = tuple(each.key for each in self.declared.persons)
        asked = {PREFIX + key: each for key, each in self.declared.by_key.items() if not key.startswith(persons)}
        return (*own, *((key, _alike(read_answer(each, line[key]))) for key, each in asked.items() if key in line))

    def _called(self, line: Line) -> Key | None:
        """What tells a row of this subject from others, of a line; None where the line does not say it."""
        group, name = _id(line.get("residential_group")), names.search_key(str(line.get("name") or ""))
        if self.declared.subject is Subject.HOUSEHOLD:
            alley, number, head = (str(line.get(key) or "").strip() for key in ("alley", "number", "head"))
            return (group, house_order(alley, number), names.search_key(head)) if number and head else None
        if self.declared.subject is Subject.EVENT:
            day = line.get("held_on")
            if not self.declared.title:
                return (day, group, _id(line.get("organisation")), self._said(line)) if day else None
            return (name, day, group, _id(line.get("organisation"))) if name and day else None
        return (_id(line.get(within.KEY)) if self.declared.within else group, name)

    def _read(self, keys: Collection[Key]) -> tuple[Any, Any, Callable[[Any], Key]]:
        """The columns of rows by which `_called` tells them apart, a condition that keeps all with one of some keys,
        and the key of a row of these columns."""
        if self.declared.subject is Subject.HOUSEHOLD:
            columns: Any = select(Household.id, Household.residential_group_id, Household.place_key, Household.head)
            narrowed = Household.place_key.in_({each[1] for each in keys})
            return columns, narrowed, lambda row: (row[0], row[1], names.search_key(row[2]))
        if self.declared.subject is Subject.EVENT:
            identity = Event.search_key, Event.held_on, self._group_of_events, Event.organisation_id
            mine = Event.programme_id == self.programme.id, Event.held_on.in_({each[1] for each in keys})
            columns = select(Event.id, *identity)
            return columns, and_(*mine, Event.search_key.in_({each[0] for each in keys})), tuple
        where = Site.within_id if self.declared.within else Site.residential_group_id
        named = Site.search_key.in_({each[1] for each in keys})
        columns = select(Site.id, where, Site.search_key)
        return columns, and_(Site.programme_id == self.programme.id, named), tuple

    def _represented(self, lines: Sequence[Line]) -> list[tuple[int | None, tuple[str, ...], str]]:
        kind = REPRESENTING[self.declared.subject]
        here = kind.unit_id == self.unit_id, kind.in_use(), eligible(self.programme.id, self.declared)
        rows = self.session.execute(select(kind.id, kind.code, kind.name).where(*here)).all()
        by_code = _grouped((code.lower(), id_) for id_, code, _name in rows if code)
        by_name = _grouped((names.search_key(name), id_) for id_, _code, name in rows)
        # A group also by its name without words for its kind.
        by_bare = _grouped((bare(name), id_) for id_, _code, name in rows if self.declared.subject is Subject.GROUP)
        found = list[tuple[int | None, tuple[str, ...], str]]()
        for line in lines:
            code, name = str(line.get("code") or ""), str(line.get("name") or "")
            called = by_name.get(names.search_key(name)) or by_bare.get(bare(name), [])
            ids = by_code.get(code.lower(), []) if code else called if name else []
            found.append((ids[0], (), "") if len(ids) == 1 else (None, (), self._none_or_several(len(ids))))
        return found

    def _none_or_several(self, many: int) -> str:
        what = self.declared.noun or represented.NOUNS[self.declared.subject]
        if many:
            return str(_("Có %(count)s %(what)s cùng tên; anh chị ghi thêm cột mã.", count=many, what=what))
        return str(
            _("Sổ không có %(what)s nào tên hay mã như vậy; %(what)s mới thì thêm vào danh mục trước.", what=what)
        )


# What a list says of an event beside its title, day, group and organiser.
_ROWS = "place", within.KEY
_OF_EVENT = "starts_at", "ends_at", "venue", *_ROWS
_NOUNS: Mapping[Subject, type[Site]] = {Subject.HOUSEHOLD: Household, Subject.EVENT: Event}


def _alike(answer: Any) -> str:
    """A stored answer in a form that is equal for equal answers; "" where empty."""
    return "" if answer in (None, "", []) else repr(sorted(answer) if isinstance(answer, list) else answer)


def _id(row: Any) -> int | None:
    return row.id if row is not None else None


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, id_ in pairs:
        found.setdefault(key, []).append(id_)
    return found
