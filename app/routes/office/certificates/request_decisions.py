"""/van-phong/de-nghi/<request>: a leader, who is not who asked, replaces or revokes a certificate, or says why not."""

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import orders, queue
from app.models import Approval, CertificateRequest, Role
from app.routes.jobs import give_a_moment
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.certificates.certificate_requests import LINES
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.trail import note_certificate
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import fresh_proof

request_decisions = Blueprint("request_decisions", __name__)


@request_decisions.get("/de-nghi/<uuid:public_id>")
@requires(*STAFF)
def show(public_id: UUID) -> Answer:
    """One request, the old paper beside the new one; a leader who did not ask for it decides here."""
    asked = _request(public_id)
    row = asked.certificate
    return render_template(
        "office/request_decisions/show.html",
        asked=asked,
        row=row,
        content=row.paper | {"course": _("ghi rõ đối tượng học") if row.tells else row.outward_course},
        wanted=row.paper | {"course": row.outward_course} | asked.changed,
        lines=LINES,
        unit=row.register.unit,
        **standing(asked),
    )


@request_decisions.post("/de-nghi/<uuid:public_id>/dong-y")
@requires(Role.LEADER)
@fresh_proof
def update(public_id: UUID) -> Answer:
    """Agree: numbers, states and the order to draw stand or fall together. The drawing starts after the commit."""
    job = None
    with immediate() as session:
        asked = _request(public_id, Role.LEADER)
        old = asked.certificate
        made = asked.carry_out(session, by=current_account(), now=clock.now())
        detail: dict[str, object] = {"reason": asked.reason}
        if made is not None:
            detail["replaced_by"] = made.register_number
            approval = session.get_one(Approval, made.approval_id)
            job = orders.certificates(session, approval, by=current_visitor().account_id, again=True)
        action = "certificate.replaced" if made else "certificate.revoked"
        note_certificate(session, action, old.register.unit_id, old.register_number, detail)
        number, replaced = old.register_number, made.register_number if made else ""
    if job is not None:
        queue.enqueue(job.id)
        give_a_moment(job)
        flash(_("Giấy số %(old)s được thay bằng giấy số %(new)s.", old=number, new=replaced), "good")
    else:
        flash(_("Đã thu hồi giấy số %(number)s.", number=number), "good")
    return see_other(url_for("office.request_decisions.show", public_id=public_id))


def _request(public_id: UUID, *roles: Role) -> CertificateRequest:
    return found(CertificateRequest.in_units(unit_ids(*roles)).where(CertificateRequest.public_id == str(public_id)))


ADDRESS = "/de-nghi/<uuid:public_id>/tu-choi"
add_ending(request_decisions, ADDRESS, CertificateRequest, "decline", Role.LEADER, proof=True)
