"""Messages of a ward to its learners and ambassadors: occasions, default wordings, filling in.

Each wording for learners serves two ways of sending: to a group, without names, and to one person, with name and
ticket. A line with an empty value is left out, so that no sentence ends in nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.country.names import initials_masked
from app.models import AdministrativeUnit, Ambassador, Course, Lesson, Registration, VisitLink
from app.web.responses import public_address
from app.web.words.classes import timetable

_TWICE = re.compile(r"\blớp (?=lớp\b)", re.IGNORECASE)
FIELD = re.compile(r"\{(\w+)\}")
LONGEST = 600


class Moment(StrEnum):
    """The occasion of a message to learners."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    OFFERED = "offered"
    MOVED_UP = "moved_up"
    TOMORROW = "tomorrow"
    CHANGED = "changed"
    LESSON_CANCELLED = "lesson_cancelled"
    COURSE_CANCELLED = "course_cancelled"
    CERTIFICATE_READY = "certificate_ready"


# Placeholders of a wording, and what they are replaced with.
FIELDS: Mapping[str, object] = {
    "bac": _l("Bác Nguyễn Thị Hoa (gửi vào nhóm: Các bác)"),
    "lop": _l("tên lớp"),
    "buoi": _l("số của buổi học"),
    "lich": _l("các ngày học, giờ học"),
    "cho": _l("số chỗ của lớp"),
    "thoi_gian": _l("ngày giờ của buổi học"),
    "noi": _l("nơi học"),
    "mang_theo": _l("những thứ cần mang"),
    "ly_do": _l("lý do đã ghi"),
    "han": _l("hạn nhận chỗ"),
    "lien_ket": _l("phiếu đi học (gửi vào nhóm: trang của lớp)"),
    "dien_thoai": _l("số điện thoại của phường"),
    "phuong": _l("tên phường, xã"),
}
# Placeholders of messages to ambassadors.
ASKED_FIELDS: Mapping[str, object] = {
    "dai_su": _l("tên Đại sứ số"),
    "danh_sach": _l("mỗi người được kèm một dòng: tên viết tắt, đường dẫn để bấm"),
    "dien_thoai": FIELDS["dien_thoai"],
    "phuong": FIELDS["phuong"],
}


@dataclass(frozen=True)
class Occasion:
    """An occasion: name, when it is used, default wording; whether it is about one lesson, whether it goes only to
    people with the consent "messages", whether only to groups, because nobody is in the class yet; the allowed and the
    required placeholders."""

    name: object
    use: object
    body: object
    of_lesson: bool = False
    needs_consent: bool = False
    for_groups: bool = False
    fields: Mapping[str, object] = field(default_factory=lambda: FIELDS)
    needed: tuple[str, ...] = ()


OCCASIONS: Mapping[str, Occasion] = {
    Moment.ANNOUNCED: Occasion(
        _l("Lớp mới mở"),
        _l("Sau khi công bố, gửi vào các nhóm Zalo để mời bà con đăng ký."),
        _l(
            "{phuong} mở lớp {lop}.\nHọc {lich}.\nTại {noi}.\nCó {cho} chỗ.\nMang theo: {mang_theo}.\n"
            "{bac} đăng ký tại: {lien_ket}\nKhông dùng mạng, bác gọi {dien_thoai} để được ghi tên."
        ),
        for_groups=True,
    ),
    Moment.CONFIRMED: Occasion(
        _l("Đã có chỗ"),
        _l("Sau khi đăng ký, gửi ngày giờ và phiếu đi học."),
        _l(
            "{bac} đã có chỗ ở lớp {lop}.\nBuổi tới: {thoi_gian}, tại {noi}.\nMang theo: {mang_theo}.\n"
            "Phiếu đi học: {lien_ket}\nCần hỏi, gọi {dien_thoai}. {phuong}."
        ),
    ),
    Moment.OFFERED: Occasion(
        _l("Mời nhận chỗ"),
        _l("Khi có chỗ trống cho người đang chờ."),
        _l(
            "{bac} đang chờ lớp {lop}: nay đã có chỗ.\nNhận chỗ trước {han} tại {lien_ket}, hoặc gọi {dien_thoai}.\n"
            "Quá hạn, chỗ được mời sang người kế tiếp. {phuong}."
        ),
    ),
    Moment.MOVED_UP: Occasion(
        _l("Đã lên chỗ"),
        _l("Khi người đang chờ được xếp thẳng vào lớp."),
        _l(
            "{bac} đã được xếp chỗ ở lớp {lop}.\nBuổi tới: {thoi_gian}, tại {noi}.\nPhiếu đi học: {lien_ket}\n"
            "Không đi được, xin báo {dien_thoai} để nhường chỗ. {phuong}."
        ),
    ),
    Moment.TOMORROW: Occasion(
        _l("Nhắc trước buổi học"),
        _l("Một ngày trước mỗi buổi, cho những người đã đồng ý nhận tin nhắc."),
        _l(
            "{bac} nhớ buổi học lớp {lop}: {thoi_gian}, tại {noi}.\nMang theo: {mang_theo}.\n"
            "Bận thì báo ở {lien_ket}. {phuong}."
        ),
        of_lesson=True,
        needs_consent=True,
    ),
    Moment.CHANGED: Occasion(
        _l("Đổi giờ hoặc nơi học"),
        _l("Khi một buổi chuyển sang giờ khác, nơi khác."),
        _l(
            "Lớp {lop}, buổi {buoi} đổi lịch.\nNay học {thoi_gian}, tại {noi}.\nXem lại: {lien_ket}\n"
            "Cần hỏi, gọi {dien_thoai}. {phuong}."
        ),
        of_lesson=True,
    ),
    Moment.LESSON_CANCELLED: Occasion(
        _l("Nghỉ một buổi"),
        _l("Khi một buổi không học."),
        _l(
            "Lớp {lop}, buổi {buoi} ({thoi_gian}) không học.\nLý do: {ly_do}.\nCác buổi khác vẫn học: {lien_ket}\n"
            "Cần hỏi, gọi {dien_thoai}. {phuong}."
        ),
        of_lesson=True,
    ),
    Moment.COURSE_CANCELLED: Occasion(
        _l("Không mở được lớp"),
        _l("Khi cả lớp bị hủy."),
        _l(
            "Lớp {lop} không mở được.\nLý do: {ly_do}.\n{bac} thông cảm giúp phường. "
            "Cần hỏi, gọi {dien_thoai}. {phuong}."
        ),
    ),
    Moment.CERTIFICATE_READY: Occasion(
        _l("Nhận giấy chứng nhận"),
        _l("Khi giấy đã in xong."),
        _l("{bac} tới nhận giấy chứng nhận lớp {lop} trong giờ làm việc.\nCần hỏi, gọi {dien_thoai}. {phuong}."),
    ),
}

