"""The kinds of lists, each with what it asks of its columns and how its rows are taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.exchange.imports import people_rows, residential_groups
from app.exchange.imports.fates import Intake
from app.exchange.imports.people import PeopleIntake, Target
from app.exchange.imports.registrations import RegistrationIntake
from app.exchange.imports.residential_groups import GroupIntake
from app.exchange.imports.vocabulary import GROUPS, PEOPLE, Meaning


class Taking(Protocol):
    """Makes the intake of a kind; one that stores is made in each write transaction."""

    def __call__(self, session: Session, target: Target, *, store: bool) -> Intake:
        """The intake."""


@dataclass(frozen=True)
class Kind:
    """One kind: `lacking` says what columns are missing, `example` heads the file to fill in."""

    key: str
    intake: Taking
    lacking: Callable[[Sequence[Meaning]], str]
    meanings: tuple[Meaning, ...]
    example: tuple[Meaning, ...]

    @property
    def groups(self) -> bool:
        """Whether it lists groups, not people."""
        return self.key == "residential_groups"


_PERSON = (Meaning.FULL_NAME, Meaning.BIRTH_YEAR, Meaning.SEX, Meaning.GROUP, Meaning.PHONE)
# What belongs to one registration, not to the person.
_OF_A_COURSE = (Meaning.GUARDIAN, Meaning.DOOR_LINE)
_OF_PEOPLE = tuple(meaning for meaning in PEOPLE if meaning not in _OF_A_COURSE)
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("registrations", RegistrationIntake, people_rows.lacking, tuple(PEOPLE), (*_PERSON, *_OF_A_COURSE)),
        Kind("people", PeopleIntake, people_rows.lacking, _OF_PEOPLE, _PERSON),
        Kind("residential_groups", GroupIntake, residential_groups.lacking, tuple(GROUPS), tuple(GROUPS)),
    )
}
# What a column may hold, in the words of the select in which the officer says so.
MEANING_WORDS: Mapping[Meaning, object] = {
    Meaning.FULL_NAME: _l("Họ và tên"),
    Meaning.FAMILY_NAME: _l("Họ và đệm"),
    Meaning.GIVEN_NAME: _l("Tên"),
    Meaning.BIRTH_YEAR: _l("Năm sinh"),
    Meaning.BIRTH_DATE: _l("Ngày sinh"),
    Meaning.SEX: _l("Giới tính"),
    Meaning.MEN: _l("Nam (đánh dấu hoặc năm sinh)"),
    Meaning.WOMEN: _l("Nữ (đánh dấu hoặc năm sinh)"),
    Meaning.GROUP: _l("Tổ dân phố, thôn"),
    Meaning.PHONE: _l("Số điện thoại"),
    Meaning.GUARDIAN: _l("Phụ huynh, người giám hộ"),
    Meaning.DOOR_LINE: _l("Dặn người ở cửa"),
    Meaning.CODE: _l("Mã"),
    Meaning.NAME: _l("Tên"),
    Meaning.KIND: _l("Loại"),
    Meaning.POPULATION: _l("Dân số"),
    Meaning.HOUSEHOLDS: _l("Số hộ"),
    Meaning.NONE: _l("Không nhập cột này"),
}
