"""Reads a row of a list of people as a candidate: name, birth, sex, group and phone, or all its errors."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.country import clock, name_surroundings, names
from app.country.births import Birth
from app.exchange.imports.cells import (
    Mended,
    UnusableCell,
    birth_of,
    is_tick,
    line_of,
    name_of,
    phone_of,
    sex_of,
    text_of,
)
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.reading import Cell
from app.exchange.imports.vocabulary import Meaning
from app.models import AdministrativeUnit, Organisation, Person, ResidentialGroup
from app.models.learning.door_list import LIMIT
from app.models.people.person import PHONES

M = Meaning
_BIRTHS = (M.BIRTH_DATE, M.BIRTH_YEAR, M.MEN, M.WOMEN)
_AGE = re.compile(r"(\d{1,3})(?: tuoi)?")
Value = TypeVar("Value")


class UnusableRow(ValueError):
    """A row that cannot be taken: the message names all errors, `wrong` their cells."""

    def __init__(self, why: str, wrong: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(why)
        self.wrong = tuple(wrong)


@dataclass(frozen=True)
class Candidate:
    """The person of a row, not yet looked up on file: the person, the line for the door, the corrections, the guardian
    of a child; `written` is the name as written in the row, `workplace` what it names as such, stored or not; `by_age`:
    the year of birth may be one less."""

    person: Person
    door_line: str
    notices: tuple[str, ...]
    guardian: str = ""
    written: str = ""
    workplace: str = ""
    by_age: bool = False


def lacking(meanings: Sequence[str]) -> str:
    """The required columns that are missing, as one sentence; empty if none is."""
    missing = []
    if M.NAME_AND_BIRTH in meanings:
        return ""
    if M.FULL_NAME not in meanings and not {M.FAMILY_NAME, M.GIVEN_NAME} <= {*meanings}:
        missing.append(_("họ và tên"))
    if not {*_BIRTHS, M.AGE} & {*meanings}:
        missing.append(_("năm sinh"))
    if not missing:
        return ""
    return str(_("Chưa rõ cột nào ghi %(what)s.", what=_(" và ").join(missing)))


def name_in(given: Mapping[str, Cell]) -> str:
    """The name in a row as written, whether or not the row can be taken."""
    if name_surroundings.names_several(several := str(name_cell(given) or "")):
        return text_of(" / ".join(several.splitlines()))[:120]
    parts = (text_of(given.get(meaning)) for meaning in (M.FULL_NAME, M.FAMILY_NAME, M.GIVEN_NAME))
    return " ".join(filter(None, parts))[:120]


def candidate(
    row: ImportRow,
    unit: AdministrativeUnit,
    groups: GroupsOnFile[ResidentialGroup],
    bodies: GroupsOnFile[Organisation],
    now: datetime,
) -> Candidate:
    """The person of a row.

    Raises:
        UnusableRow: something in it cannot be stored.
    """
    given, mended = row.given, Mended()
    errors = _Errors(given)
    today = clock.local(now).date()
    name = errors.collect(M.FULL_NAME, lambda: name_of(name_cell(given), one=True))
    birth = errors.collect(M.BIRTH_YEAR, lambda: _birth(row, today, mended))
    sex = errors.collect(M.SEX, lambda: _sex(given))
    group = errors.collect(M.GROUP, lambda: groups.meant_by(given.get(M.GROUP)))
    plain: dict[str, Any] = {key: errors.collect(key, partial(phone_of, given.get(key), mended)) for key in PHONES}
    guardian = errors.collect(M.GUARDIAN, lambda: _guardian(given, birth, today))
    if errors.sentences or name is None or birth is None:
        raise UnusableRow(" ".join(errors.sentences), errors.cells)
    work = _work(given, bodies, mended)
    person = Person(
        unit=unit,
        full_name=name_surroundings.tidied(name) if row.renamed else name,
        birth_year=birth.year,
        birth_date=birth.date,
        sex=sex,
        residential_group=group,
        organisation_id=work.id if work else None,
        position=line_of(given.get(M.POSITION), 80) if work else "",
        created_at=now,
        **plain,
    )
    door_line, workplace = line_of(given.get(M.DOOR_LINE), LIMIT), text_of(given.get(M.ORGANISATION))
    by_age = births_in(given) == [M.AGE]
    return Candidate(person, door_line, tuple(mended.notices), guardian or "", name, workplace, by_age)


class _Errors:
    """Collects all errors of a row, so that they are corrected in one go."""

    def __init__(self, given: Mapping[str, Cell]) -> None:
        self.given = given
        self.sentences: list[str] = []
        self.cells: list[tuple[str, str]] = []

    def collect(self, meaning: str, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except UnusableCell as unusable:
            self.sentences.append(str(unusable))
            self.cells.append((str(meaning), cell_text(self.given, meaning)))
            return None


def cell_text(given: Mapping[str, Cell], meaning: str) -> str:
    """The text of a cell as written; of a birth, from whichever column holds it."""
    if meaning is M.FULL_NAME:
        return name_in(given)
    if meaning is M.BIRTH_YEAR and (day := _day_in_parts(given)):
        return day[:120]
    columns = births_in(given) if meaning is M.BIRTH_YEAR else [each for each in (meaning,) if each in given]
    return " · ".join(dict.fromkeys(text_of(given[each]) for each in columns))[:120]


def name_cell(given: Mapping[str, Cell]) -> Cell:
    """The name of a row as its one or two cells write it."""
    if (full_name := given.get(M.FULL_NAME)) is not None:
        return full_name
    return " ".join(filter(None, (text_of(given.get(M.FAMILY_NAME)), text_of(given.get(M.GIVEN_NAME)))))


def births_in(given: Mapping[str, Cell]) -> list[str]:
    """The columns that hold the birth of a row; its age only where no other does."""
    columns = [each for each in _BIRTHS if each in given and not (each in (M.MEN, M.WOMEN) and is_tick(given[each]))]
    return [*map(str, columns)] or [str(M.AGE)] * (M.AGE in given)


def _birth(row: ImportRow, today: date, mended: Mended) -> Birth:
    """The birth from whichever columns hold it; two different ones are refused."""
    given = row.given
    if day := _day_in_parts(given):
        given = {**given, M.BIRTH_YEAR: day}
    columns = births_in(given)
    if columns == [M.AGE] and (age := _AGE.fullmatch(names.search_key(text_of(given[M.AGE])))):
        listed_in = row.listed_in or today.year
        birth = birth_of(listed_in - int(age[1]), today, mended)
        mended.tell(
            _("%(age)s tuổi năm %(year)s, hiểu là sinh năm %(born)s.", age=age[1], year=listed_in, born=birth.year)
        )
        return birth
    births = [birth_of(given[each], today, mended, dates=each == M.BIRTH_DATE) for each in columns]
    if not births:
        return birth_of(None, today, mended)
    if len({birth.year for birth in births}) > 1:
        raise UnusableCell(_("Hai cột ghi hai năm sinh khác nhau. Anh chị xem lại."))
    return max(births, key=lambda birth: birth.date is not None)


def _day_in_parts(given: Mapping[str, Cell]) -> str:
    """The date of birth of three columns, as one text; "" where there is none, or day and month are unknown."""
    parts = [text_of(given.get(each)).strip() for each in (M.BIRTH_DAY, M.BIRTH_MONTH, M.BIRTH_YEAR)]
    return "/".join(parts) if all(part.strip("0-") for part in parts) else ""


def _guardian(given: Mapping[str, Cell], birth: Birth | None, today: date) -> str:
    """The guardian of a child; "" for an adult."""
    cell = given.get(M.GUARDIAN)
    return name_of(cell) if cell is not None and birth is not None and birth.is_child(today) else ""


def _work(given: Mapping[str, Cell], bodies: GroupsOnFile[Organisation], mended: Mended) -> Organisation | None:
    """The place of work or study, if it is on the ward's list; membership of a party cell or union is never stored,
    and a list does not say who is paid staff of one."""
    if not (name := text_of(given.get(M.ORGANISATION))[:80]):
        return None
    found = bodies.found(name)
    if len(found) != 1:
        mended.tell(_("“%(name)s” chưa có trong danh mục cơ quan, đơn vị: nơi làm việc chưa ghi.", name=name))
        return None
    work = next(iter(found))
    if work.staff_only:
        mended.tell(
            _("%(name)s có hội viên và có cán bộ hưởng lương, danh sách không nói ai là ai: nơi làm việc chưa ghi. "
              "Là cán bộ hưởng lương thì anh chị chọn ở trang của người ấy.", name=work.name)
        )  # fmt: skip
    elif not work.employs:
        mended.tell(_("%(name)s không phải nơi làm việc: không ghi ai là hội viên, đảng viên.", name=work.name))
    return work if work.employs and not work.staff_only else None


def _sex(given: Mapping[str, Cell]) -> str | None:
    sexes = {sex_of(given.get(M.SEX))} - {None}
    sexes |= {sex for meaning, sex in ((M.MEN, "nam"), (M.WOMEN, "nữ")) if meaning in given}
    if len(sexes) > 1:
        raise UnusableCell(_("Giới tính ghi cả nam lẫn nữ. Anh chị xem lại."))
    return next(iter(sexes), None)
