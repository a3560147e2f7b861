"""The same tidings as one SMS: at most 160 signs without diacritics, the only text of ours that is written so.

A Vietnamese letter with its accents would cut a message into parts of 70 signs, each of which costs. What does not fit
is left out, the least needful first; what has to be said, the link to press among it, never is.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models import Ambassador, Course, Lesson, Membership, Person, Registration, VisitLink
from app.web.words.messages import FIELD, Moment, once, to_ambassador, to_group, to_people

ONE, PART = 160, 153  # signs of the old alphabet of telephones (GSM 03.38) in one message, and in each of several
WIDE_ONE, WIDE_PART = 70, 67  # the same where a sign is beyond it
_WRITTEN_ELSE = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "₫": "d"}
    | dict(zip("[]{}|\\^~`", "()()/    ", strict=True))
)
_KNOWN = re.compile(r"[^A-Za-z0-9 \n.,:;!?'\"()/+=&%@_#*<>-]")


class Piece(NamedTuple):
    """A piece of a text: left out in the order of its rank, the highest first; 0 never."""

    rank: int
    text: object


_WARD = Piece(3, _l("{phuong}:"))
_WHEN, _WHERE, _BRING = Piece(1, _l("{luc}.")), Piece(2, _l("Tại {noi}.")), Piece(6, _l("Mang {mang_theo}."))
_LINK, _ASK, _WHY = Piece(4, "{lien_ket}"), Piece(5, _l("Hỏi {dien_thoai}.")), Piece(4, _l("Lý do: {ly_do}."))
PIECES: Mapping[str, tuple[Piece, ...]] = {
    Moment.CONFIRMED: (_WARD, Piece(0, _l("{bac} đã có chỗ lớp {lop}.")), _WHEN, _WHERE, _BRING, _LINK, _ASK),
    Moment.OFFERED: (
        *(_WARD, Piece(0, _l("Lớp {lop} nay có chỗ.")), Piece(0, _l("{bac} nhận trước {han}:"))),
        *(_LINK._replace(rank=0), _ASK),
    ),
    Moment.MOVED_UP: (_WARD, Piece(0, _l("{bac} đã lên chỗ lớp {lop}.")), _WHEN, _WHERE, _LINK, _ASK),
    Moment.TOMORROW: (
        *(_WARD, Piece(0, _l("{bac} nhớ học lớp {lop}:")), _WHEN._replace(rank=0), _WHERE, _BRING),
        *(Piece(4, _l("Bận thì báo {lien_ket}")),),
    ),
    Moment.CHANGED: (
        *(_WARD, Piece(0, _l("Lớp {lop} đổi lịch buổi {buoi}: nay học {luc}.")), _WHERE._replace(rank=0)),
        *(_LINK, _ASK),
    ),
    Moment.LESSON_CANCELLED: (_WARD, Piece(0, _l("Lớp {lop}: buổi {buoi}, {luc}, không học.")), _WHY, _LINK, _ASK),
    Moment.COURSE_CANCELLED: (
        *(_WARD, Piece(0, _l("Lớp {lop} không mở được.")), _WHY, Piece(6, _l("{bac} thông cảm.")), _ASK),
    ),
    Moment.CERTIFICATE_READY: (
        *(_WARD, Piece(0, _l("{bac} tới nhận giấy chứng nhận lớp {lop} trong giờ làm việc.")), _ASK),
    ),
}

# What is asked of an ambassador, with a link a pair (several may take more than one message); whom a class invites.
VISITS = (_WARD, Piece(0, _l("hỏi thăm kèm cặp, bấm Đã gặp hoặc Chưa gặp:")), Piece(0, "{danh_sach}"))
INVITED = (
    *(_WARD, Piece(0, _l("mời {bac} học lớp {lop}.")), _WHEN, _WHERE),
    Piece(0, _l("Đăng ký: {lien_ket}")),
    *(Piece(4, _l("hoặc gọi {dien_thoai}.")),),
)

TEAM_INVITED = (
    *(_WARD, Piece(0, _l("mời {bac} và các thành viên trong tổ học lớp {lop}.")), _WHEN, _WHERE),
    Piece(0, _l("Đăng ký: {lien_ket}")),
    *(Piece(4, _l("hoặc gọi {dien_thoai}.")),),
)

# Who has not sent a report yet.
REPORT = (
    *(_WARD, Piece(0, _l("chưa nhận được báo cáo {ky} của {noi_gui}."))),
    *(Piece(0, _l("Hạn {han}.")), Piece(1, _l("Gửi về {noi_nhan}.")), _ASK),
)

# What people send their own family from a page that they hold.
TICKET = (Piece(0, _l("Phiếu đi học lớp {lop}: {lien_ket}")),)
PAPER = (Piece(0, _l("{ten} được cấp giấy chứng nhận lớp {lop}: {lien_ket}")),)
HELP_AT_HOME = (Piece(0, _l("Lời nhờ phường tới giúp tại nhà: {lien_ket}")),)


def address_of(pieces: Sequence[Piece], **values: str) -> str:
    """The `sms:` address that opens a message, to whomever the sender chooses."""
    return f"sms:?&body={quote(composed(pieces, values))}"


def ticket_words(course: Course, address: str) -> tuple[str, str]:
    """What somebody is sent of a ticket that lies at an address, and the same as an `sms:` address."""
    words = _("Phiếu đi học lớp %(course)s: %(address)s", course=course.named_title, address=address)
    return words, address_of(TICKET, lop=course.named_title, lien_ket=address)


def plain(text: str) -> str:
    """A text in the alphabet of old telephones: without diacritics, other signs as the nearest, or left out."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return _KNOWN.sub("", bare.translate(_WRITTEN_ELSE))


