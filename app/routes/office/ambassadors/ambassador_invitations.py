"""/van-phong/dai-su/<uuid>/ma-moi: the QR code by which an ambassador sets up their sign-in, to show or print."""

from uuid import UUID

from flask import Blueprint, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Ambassador, Invitation, Role
from app.models.helping.ambassadors import ambassador_account
from app.models.helping.ambassadors.ambassador import NotServing
from app.models.helping.ambassadors.ambassador_account import WorksElsewhere
from app.routes.office.ambassadors.ambassadors_here import ambassador_here, note_ambassador
from app.routes.trail import note_act
from app.web import qr
from app.web.access import found, requires
from app.web.database import immediate
from app.web.responses import Answer, personal, public_address, see_other
from app.web.sign_in.proof import fresh_proof

ambassador_invitations = Blueprint("ambassador_invitations", __name__)


@ambassador_invitations.get("/dai-su/<uuid:ambassador>/ma-moi")
@requires(Role.OFFICER)
def show(ambassador: UUID) -> Answer:
    """The open invitation; a 404 when there is none. Of an account that does other work it is the administrator's."""
    one = ambassador_here(ambassador, Role.OFFICER)
    if one.account is None or not ambassador_account.is_theirs_alone(one, clock.now()):
        abort(404)
    invitation = found(Invitation.open_of(one.account.id, clock.now()))
    address = public_address(url_for("invitations.show", token=invitation.token))
    page = render_template(
        "office/ambassador_invitations/show.html",
        one=one,
        invitation=invitation,
        address=address,
        svg=qr.inline(address),
    )
    return personal(make_response(page))


@ambassador_invitations.post("/dai-su/<uuid:ambassador>/ma-moi")
@requires(Role.OFFICER)
@fresh_proof
def create(ambassador: UUID) -> Answer:
    """Account, role and invitation in one press; pressed again, a new invitation in the place of the last."""
    now = clock.now()
    try:
        with immediate() as session:
            one = session.scalars(Ambassador.locked(ambassador_here(ambassador, Role.OFFICER).id)).one()
            invitation, made = ambassador_account.invite(session, one, now)
            subject = ("account", invitation.account.public_id)
            for action in ("account.created", "role.granted") if made else ():
                detail: dict[str, object] = {"username": invitation.account.username, "role": Role.AMBASSADOR.value}
                note_act(session, action, one.unit_id, subject, detail)
            note_act(session, "invitation.created", one.unit_id, subject)
            note_ambassador(session, "ambassador.invited", one)
    except NotServing:
        flash(_("Người này đã thôi làm Đại sứ số, nên không mời được."), "warn")
        return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
    except WorksElsewhere:
        flash(_("Tài khoản này còn làm việc khác, nên chỉ quản trị đưa mã mời được."), "warn")
        return see_other(url_for("office.ambassadors.show", ambassador=ambassador))
    return see_other(url_for("office.ambassador_invitations.show", ambassador=ambassador))