# The message that asks an ambassador about visits, with a link for each pair (`/k/…`).
VISITS = "visits"
# All wordings that a ward may change.
WORDINGS: Mapping[str, Occasion] = {
    **OCCASIONS,
    VISITS: Occasion(
        _l("Hỏi thăm việc kèm cặp"),
        _l("Gửi Đại sứ số khi có cặp 30 ngày chưa gặp."),
        _l(
            "Chào anh chị {dai_su}, phường hỏi thăm việc kèm cặp:\n{danh_sach}\n"
            "Anh chị mở từng dòng rồi bấm Đã gặp hoặc Chưa gặp được. {phuong}."
        ),
        fields=ASKED_FIELDS,
        needed=("danh_sach",),
    ),
}


def unknown_fields(body: str, fields: Mapping[str, object] = FIELDS) -> list[str]:
    """The unknown placeholders of a wording, in order."""
    return [name for name in dict.fromkeys(FIELD.findall(body)) if name not in fields]


def lacking_fields(body: str, needed: Sequence[str]) -> list[str]:
    """The missing required placeholders of a wording."""
    return [name for name in needed if name not in FIELD.findall(body)]


def compose(body: str, values: Mapping[str, str]) -> str:
    """Fill in a wording; lines with an empty value are left out."""
    lines = [line for line in body.splitlines() if all(values.get(name) for name in FIELD.findall(line))]
    return once("\n".join(FIELD.sub(lambda found: values[found[1]], line) for line in lines).strip())


def once(text: str) -> str:
    """A text without the doubled word in "lớp Lớp …", for classes whose title begins with "Lớp"."""
    return _TWICE.sub("", text)


def to_group(course: Course, lesson: Lesson | None) -> dict[str, str]:
    """The values of a message to a group: no names."""
    return {**_values(course, lesson), "bac": _("Các bác"), "lien_ket": public_address(f"/l/{course.code}")}


def to_people(course: Course, lesson: Lesson | None, people: list[Registration]) -> dict[str, str]:
    """The values of a message to people who share one telephone: their names, and the first one's ticket."""
    first, names = people[0], [registration.person.full_name for registration in people]
    salutation = _("Bác %(names)s", names=_(" và bác ").join(names))
    offered = first.offered_until
    return {
        **_values(course, lesson),
        "bac": salutation,
        "lien_ket": public_address(f"/v/{first.ticket.token}"),
        "han": formats.moment(offered) if offered else "",
    }


def to_ambassador(ambassador: Ambassador, links: Sequence[VisitLink]) -> dict[str, str]:
    """The values of a message that asks about visits; mentees appear with initials and tên."""
    mentees = ((initials_masked(link.mentorship.person.full_name), link.token) for link in links)
    return {
        **_of_ward(ambassador.unit),
        "dai_su": ambassador.person.standing.full_name,
        "danh_sach": "\n".join(asked_line(name, token) for name, token in mentees),
    }


def asked_line(name: str, token: str) -> str:
    """The line of one mentee: "N. T. Hoa: https://…/k/…"."""
    return str(_("%(name)s: %(link)s", name=name, link=public_address(f"/k/{token}")))


def _values(course: Course, lesson: Lesson | None) -> dict[str, str]:
    place = lesson.where if lesson else course.place
    where = ", ".join(filter(None, (place.name, place.address))) if place else ""
    return {
        "lop": course.named_title,
        "buoi": str(lesson.number) if lesson else "",
        "lich": timetable(course),
        "cho": str(course.seats),
        "thoi_gian": formats.moment(lesson.starts_at) if lesson else "",
        "noi": where,
        "mang_theo": course.bring.rstrip(". "),
        "ly_do": ((lesson.cancelled_reason if lesson else "") or course.cancelled_reason).rstrip(". "),
        "han": "",
        **_of_ward(course.unit),
    }


def _of_ward(unit: AdministrativeUnit) -> dict[str, str]:
    return {"dien_thoai": formats.phone(unit.phone) if unit.phone else "", "phuong": unit.title}
