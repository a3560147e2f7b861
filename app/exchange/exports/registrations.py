"""Exports the list of a course: the learners, their states, their contacts; an import understands it."""

from collections.abc import Mapping
from functools import partial

from flask_babel import lazy_gettext as _l

from app.country import formats
from app.exchange.exports.values import Columns, Value
from app.models import Registration
from app.registers.definitions.learners_list import state_words, way_words
from app.registers.definitions.people import PEOPLE
from app.registers.field import Field, Kind

# Numbers from abroad keep their +.
_HOME = "+84"


def columns(places: Mapping[int, int]) -> Columns[Registration]:
    """The columns; `places` holds the places on the waiting list (`Registration.places`)."""
    fields = [PEOPLE.by_key[key] for key in PEOPLE.listed]
    return (
        *(("" if field.key == "group" else field.label, partial(_value_of, field)) for field in fields),
        (_l("Trạng thái"), state_words),
        (_l("Thứ tự chờ"), lambda seat: places.get(seat.id)),
        (_l("Đăng ký lúc"), lambda seat: seat.created_at),
        (_l("Đăng ký qua"), lambda seat: way_words(seat.way)),
        (_l("Dặn người ở cửa"), lambda seat: seat.door_line),
        (_l("Phụ huynh, người giám hộ"), lambda seat: seat.guardian),
    )


def _value_of(field: Field, seat: Registration) -> Value:
    """What a seat's person has in a field; a telephone as digits with its zero, "0912345678"."""
    if field.kind is Kind.ROW:
        return PEOPLE.words(seat.person, field.key)
    value: Value = getattr(seat.person, field.key)
    if field.kind is not Kind.PHONE:
        return value
    phone = str(value or "")
    return f"0{phone.removeprefix(_HOME)}" if phone.startswith(_HOME) else phone and formats.phone(phone)
