"""Lists of a ward's registers: an unknown row is added, a known row is updated with the given values."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats, names
from app.country.days import parse_day
from app.country.numbers import HasFraction, without_fraction
from app.country.refusals import fraction_sentence
from app.exchange.imports.cells import Mended, UnusableCell, count_of, day_text_of, is_tick, money_of, phone_of, text_of
from app.exchange.imports.choices import chosen, each_of
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.people import Target
from app.exchange.imports.reading import Cell
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.exchange.imports.vocabulary import RETIRED
from app.models import Account, AdministrativeUnit
from app.models.people.residential_group import bare
from app.registers.field import NO_WORDS, NOTHING, Field, InvalidValue, Kind
from app.registers.parts import Match
from app.registers.register import Register, Writer
from app.web.forms.days import no_day

LONGEST_NAME = 120
_NO = {"", *map(names.search_key, NO_WORDS.split("|"))}


NOWHERE = object()  # the meaning of a cell that names no row: "Nơi khác"


class Unstored:
    """A row of a previewed list, not stored, so that later rows can refer to it."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)


class _Line(NamedTuple):
    """A row of a list whose cells were read: its title and its values by key of the field."""

    row: ImportRow
    name: str
    values: dict[str, Any]


class RegisterIntake:
    """Takes a list into a register of a ward. It locks the ward's row, so that two lists at once add nothing twice."""

    def __init__(self, register: Register[Any], session: Session, target: Target, *, store: bool) -> None:
        self.register = register.collecting() if store else register
        self.session, self.target, self.store = session, target, store
        noun = register.noun
        if store:
            session.scalars(AdministrativeUnit.locked(target.unit_id)).one()
        self.unit = session.get_one(AdministrativeUnit, target.unit_id)
        self.by = Writer(session.get(Account, target.by_id) if target.by_id else None, "import")
        standing = register.rows([target.unit_id]).where(noun.in_use()).options(*register.listing.loads)
        by_name = () if register.imports.find_many else session.scalars(standing)
        self.rows: GroupsOnFile[Any] = self._on_file(by_name, register.imports.match_by)
        self.others = {
            field.key: self._on_file(field.rows(self.unit), field.match_key or bare, field.row_word)
            for field in register.fields
            if field.rows is not None
        }
        self._above = [field.key for field in register.fields if field.above]

    def _on_file(self, rows: Iterable[Any], alike: Callable[[str], str] = bare, word: object = "") -> GroupsOnFile[Any]:
        return GroupsOnFile(rows, str(word) or self.unit.group_word, alike)

    def take(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """The outcomes of some rows, in order; those that name one of the same register come after the others."""
        below = [any(text_of(row.given.get(key)) for key in self._above) for row in rows]
        if any(below) and not all(below):
            parts = ([row for row, names in zip(rows, below, strict=True) if names is which] for which in (False, True))
            results = [each for part in parts for each in self.take(part)]
            by_number = {each.number: each for each in results}
            return [by_number[row.number] for row in rows]
        lines = [self._line(row) for row in rows]
        readable = [each for each in lines if isinstance(each, _Line)]
        matches = dict(zip((each.row.number for each in readable), self._matches(readable), strict=True))
        results = [
            each if isinstance(each, RowResult) else self._taken(each, matches[each.row.number]) for each in lines
        ]
        if self.store:
            self.register.finish(self.session, self.by)
            self.session.flush()
        return results

    def _matches(self, lines: Sequence[_Line]) -> Sequence[Match[Any] | None]:
        """What each line means, where the register finds it so; else each is found when its turn comes."""
        if self.register.imports.find_many is None:
            return [None] * len(lines)
        values = [each.values for each in lines]
        found = self.register.imports.find_many(self.session, self.unit.id, values)
        in_use = {each.row.id for each in found if each.row is not None and not each.row.retired_on}
        if self.store and in_use and not in_use <= self._locked(in_use):  # merged or retired meanwhile
            self.session.expire_all()
            return self._matches(lines)
        return found

    def _locked(self, ids: Collection[int]) -> set[int]:
        """Lock rows; the ids of those in use. Reads no whole rows, which would unload what was loaded with them."""
        locking = self.register.locking(ids)
        noun = locking.column_descriptions[0]["entity"]
        locked = self.session.execute(locking.with_only_columns(noun.id, noun.retired_on))
        return {id_ for id_, retired_on in locked if retired_on is None}

    def _taken(self, line: _Line, match: Match[Any] | None) -> RowResult:
        try:
            return self._result(line, match)
        except (UnusableCell, InvalidValue) as unusable:
            return RowResult(line.row.number, RowOutcome.REFUSED, line.name, why=str(unusable))

    def _line(self, row: ImportRow) -> _Line | RowResult:
        """The values of a row, or why it is not taken."""
        values: dict[str, Any] = {}
        wrong: list[tuple[str, str]] = []
        whys: list[str] = []
        for field in self.register.fields:
            text = text_of(row.given.get(field.key))
            try:
                if field.key in row.given:
                    values[field.key] = self.read(field, row.given[field.key])
                if field.required and not field.optional_in_import and values.get(field.key) in NOTHING:
                    raise UnusableCell(_("Chưa ghi %(what)s.", what=field.word))
            except (UnusableCell, InvalidValue) as unusable:
                wrong.append((field.key, text))
                whys.append(str(unusable))
        if self.register.title_field != "name":
            values |= self._sourced(values)
        name = (self.register.title_of(values) or text_of(row.given.get("name")))[:LONGEST_NAME]
        if whys:
            return RowResult(row.number, RowOutcome.REFUSED, name, why=" ".join(whys), wrong=tuple(wrong))
        if text_of(row.given.get(RETIRED)):
            return RowResult(row.number, RowOutcome.KNOWN, name, why=_("Đã thôi dùng, không nhập lại."))
        return _Line(row, name, values)

    def read(self, field: Field, cell: Cell) -> Any:
        """The value of a cell, as the register's form would store it.

        Raises:
            UnusableCell, Refused: it says nothing that can be stored.
        """
        text = cell if field.kind is Kind.LINES and isinstance(cell, str) else text_of(cell)
        text = field.parse_import(self.unit, text) if field.parse_import else text
        match field.kind:
            case Kind.ROW:
                nothing = names.search_key(text) == names.search_key(str(field.empty_text))
                return None if nothing else self.others[field.key].meant_by(cell)
            case Kind.ROWS:
                return self._rows(field, text)
            case Kind.YES_NO:
                return is_tick(cell) or names.search_key(text) not in _NO
            case Kind.PHONE:
                return phone_of(cell, Mended()) or ""
            case Kind.NUMBER:
                return _within(field, count_of(_without_fraction(field, text)))
            case Kind.MONEY:
                return money_of(cell)
            case Kind.DAY:
                return _day(day_text_of(cell))
            case Kind.ONE_OF | Kind.SOME_OF:
                return chosen(field, field.choices(self.unit, None) if field.choices else (), text)
        if len(text) > field.longest:
            most = formats.number(field.longest)
            raise UnusableCell(_("%(what)s dài quá %(limit)s chữ. Anh chị ghi gọn lại.", what=field.label, limit=most))
        return field.read(text) if field.read else text

    def _rows(self, field: Field, text: str) -> list[Any]:
        """The rows that a cell names, with separators, each once and in the order of their codes."""
        others, nothing = self.others[field.key], names.search_key(text) == names.search_key(str(field.empty_text))

        def named(words: str) -> Any:
            if "," not in words:
                return others.meant_by(words) or NOWHERE
            return next(iter(found)) if len(found := others.found(words)) == 1 else None

        meant = {each.code: each for each in each_of("" if nothing else text, named) if each is not NOWHERE}
        return [meant[code] for code in sorted(meant)]

    def _result(self, line: _Line, match: Match[Any] | None) -> RowResult:
        number, name, values = line.row.number, line.name, line.values
        if match and match.refusal:
            raise InvalidValue(match.refusal)
        own = {"name", *self.register.unique, *(field.key for field in self.register.fields if field.copied)}
        facts = {key: value for key, value in values.items() if key not in own}
        about = " · ".join(self._words(key, value) for key, value in facts.items() if value not in NOTHING)
        known = match.row if match else self._known(name, values)
        self._check(values, known)
        keys = [f"{self.register.key} {each}" for each in match.identities] if match else []
        earlier = self.target.rows.get(keys[0]) if keys else None
        if known is None and earlier is None:
            self._add(line, keys)
            return RowResult(number, RowOutcome.NEW, name, about)
        keys += [self._key(known)] if known is not None else []
        if earlier := earlier or self.target.rows.get(keys[-1]):
            return RowResult(number, RowOutcome.KNOWN, name, about, _("Trùng dòng %(row)s của tệp.", row=earlier))
        self._note(keys, number)
        changed = {key: value for key, value in facts.items() if value not in (*NOTHING, self._stands(known, key))}
        if known is not None and changed and self.store:
            facts = {**changed, **self._sourced(changed)}
            self.register.change(self.session, known, facts, str(known.version), self.by)
        news = ", ".join(self._words(key, value) for key, value in changed.items())
        notices = (_("Cập nhật %(what)s.", what=news),) if changed else ()
        return RowResult(number, RowOutcome.KNOWN, name, about, _("Đã có trong danh mục."), notices)

    def _note(self, keys: Iterable[str], number: int) -> None:
        """Note of which line some keys are; the first line that says one keeps it."""
        for key in keys:
            self.target.rows.setdefault(key, number)

    def _check(self, values: Mapping[str, Any], known: Any) -> None:
        """Refuse values that contradict each other, if the row has them, or that lack what they need."""
        words = [str(words) for key, words in self.register.check(self.complete(values)).items() if key in values]
        stands = {key: self._stands(known, key) for key in self.register.by_key} if known is not None else {}
        given = {key: value for key, value in values.items() if value not in NOTHING}
        words += map(str, self.register.check_change(stands, self.complete({**stands, **given}), known).values())
        if words:
            raise UnusableCell(" ".join(dict.fromkeys(words)))

    def _known(self, name: str, values: Mapping[str, Any]) -> Any:
        """The row on file that is meant.

        Raises:
            UnusableCell: code and name are not of one row, the name may mean several, or another has what is its own.
        """
        by_name, own = self.rows.found(name), {key: values.get(key) for key in self.register.unique}
        code = str(own.get("code") or "")
        by_code = next((each for each in self.rows.found(code) if each.code.casefold() == code.casefold()), None)
        if by_code is not None and by_code not in by_name:
            text = _('Mã "%(code)s" đang là của %(name)s. Anh chị xem lại mã hoặc tên.', code=code, name=by_code.name)
            raise UnusableCell(text)
        if by_code is None and len(by_name) > 1:
            raise UnusableCell(_('"%(name)s" có thể là nhiều nơi. Anh chị ghi rõ hơn.', name=name[:40]))
        known = by_code or next(iter(by_name), None)
        anew = known is None and any(own.values())
        others = self.register.noun.same(self.unit.id, own) if anew else None
        if others is not None and self.session.scalars(others).first() is not None:
            raise UnusableCell(str(self.register.unique_error))
        return known

    def _add(self, line: _Line, keys: Sequence[str]) -> None:
        values, number = line.values, line.row.number
        named = {"code": "", "name": self.register.title_of(values)}
        made: Any = Unstored(slug=f"#{number}", **{**named, **self.complete(values)})
        if self.store:
            made = self.register.make(self.session, self.unit, {**values, **self._sourced(values)}, self.by)
        if not self.register.imports.find_many:
            self.rows.add(made)
        for key in self._above:
            self.others[key].add(made)
        self._note([*keys, self._key(made)], number)

    def _key(self, row: Any) -> str:
        if self.register.imports.find_many:
            return f"{self.register.key} #{row.slug}"
        return f"{self.register.key} {getattr(row, 'code', '') or row.slug}"

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Some values with those of empty cells for the other fields."""
        return {
            field.key: "" if field.kind in (Kind.LINE, Kind.PHONE) else None for field in self.register.fields
        } | dict(values)

    def _sourced(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        day = formats.date(formats.local(self.target.now))
        source = str(_("tệp %(name)s, nhập ngày %(day)s", name=self.target.source or "?", day=day))
        return self.register.imports.defaults(
            {key: value for key, value in values.items() if value not in NOTHING}, source
        )

    def _stands(self, known: Any, key: str) -> Any:
        return self.register.value(known, self.register.by_key[key])

    def _words(self, key: str, value: Any) -> str:
        field = self.register.by_key[key]
        return f"{field.word} {field.words(value)}"


def _without_fraction(field: Field, text: str) -> str:
    try:
        return without_fraction(text, field.unit)
    except HasFraction as refused:
        raise UnusableCell(fraction_sentence(refused)) from refused


def _within(field: Field, count: int | None) -> int | None:
    if count is not None and not field.least <= count <= field.most:
        least, most = formats.number(field.least), formats.number(field.most)
        text = _("%(what)s: số từ %(least)s đến %(most)s.", what=field.label, least=least, most=most)
        raise UnusableCell(text)
    return count


def _day(text: str) -> Any:
    try:
        return parse_day(text, clock.today(), past=True) if text else None
    except ValueError as error:
        raise UnusableCell(no_day(text)) from error


def lacking(register: Register[Any], meanings: Sequence[str]) -> str:
    """The required columns that are missing, as one sentence; empty if none is."""
    wanted = [
        field
        for field in register.fields
        if field.required and not field.optional_in_import and field.key not in meanings
    ]
    what = _(" và ").join(str(field.word) for field in wanted)
    return str(_("Chưa rõ cột nào ghi %(what)s.", what=what)) if wanted else ""
