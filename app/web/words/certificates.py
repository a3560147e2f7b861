"""Entries of the register in words: what became of a paper, and what its line notes."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.country import formats
from app.models import Certificate, CertificateState

SEXES = {"ông": "nam", "bà": "nữ"}  # as the paper addresses the person


def what_became(paper: Certificate) -> str:
    """Where a paper stands today."""
    if paper.replaced_by is not None:
        return str(_("đã thay bằng số %(number)s", number=paper.replaced_by.register_number))
    if paper.ended_at is not None:
        return str(_("đã thu hồi ngày %(day)s", day=formats.date(paper.ended_at)))
    if paper.handed_over_at is not None:
        return str(_("đã giao ngày %(day)s", day=formats.date(paper.handed_over_at)))
    return str(_("chưa giao") if paper.issued_at else _("chưa in"))


def notes(row: Certificate) -> Iterator[str]:
    """What stands beside an entry: whom it was given to instead, what it stands for, why it no longer holds."""
    if row.replaces is not None:
        yield _("Cấp lại, thay số %(number)s", number=row.replaces.register_number)
    if row.handed_to and row.handed_to != row.paper["full_name"]:
        yield _("Nhận thay: %(name)s", name=row.handed_to)
    if row.ended_at is None:
        return
    told = {"day": formats.date(row.ended_at), "reason": row.end_reason}
    if row.replaced_by is not None:
        number = row.replaced_by.register_number
        yield _("Thay bằng số %(number)s ngày %(day)s: %(reason)s", number=number, **told)
    elif row.state == CertificateState.REVOKED:
        yield _("Thu hồi ngày %(day)s: %(reason)s", **told)
    else:
        yield _("Hết giá trị ngày %(day)s: %(reason)s", **told)