def composed(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    """One SMS out of pieces; a piece with something that has no value is left out."""
    said = [piece for piece in pieces if all(values.get(name) for name in FIELD.findall(str(piece.text)))]
    while len(text := _filled(said, values)) > ONE and any(piece.rank for piece in said):
        said.remove(max(said, key=lambda piece: piece.rank))
    if (beyond := len(text) - ONE) > 0 and (title := plain(values.get("lop", ""))):
        text = _filled(said, {**values, "lop": title[: -beyond - 2].rstrip() + ".."})
    return text


def _filled(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    return plain(once(" ".join(FIELD.sub(lambda found: values[found[1]], str(piece.text)) for piece in pieces)))


def sms(moment: Moment, course: Course, lesson: Lesson | None, people: list[Registration]) -> str:
    """What goes to those who share a telephone, by their tên, at a moment."""
    offered = people[0].offered_until
    values = {
        **to_people(course, lesson, people),
        **_spoken(course, lesson, [registration.person for registration in people]),
        "han": f"{formats.time(offered)} {formats.day_month(offered)}" if offered else "",
    }
    return composed(PIECES[moment], values)


def invitation(course: Course, lesson: Lesson | None, person: Person) -> str:
    """What goes to somebody whom a class invites."""
    return composed(INVITED, {**to_group(course, lesson), **_spoken(course, lesson, [person])})


def team_invitation(course: Course, lesson: Lesson | None, head: Membership) -> str:
    """What goes to the head of a team whose members a class invites."""
    return composed(TEAM_INVITED, {**to_group(course, lesson), **_spoken(course, lesson, [head])})


def visits(ambassador: Ambassador, links: Sequence[VisitLink]) -> str:
    """What goes to an ambassador whose pairs are silent."""
    return composed(VISITS, to_ambassador(ambassador, links))


def _spoken(course: Course, lesson: Lesson | None, people: Sequence[Person | Membership]) -> dict[str, str]:
    """Names, hour and place as short as people say them."""
    place = lesson.where if lesson else course.place
    given = [person.full_name.split()[-1] for person in people]
    return {
        "bac": _("Bác %(names)s", names=_(" và bác ").join(given)),
        "luc": _when(lesson) if lesson else "",
        "noi": place.name if place else "",
    }


def _when(lesson: Lesson) -> str:
    return f"{formats.time(lesson.starts_at)} {formats.weekday(lesson.starts_at)} {formats.day_month(lesson.starts_at)}"


def parts_of(text: str) -> int:
    """How many messages a telephone makes of a text."""
    known = not _KNOWN.search(text)
    one, part = (ONE, PART) if known else (WIDE_ONE, WIDE_PART)
    signs = len(text) if known else len(text.encode("utf-16-le")) // 2
    return 1 if signs <= one else -(-signs // part)
