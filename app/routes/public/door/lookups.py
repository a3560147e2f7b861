"""Finds the helper of /h/<token> and tells one phone from another."""

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import DoorHelper, DoorPhone, RateLimit
from app.models.learning.door_helper import DoorState
from app.routes.public.hall.passes import keep_cookie
from app.web.database import db, immediate
from app.web.errors import page
from app.web.sign_in.limits import TooMany, found_by_code

COOKIE = "lopso_door"
# A little longer than scans may still be sent.
COOKIE_SECONDS = 10 * 24 * 3600
# Requests a minute and helper; a phone that scans in a queue sends 20.
PACE = 90


def helper_by_token(token: str) -> DoorHelper:
    """The helper of `/h/<token>`; ends with a 404 for any other token. Guesses are slowed."""
    helper = found_by_code(DoorHelper.holding(token))
    if helper is None:
        text = _("Mã có thể bị gõ thiếu. Anh chị mở lại tin nhắn đã nhận, hoặc hỏi giảng viên của lớp.")
        abort(page(404, _("Không có đường dẫn nào mang mã này"), text))
    return helper


def phone_here(helper: DoorHelper) -> DoorPhone | None:
    """The phone that asks, if the link was ever taken up on it; it may have been released since."""
    token = request.cookies.get(COOKIE)
    return db.session.scalars(DoorPhone.holding(helper.id, token)).first() if token else None


def keep_phone(response: Response, helper: DoorHelper, token: str) -> Response:
    """Give the phone its cookie, for this link's address only."""
    path = url_for("public.doors.show", token=helper.token)
    keep_cookie(response, COOKIE, token, COOKIE_SECONDS, path=path)
    return response


def may_scan(phone: DoorPhone) -> bool:
    """Whether this phone has the link and the link is open now."""
    return phone.has_link and phone.helper.state(clock.now()) is DoorState.OPEN


def keep_pace(helper: DoorHelper) -> None:
    """Slow a phone, or whoever has a link, that sends more than any queue brings.

    Raises:
        TooMany: it does.
    """
    with immediate() as session:
        key = f"door {helper.public_id}"
        in_time = RateLimit.take(session, key, size=PACE, seconds=60, now=clock.now())
    if not in_time:
        raise TooMany(1)
