"""Messages as one SMS: at most 160 characters without diacritics, our only text written so.

A letter with Vietnamese accents would split a message into parts of 70 characters, each of which costs. Pieces that do
not fit are left out, the least important first; required ones, such as the link, never are.
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

ONE, PART = 160, 153  # characters of GSM 03.38 in a single message, and in each part of several
WIDE_ONE, WIDE_PART = 70, 67  # the same with any character beyond GSM 03.38
_WRITTEN_ELSE = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "₫": "d"}
    | dict(zip("[]{}|\\^~`", "()()/    ", strict=True))
)
_KNOWN = re.compile(r"[^A-Za-z0-9 \n.,:;!?'\"()/+=&%@_#*<>-]")


class Piece(NamedTuple):
    """A piece of a text: pieces are left out by rank, the highest first; rank 0 never."""

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

# To an ambassador, with a link for each pair (several may take more than one message); invitations to a class.
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

# To whoever has not sent a report, done a task, reported a month.
_DUE = Piece(0, _l("Hạn {han}."))
REPORT = (_WARD, Piece(0, _l("chưa nhận được {viec} của {noi_gui}.")), _DUE, Piece(1, _l("Gửi về {noi_nhan}.")), _ASK)
TASK = (_WARD, Piece(0, _l("{noi_gui} chưa báo xong việc: {viec}.")), _DUE, _ASK)

# Sent by residents to their own family from their ticket's page.
TICKET = (Piece(0, _l("Phiếu đi học lớp {lop}: {lien_ket}")),)
PAPER = (Piece(0, _l("{ten} được cấp giấy chứng nhận lớp {lop}: {lien_ket}")),)
HELP_AT_HOME = (Piece(0, _l("Lời nhờ phường tới giúp tại nhà: {lien_ket}")),)


def address_of(pieces: Sequence[Piece], **values: str) -> str:
    """The `sms:` address that opens a message without a recipient."""
    return f"sms:?&body={quote(composed(pieces, values))}"


def ticket_words(course: Course, address: str) -> tuple[str, str]:
    """The message with a ticket's address, and the same as an `sms:` address."""
    words = _("Phiếu đi học lớp %(course)s: %(address)s", course=course.named_title, address=address)
    return words, address_of(TICKET, lop=course.named_title, lien_ket=address)


def plain(text: str) -> str:
    """A text in GSM 03.38: without diacritics, other characters replaced by the nearest, or removed."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return _KNOWN.sub("", bare.translate(_WRITTEN_ELSE))


def composed(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    """One SMS from pieces; pieces with an empty value are left out."""
    chosen = [piece for piece in pieces if all(values.get(name) for name in FIELD.findall(str(piece.text)))]
    while len(text := _filled(chosen, values)) > ONE and any(piece.rank for piece in chosen):
        chosen.remove(max(chosen, key=lambda piece: piece.rank))
    if (beyond := len(text) - ONE) > 0 and (title := plain(values.get("lop", ""))):
        text = _filled(chosen, {**values, "lop": title[: -beyond - 2].rstrip() + ".."})
    return text


def _filled(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    return plain(once(" ".join(FIELD.sub(lambda found: values[found[1]], str(piece.text)) for piece in pieces)))


def sms(moment: Moment, course: Course, lesson: Lesson | None, people: list[Registration]) -> str:
    """The SMS of a moment to people who share a telephone, named by their tên."""
    offered = people[0].offered_until
    values = {
        **to_people(course, lesson, people),
        **_spoken(course, lesson, [registration.person for registration in people]),
        "han": f"{formats.time(offered)} {formats.day_month(offered)}" if offered else "",
    }
    return composed(PIECES[moment], values)


def invitation(course: Course, lesson: Lesson | None, person: Person) -> str:
    """The SMS that invites a person to a class."""
    return composed(INVITED, {**to_group(course, lesson), **_spoken(course, lesson, [person])})


def team_invitation(course: Course, lesson: Lesson | None, head: Membership) -> str:
    """The SMS to the head of a team whose members are invited to a class."""
    return composed(TEAM_INVITED, {**to_group(course, lesson), **_spoken(course, lesson, [head])})


def visits(ambassador: Ambassador, links: Sequence[VisitLink]) -> str:
    """The SMS that asks an ambassador about silent pairs."""
    return composed(VISITS, to_ambassador(ambassador, links))


def _spoken(course: Course, lesson: Lesson | None, people: Sequence[Person | Membership]) -> dict[str, str]:
    """Names, hour and place in their short forms."""
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
    """The number of SMS parts of a text."""
    known = not _KNOWN.search(text)
    one, part = (ONE, PART) if known else (WIDE_ONE, WIDE_PART)
    signs = len(text) if known else len(text.encode("utf-16-le")) // 2
    return 1 if signs <= one else -(-signs // part)
