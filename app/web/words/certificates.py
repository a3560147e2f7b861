"""Wording for entries of the certificate register: a certificate's state and notes."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models import Certificate, CertificateState
from app.models.learning.course_terms import lessons_required
from app.models.learning.unearned import Unearned
from app.web.responses import public_address

STATES = {
    CertificateState.APPROVED: (_l("Chờ vẽ"), "warn", "hourglass"),
    CertificateState.ISSUED: (_l("Đã cấp"), "good", "circle-check"),
    CertificateState.HANDED_OVER: (_l("Đã trao"), "good", "handshake"),
    CertificateState.REPLACED: (_l("Đã thay"), "", "refresh"),
    CertificateState.REVOKED: (_l("Đã thu hồi"), "bad", "x"),
}
SEXES = {"ông": "nam", "bà": "nữ"}  # as the paper addresses the person


def what_became(paper: Certificate) -> str:
    """The current state of a certificate."""
    if paper.replaced_by is not None:
        return str(_("đã thay bằng số %(number)s", number=paper.replaced_by.register_number))
    if paper.ended_at is not None:
        return str(_("đã thu hồi ngày %(day)s", day=formats.date(paper.ended_at)))
    if paper.handed_over_at is not None:
        return str(_("đã giao ngày %(day)s", day=formats.date(paper.handed_over_at)))
    return str(_("chưa giao") if paper.issued_at else _("chưa in"))


def state_words(state: str) -> tuple[object, str, str]:
    """The state of an entry: its words, kind and icon."""
    return STATES[CertificateState(state)]


def unearned_words(each: Unearned) -> str:
    """That a certificate is no longer earned, with the lessons."""
    there = {"came": each.standing.came, "lessons": each.standing.of_all, "needed": each.standing.needed}
    return str(_("không còn đủ: có mặt %(came)s/%(lessons)s buổi, cần %(needed)s", **there))


def notes(row: Certificate) -> Iterator[str]:
    """Notes on an entry: who received it instead, which certificate it replaces, why it is no longer valid."""
    if row.replaces is not None:
        yield _("Cấp lại, thay số %(number)s", number=row.replaces.register_number)
    if row.handed_to and row.handed_to != row.paper["full_name"]:
        yield _("Nhận thay: %(name)s", name=row.handed_to)
    if row.ended_at is None:
        return
    ended = {"day": formats.date(row.ended_at), "reason": row.end_reason}
    if row.replaced_by is not None:
        number = row.replaced_by.register_number
        yield _("Thay bằng số %(number)s ngày %(day)s: %(reason)s", number=number, **ended)
    elif row.state == CertificateState.REVOKED:
        yield _("Thu hồi ngày %(day)s: %(reason)s", **ended)
    else:
        yield _("Hết giá trị ngày %(day)s: %(reason)s", **ended)


# What a course's share of attended lessons comes to, in words: rounded up, of few lessons it is all of them.
def rule_words(share: int | None, lessons: int | None) -> str:
    """The lessons that a share (percent) requires of a course of so many; where it is all of several, also the share
    that lets one be missed. Empty where either is unknown."""
    if not share or not lessons or share > 100:
        return ""
    needed = max(1, lessons_required(share, lessons))
    if lessons == 1:
        return str(_("Lớp 1 buổi: phải có mặt buổi ấy."))
    if needed == lessons:
        least = 100 * (lessons - 1) // lessons
        return str(
            _(
                "Với %(count)s buổi: phải đủ cả %(count)s. Ghi %(share)s thì được nghỉ 1 buổi.",
                count=lessons,
                share=least,
            )
        )
    words = _("Với %(count)s buổi: từ %(needed)s buổi, được nghỉ %(rest)s.", count=lessons, needed=needed,
              rest=lessons - needed)  # fmt: skip
    return str(words)


def rule_in_brief(share: int | None, lessons: int | None) -> str | None:
    """The same in a part of a line, only where all of several lessons are required."""
    if not share or not lessons or lessons == 1 or lessons_required(share, lessons) < lessons:
        return None
    return str(_("với %(count)s buổi là đủ cả %(count)s", count=lessons))


# Messages for certificates whose paper size is too small for their content.
# Longest host (and path) that fits on a certificate with any letters (tests/documents); longer ones may still fit,
# which the preview shows.
LONGEST_ADDRESS: Mapping[str, int] = {"A4": 100, "A5": 60}


def way_out(size: str) -> str:
    """What to do for papers of a size, in one sentence."""
    if size == "A5":
        return str(_("Cán bộ sửa lớp sang khổ A4, rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))
    return str(_("Cán bộ rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))


def too_long_for() -> list[str]:
    """The certificate sizes that this server's address may not fit on."""
    place = public_address("").partition("://")[2]
    return [size for size, most in LONGEST_ADDRESS.items() if len(place) > most]


def size_hint() -> str:
    """A warning beside the choice of a size if this server's address is long, else ""."""
    sizes = too_long_for()
    if not sizes:
        return ""
    return str(
        _(
            "Địa chỉ của trang này dài, khổ %(sizes)s có thể không đủ chỗ in. Máy vẽ thử khi anh chị trình danh sách.",
            sizes=", ".join(sizes),
        )
    )
