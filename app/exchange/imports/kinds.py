"""The kinds of lists, each with its required columns and its intake."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.exchange.imports import count_tables, people_rows, register_rows
from app.exchange.imports.count_tables import BESIDE, GROUP, CountTableIntake
from app.exchange.imports.people import PeopleIntake, Target
from app.exchange.imports.register_rows import RegisterIntake
from app.exchange.imports.registrations import RegistrationIntake
from app.exchange.imports.row_results import Intake
from app.exchange.imports.spread import Spread, of_people, of_register
from app.exchange.imports.vocabulary import PEOPLE, RETIRED, Meaning, fold, listed
from app.models.movement.denominator import COUNTED, label
from app.registers.definitions import REGISTERS, people
from app.registers.definitions.denominators import DENOMINATORS
from app.registers.definitions.residential_groups import RESIDENTIAL_GROUPS
from app.registers.field import Kind as FieldKind
from app.registers.parts import RowImport
from app.registers.programmes.opening import SLUG, register_called
from app.registers.register import Register


class Taking(Protocol):
    """Makes the intake of a kind; a storing one is made in each write transaction."""

    def __call__(self, session: Session, target: Target, *, store: bool) -> Intake:
        """The intake."""


@dataclass(frozen=True)
class ImportKind:
    """One kind: `lacking` names missing columns, `headings` holds the known headings of each meaning, `words` names
    each column, `example` heads the file to fill in; `slug` is its word in addresses, `title` names the rows."""

    key: str
    intake: Taking
    lacking: Callable[[Sequence[str]], str]
    meanings: tuple[str, ...]
    example: tuple[str, ...]
    headings: Mapping[str, str] = field(default_factory=lambda: PEOPLE)
    words: Mapping[str, object] = field(default_factory=lambda: MEANING_WORDS)
    slug: str = ""
    title: object = ""
    closed: bool = False  # its rows can be read, no longer stored
    at_once: int = RowImport.at_once  # rows stored in one write transaction
    # What its lists may say once for several rows, in a ward; its columns of dates.
    spread: Callable[[Session, int], Sequence[Spread]] = lambda _session, _unit_id: ()
    days: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        """The columns of such a list, in a line."""
        return ", ".join(str(self.words[each]) for each in self.example)

    @property
    def people(self) -> bool:
        """Whether it lists people."""
        return self.headings is PEOPLE


_PERSON = people.PEOPLE.listed
# What belongs to one registration, not to the person.
_OF_A_COURSE = (Meaning.GUARDIAN, Meaning.DOOR_LINE)
_OF_PEOPLE = tuple(meaning for meaning in PEOPLE if meaning not in _OF_A_COURSE)
# What a column may hold, in the words of the select in which the officer says so.
MEANING_WORDS: Mapping[str, object] = {
    **{field.key: field.label for field in people.FIELDS},
    Meaning.NAME_AND_BIRTH: _l("Họ tên và năm sinh trong một ô"),
    Meaning.FAMILY_NAME: _l("Họ và đệm"),
    Meaning.GIVEN_NAME: _l("Tên"),
    Meaning.BIRTH_DATE: _l("Ngày sinh"),
    Meaning.BIRTH_DAY: _l("Ngày của ngày sinh"),
    Meaning.BIRTH_MONTH: _l("Tháng của ngày sinh"),
    Meaning.AGE: _l("Tuổi"),
    Meaning.MEN: _l("Nam (đánh dấu hoặc năm sinh)"),
    Meaning.WOMEN: _l("Nữ (đánh dấu hoặc năm sinh)"),
    Meaning.GROUP: _l("Tổ dân phố, thôn"),
    Meaning.GUARDIAN: _l("Phụ huynh, người giám hộ"),
    Meaning.DOOR_LINE: _l("Dặn người ở cửa"),
    Meaning.NONE: _l("Không nhập cột này"),
}

_GROUPS = partial(of_people, MEANING_WORDS[Meaning.GROUP])
_BIRTHS = (Meaning.BIRTH_DATE, Meaning.BIRTH_YEAR, Meaning.MEN, Meaning.WOMEN)


def _of(register: Register[Any]) -> ImportKind:
    """The kind of a register's lists: its fields are the columns."""
    keys, headings = tuple(field.key for field in register.fields), headings_of(register)
    words = {each.key: each.label for each in register.fields} | {RETIRED: _l("Tình trạng")}
    intake, lacking = partial(RegisterIntake, register), partial(register_rows.lacking, register)
    return ImportKind(
        register.kind, intake, lacking, (*keys, RETIRED), keys, headings | {RETIRED: "tinh trang"},
        words | {Meaning.NONE: MEANING_WORDS[Meaning.NONE]}, register.slug, register.listing.title,
        not (register.may_edit and register.imports.offered), register.imports.at_once,
        partial(of_register, register), tuple(each.key for each in register.fields if each.kind is FieldKind.DAY),
    )  # fmt: skip


def headings_of(register: Register[Any]) -> dict[str, str]:
    """What columns of a register's lists are called, by key of the field."""
    return {each.key: "|".join(map(fold, (str(each.label), *listed(each.headings)))) for each in register.fields}


def _count_table() -> ImportKind:
    """The kind of the table of counts: its columns are audiences."""
    fields = {**RESIDENTIAL_GROUPS.by_key, **DENOMINATORS.by_key}
    counts = {"people": fields["population"].headings, "households": fields["households"].headings}
    heads = {key: (label(key), *listed(counts.get(key, ""))) for key in COUNTED}
    heads |= {key: (str(fields[key].label), *listed(fields[key].headings)) for key in BESIDE}
    headings = {key: "|".join(map(fold, filter(None, words))) for key, words in heads.items()}
    words: Mapping[str, object] = {
        GROUP: MEANING_WORDS[Meaning.GROUP], **{key: label(key) for key in COUNTED},
        **{key: fields[key].label for key in BESIDE}, Meaning.NONE: MEANING_WORDS[Meaning.NONE],
    }  # fmt: skip
    return ImportKind(
        "count_table", CountTableIntake, count_tables.lacking, (GROUP, *COUNTED, *BESIDE),
        (GROUP, *list(COUNTED)[:4], *BESIDE), {GROUP: PEOPLE[Meaning.GROUP]} | headings, words, "so-theo-to",
        _l("Bảng số dân, số hộ theo tổ"),
    )  # fmt: skip


KINDS: Mapping[str, ImportKind] = {
    kind.key: kind
    for kind in (
        ImportKind(
            "registrations", RegistrationIntake, people_rows.lacking, tuple(PEOPLE), (*_PERSON, *_OF_A_COURSE),
            spread=_GROUPS, days=_BIRTHS,
        ),
        ImportKind(
            "people", PeopleIntake, people_rows.lacking, _OF_PEOPLE, _PERSON, slug="nguoi", title=_l("Người dân"),
            spread=_GROUPS, days=_BIRTHS,
        ),
        *(_of(register) for register in REGISTERS),
        _count_table(),
    )
}  # fmt: skip


OF_A_WARD: Mapping[str, ImportKind] = {
    **{kind.slug: kind for kind in KINDS.values() if kind.slug}, "dia-ban": KINDS["residential_groups"],
}  # fmt: skip


def kind_of(session: Session, key: str, unit_id: int) -> ImportKind | None:
    """The kind of a key, or of its word in addresses: a general one, or the rows of a programme of the ward."""
    if SLUG.fullmatch(key) is None:
        return KINDS.get(key) or OF_A_WARD.get(key)
    register = register_called(session, key, unit_id)
    return _of(register) if register else None
