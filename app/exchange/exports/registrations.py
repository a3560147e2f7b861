"""Exports the list of a course: the learners, their states, their contacts."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.country import formats, sentences
from app.exchange.exports.values import Value
from app.models import Person, Registration
from app.registers.definitions.learners_list import state_words, way_words
from app.registers.definitions.people import PEOPLE
from app.registers.field import Field, Kind

LINES = {key: PEOPLE.by_key[key] for key in PEOPLE.listed}
# Numbers from abroad keep their +.
_HOME = "+84"


def heading(group_word: str) -> list[str]:
    """The titles of the columns; an import understands them."""
    return [
        str(_("STT")),
        *(sentences.begun(group_word) if key == "group" else str(LINES[key].label) for key in LINES),
        str(_("Trạng thái")),
        str(_("Thứ tự chờ")),
        str(_("Đăng ký lúc")),
        str(_("Đăng ký qua")),
        str(_("Dặn người ở cửa")),
        str(_("Phụ huynh, người giám hộ")),
    ]


def rows(seats: Iterable[Registration], places: dict[int, int]) -> Iterator[list[Value]]:
    """A row for each registration; `places` holds the places on the waiting list (`Registration.places`)."""
    for number, seat in enumerate(seats, 1):
        yield [
            number,
            *(_value_of(seat.person, field) for field in LINES.values()),
            state_words(seat),
            places.get(seat.id),
            seat.created_at,
            way_words(seat.way),
            seat.door_line,
            seat.guardian,
        ]


def _value_of(person: Person, field: Field) -> Value:
    if field.kind is Kind.ROW:
        return PEOPLE.words(person, field.key)
    value: Value = getattr(person, field.key)
    return phone(str(value or "")) if field.kind is Kind.PHONE else value


def phone(e164: str) -> str:
    """A stored number as digits with its zero, "0912345678"; a foreign number in its usual form."""
    if not e164:
        return ""
    return f"0{e164.removeprefix(_HOME)}" if e164.startswith(_HOME) else formats.phone(e164)
