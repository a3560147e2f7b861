"""Wording for entries of the certificate register: a certificate's state and notes."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.country import formats
from app.models import Certificate, CertificateState
from app.models.learning.unearned import Unearned

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
