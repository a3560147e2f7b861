"""/van-phong/tin-nhan/<public_id>/nguoi: one person, or those of one telephone, was told; or that was a slip."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.country import clock
from app.models import Role, SendingRecipient
from app.routes.office.messages.sendings import sending_here
from app.routes.trail import note
from app.web.access import current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

sending_recipients = Blueprint("sending_recipients", __name__)

HOW = ("sms", "zalo", "call", "person", "skipped")


@sending_recipients.post("/tin-nhan/<public_id>/nguoi")
@requires(Role.OFFICER)
def create(public_id: str) -> Answer:
    """Note how those of `person` (keys with a space between them) were told (`how`). A second press changes nothing."""
    how = request.form.get("how", "")
    keys = request.form.get("person", "").split()
    if how not in HOW or not keys:
        raise NotFound
    now = clock.now()
    with immediate() as session:
        sending = sending_here(public_id)
        ids = [row.id for row in session.scalars(SendingRecipient.of(sending.id)) if row.key in keys]
        count = SendingRecipient.tell(session, sending.id, ids, how, by_id=current_visitor().account_id, now=now)
        if count:
            note(session, "sending.told", sending.course, {"kind": sending.moment, "people": count})
    if not count:
        flash(_("Người này đã được ghi từ trước."), "good")
    return see_other(url_for("office.sendings.show", public_id=public_id))


@sending_recipients.post("/tin-nhan/<public_id>/nguoi/bo")
@requires(Role.OFFICER)
def destroy(public_id: str) -> Answer:
    """Put somebody back among those to be told."""
    key = request.form.get("person", "")
    with immediate() as session:
        sending = sending_here(public_id)
        wanted = SendingRecipient.keyed(sending.id, key)
        row = found(wanted)
        row.take_back()
        note(session, "sending.taken_back", sending.course, {"kind": sending.moment})
    return see_other(url_for("office.sendings.show", public_id=public_id))
