"""The devices somebody is signed in on: end one, or all."""

from flask import Blueprint, request, url_for

from app.country import clock
from app.country.numbers import as_number
from app.models import Role, SignIn
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other
from app.web.sign_in import entry, welcome

devices = Blueprint("devices", __name__)


@devices.post("/tai-khoan/thiet-bi/dang-xuat")
@requires(*Role)
def destroy() -> Answer:
    """Sign out one of my devices; mine alone can be named."""
    visitor, wanted, now = current_visitor(), request.form.get("device", type=as_number), clock.now()
    with immediate() as session:
        sign_in = found(SignIn.open_for(visitor.account_id).where(SignIn.id == wanted))
        sign_in.ended_at = now
        entry.note(session, "sign_in.ended", current_account(), now, {"device": sign_in.device})
    here = sign_in.id == visitor.sign_in_id
    return welcome.farewell(url_for("sign_ins.leave")) if here else see_other(url_for("account.show"))


@devices.post("/tai-khoan/thiet-bi/dang-xuat-het")
@requires(*Role)
def clear() -> Answer:
    """Sign out everywhere, here too."""
    visitor, now = current_visitor(), clock.now()
    with immediate() as session:
        ended = SignIn.end_all(session, visitor.account_id, now)
        entry.note(session, "sign_in.all_ended", current_account(), now, {"devices": ended})
    return welcome.farewell(url_for("sign_ins.leave"))
