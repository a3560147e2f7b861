"""What whoever freed a seat is told about those it went to: somebody has to call them."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext as _

from app.country import formats
from app.models import Registration, RegistrationState


def tell(moved: Sequence[Registration]) -> None:
    """Say who came up for a seat: who has it, and who is asked until when to take it."""
    seated = [one.person.full_name for one in moved if one.state == RegistrationState.SEATED]
    if seated:
        flash(_("%(names)s đã lên chỗ. Anh chị gọi báo giúp.", names=", ".join(seated)), "warn")
    asked: dict[str, list[str]] = {}
    for one in moved:
        if one.offered_until is not None and one.state == RegistrationState.OFFERED:
            asked.setdefault(formats.moment(one.offered_until), []).append(one.person.full_name)
    for until, names in asked.items():
        text = _(
            "%(names)s được mời nhận chỗ, trả lời trước %(until)s. Anh chị gọi báo giúp.",
            names=", ".join(names),
            until=until,
        )
        flash(text, "warn")
