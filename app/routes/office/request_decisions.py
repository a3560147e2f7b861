"""/van-phong/de-nghi/<request>: a leader, who is not who asked, replaces or revokes a certificate, or says why not."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app import clock
from app.access import current_account, current_visitor, found, requires
from app.database import db, immediate
from app.jobs import orders, queue
from app.models import Approval, CertificateRequest, RequestState, Role
from app.models.learning.certificate import NotStanding
from app.models.learning.certificate_request import OwnRequest, RequestDecided
from app.proof import fresh_proof
from app.responses import Answer, focus_first_error, see_other
from app.routes.jobs import give_a_moment
from app.routes.office.certificate_requests import LINES
from app.routes.office.decisions import REASON_LENGTH
from app.routes.office.fields import LineField
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.trail import note_certificate

request_decisions = Blueprint("request_decisions", __name__)


class AnswerForm(FlaskForm):
    """Why the leader does not agree."""

    answer = LineField(_l("Vì sao không đồng ý"), longest=REASON_LENGTH, required=True)


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
    try:
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
    except OwnRequest:
        return _stopped(public_id, _("Đề nghị này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."))
    except (RequestDecided, NotStanding):
        return _too_late(public_id)
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
    if not form.validate():
        focus_first_error(form)
        page = _page(_request(public_id, Role.LEADER), form)
        page.status_code = 422
        return page
    try:
        with immediate() as session:
            asked = _request(public_id, Role.LEADER)
            asked.refuse(session, answer=form.answer.value, by=current_account(), now=clock.now())
            about = asked.certificate
            detail: dict[str, object] = {"reason": asked.answer}
            unit_id, number = about.register.unit_id, about.register_number
            note_certificate(session, "certificate_request.refused", unit_id, number, detail)
    except OwnRequest:
        return _stopped(public_id, _("Đề nghị này do chính anh chị gửi, nên cần một lãnh đạo khác xem."))
    except RequestDecided:
        return _too_late(public_id)
    flash(_("Đã từ chối đề nghị. Giấy vẫn như cũ."), "good")
    return see_other(url_for("office.request_decisions.show", public_id=public_id))


def _request(public_id: UUID, *roles: Role) -> CertificateRequest:
    return found(CertificateRequest.in_units(unit_ids(*roles)).where(CertificateRequest.public_id == str(public_id)))


def _page(asked: CertificateRequest, form: AnswerForm, why: str = "") -> Response:
    row = asked.certificate
    leader = row.register.unit_id in unit_ids(Role.LEADER)
    return Response(
        render_template(
            "office/request_decisions/show.html",
            asked=asked,
            row=row,
            said=row.paper | {"course": _("ghi rõ đối tượng học") if row.tells else row.told_course},
            wanted=row.paper | {"course": row.told_course} | asked.changed,
            lines=LINES,
            unit=row.register.unit,
            leader=leader,
            own=asked.asked_by_id == current_visitor().account_id,
            open=asked.state == RequestState.ASKED,
            form=form,
            why=why,
        )
    )


def _too_late(public_id: UUID) -> Response:
    db.session.rollback()
    if _request(public_id).state == RequestState.WITHDRAWN:
        return _stopped(public_id, _("Người gửi đã rút đề nghị này. Giấy vẫn như cũ."))
    return _stopped(public_id, _("Đề nghị này đã có người giải quyết. Giấy vẫn như họ đã quyết định."))


def _stopped(public_id: UUID, why: str) -> Response:
    """409 with what stands now."""
    db.session.rollback()
    page = _page(_request(public_id), AnswerForm(formdata=None), why)
    page.status_code = 409
    return page
