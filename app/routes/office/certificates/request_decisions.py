"""/van-phong/de-nghi/<request>: a leader, who is not who asked, replaces or revokes a certificate, or says why not."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.jobs import orders, queue
from app.models import Approval, CertificateRequest, Role
from app.routes.jobs import give_a_moment
from app.routes.office.approvals.deciding import ReasonField, standing
from app.routes.office.certificates.certificate_requests import LINES
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.trail import note_certificate
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer, focus_first_error, see_other
from app.web.sign_in.proof import fresh_proof

request_decisions = Blueprint("request_decisions", __name__)


class AnswerForm(FlaskForm):
    """Why the leader does not agree."""

    answer = ReasonField(_l("Vì sao không đồng ý"))


@request_decisions.get("/de-nghi/<uuid:public_id>")
@requires(*STAFF)
def show(public_id: UUID) -> Answer:
    """One request, the old paper beside the new one; a leader who did not ask for it decides here."""
    return _page(_request(public_id), AnswerForm(formdata=None))


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


@request_decisions.post("/de-nghi/<uuid:public_id>/tu-choi")
@requires(Role.LEADER)
@fresh_proof
def destroy(public_id: UUID) -> Answer:
    """Do not agree, with the reason; the paper stays as it is."""
    form = AnswerForm()
    asked = _request(public_id, Role.LEADER)
    if not form.validate():
        return _page(asked, form, 422)
    with immediate() as session:
        asked = _request(public_id, Role.LEADER)
        asked.refuse(session, answer=form.answer.value, by=current_account(), now=clock.now())
        row, detail = asked.certificate, dict[str, object](reason=asked.answer)
        note_certificate(session, "certificate_request.refused", row.register.unit_id, row.register_number, detail)
    flash(_("Đã từ chối đề nghị. Giấy vẫn như cũ."), "good")
    return see_other(url_for("office.request_decisions.show", public_id=public_id))


def _request(public_id: UUID, *roles: Role) -> CertificateRequest:
    return found(CertificateRequest.in_units(unit_ids(*roles)).where(CertificateRequest.public_id == str(public_id)))


def _page(asked: CertificateRequest, form: AnswerForm, status: int = 200) -> Response:
    row = asked.certificate
    focus_first_error(form)
    page = render_template(
        "office/request_decisions/show.html",
        asked=asked,
        row=row,
        said=row.paper | {"course": _("ghi rõ đối tượng học") if row.tells else row.told_course},
        wanted=row.paper | {"course": row.told_course} | asked.changed,
        lines=LINES,
        unit=row.register.unit,
        **standing(asked, row.register.unit_id),
        form=form,
    )
    return make_response(page, status)
