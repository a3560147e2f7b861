"""/van-phong/so-cap/khong-con-du: issued certificates whose attendance was corrected below the rule; a leader keeps or
revokes each."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.models import Role
from app.models.learning.unearned import EarnedAgain, to_decide, unearned_in, unearned_on
from app.models.mixins.issued import NotStanding
from app.routes.office.approvals.deciding import ReasonField
from app.routes.office.lookups import STAFF, certificate_here, unit_called, unit_ids
from app.routes.teaching.results import STATUS_WORDS
from app.routes.trail import note_certificate
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, refuse, see_other
from app.web.sign_in.proof import fresh_proof

unearned_certificates = Blueprint("unearned_certificates", __name__)

ENTRY = "/so-cap/<unit>/<int:year>/<int:number>/khong-con-du"
PAGE = "office/unearned_certificates/show.html"


class KeepOrRevokeForm(FlaskForm):
    """Why."""

    reason = ReasonField(_l("Lý do"))


@unearned_certificates.get("/so-cap/khong-con-du")
@requires(*STAFF)
def index() -> Answer:
    """Those about which a leader has to decide."""
    return render_template("office/unearned_certificates/index.html", rows=unearned_in(db.session(), unit_ids()))


@unearned_certificates.get(ENTRY)
@requires(*STAFF)
def show(unit: str, year: int, number: int) -> Answer:
    """The lessons, and for a leader the two buttons; the entry where nothing is left to decide."""
    return _page(unit, year, number, KeepOrRevokeForm(formdata=None))


@unearned_certificates.post(ENTRY)
@requires(Role.LEADER)
@fresh_proof
def update(unit: str, year: int, number: int) -> Answer:
    """Keep or revoke (`decision`), with the reason, on the attendance as it stands at the press."""
    form = KeepOrRevokeForm()
    decision = request.form.get("decision")
    if not form.validate() or decision not in ("keep", "revoke"):
        return _page(unit, year, number, form)
    try:
        with immediate() as session:
            unit_called(unit, Role.LEADER)
            here, row = certificate_here(unit, year, number)
            lost, reason, now = to_decide(session, row), form.reason.value, clock.now()
            detail: dict[str, object] = {"reason": reason}
            if decision == "keep":
                lost.keep(session, reason=reason, by=current_account(), now=now)
                detail["came"] = f"{lost.standing.came}/{lost.standing.of_all}"
            else:
                lost.revoke(reason=reason, now=now)
            action = "certificate.kept" if decision == "keep" else "certificate.revoked"
            note_certificate(session, action, here.id, row.register_number, detail)
            called = row.register_number
    except (EarnedAgain, NotStanding):
        flash(_("Giấy này không còn gì phải quyết: điểm danh đã đủ lại, hoặc có người vừa quyết."), "warn")
    else:
        kept = _("Đã giữ giấy số %(number)s.", number=called)
        flash(kept if decision == "keep" else _("Đã thu hồi giấy số %(number)s.", number=called), "good")
    return see_other(url_for("office.registers.entry", unit=unit, year=year, number=number))


def _page(unit: str, year: int, number: int, form: KeepOrRevokeForm) -> Response:
    here, row = certificate_here(unit, year, number)
    lost = unearned_on(db.session(), row.registration.course_id).get(row.id)
    if lost is None:
        return see_other(url_for("office.registers.entry", unit=unit, year=year, number=number))
    decides = here.id in unit_ids(Role.LEADER)
    context: dict[str, Any] = {"unit": here, "lost": lost, "words": STATUS_WORDS, "decides": decides}
    return personal(refuse(PAGE, status=422 if form.is_submitted() else 200, form=form, **context))
