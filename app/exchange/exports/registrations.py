"""The list of a course, as it leaves the house: who is on it, how they stand, how to reach them."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.country import formats
from app.exchange.exports.values import Value
from app.models import Person, Registration, RegistrationState, Way
from app.registers.definitions.people import PEOPLE
from app.registers.field import Field, Kind

LINES = {key: PEOPLE.by_key[key] for key in PEOPLE.listed}
# Numbers from abroad keep their +.
_HOME = "+84"


def heading(group_word: str) -> list[str]:
    """The names of the columns; an import understands them."""
    return [
        str(_("STT")),
        *(group_word[:1].upper() + group_word[1:] if key == "group" else str(LINES[key].label) for key in LINES),
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
            *(_told(seat.person, field) for field in LINES.values()),
            state_words(seat),
            places.get(seat.id),
            seat.created_at,
            way_words(seat.way),
            seat.door_line,
            seat.guardian,
        ]


def _told(person: Person, field: Field) -> Value:
    if field.kind is Kind.ROW:
        return PEOPLE.words(person, field.key)
    told: Value = getattr(person, field.key)
    return phone(str(told or "")) if field.kind is Kind.PHONE else told


def phone(e164: str) -> str:
    """A stored number as digits with its zero, "0912345678"; one from abroad as people write it."""
    if not e164:
        return ""
    return f"0{e164.removeprefix(_HOME)}" if e164.startswith(_HOME) else formats.phone(e164)


def state_words(seat: Registration) -> str:
    """Where a registration stands, in words; one whose person might be somebody on file says so."""
    words = {
        RegistrationState.SEATED: _("có chỗ"),
        RegistrationState.OFFERED: _("được giữ chỗ"),
        RegistrationState.WAITING: _("đang chờ"),
        RegistrationState.CANCELLED: _("đã thôi"),
        RegistrationState.REMOVED: _("bị xóa tên"),
    }[RegistrationState(seat.state)]
    return f"{words}, {_('chưa chắc')}" if seat.person.unsure else str(words)


def way_words(way: str) -> str:
    """How a registration came, in words."""
    words = {
        Way.QR: _("quét mã"),
        Way.DESK: _("tại bàn"),
        Way.PHONE: _("điện thoại"),
        Way.WALK_IN: _("tại lớp"),
        Way.IMPORT: _("danh sách"),
    }
    return str(words[Way(way)])
