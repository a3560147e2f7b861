"""/van-phong/so-cap/…/cap-lai, /thu-hoi and /van-phong/de-nghi/<uuid>: an officer asks for another paper in the place
of an issued one, or for none; a leader, who is not who asked, agrees or says why not."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField

from app.country import clock
from app.jobs import orders
from app.models import AdministrativeUnit, Approval, Certificate, CertificateRequest, RequestKind, Role
from app.models.learning.certificate import STANDING
from app.models.learning.certificate_request import AskedAlready, NothingChanges
from app.models.mixins.issued import NotStanding
from app.routes.jobs import give_a_moment
from app.routes.office.approvals.deciding import ReasonField, add_ending, standing
from app.routes.office.lookups import STAFF, certificate_here, unit_ids
from app.routes.trail import note_certificate
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import immediate
from app.web.forms.fields import BirthYearField, FullNameField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.sign_in.proof import fresh_proof

certificate_requests = Blueprint("certificate_requests", __name__)
request_decisions = Blueprint("request_decisions", __name__)

ADDRESS = "/so-cap/<unit>/<int:year>/<int:number>/<any('cap-lai','thu-hoi'):kind>"
REQUEST = "/de-nghi/<uuid:public_id>"
KINDS = {"cap-lai": RequestKind.REPLACE, "thu-hoi": RequestKind.REVOKE}
LINES = {
    "address": _l("Xưng hô"),
    "full_name": _l("Họ và tên"),
    "birth_year": _l("Năm sinh"),
    "group": _l("Nơi ở"),
    "course": _l("Tên lớp"),
}
# What the form asks for; the title of a class becomes neutral by itself (`Certificate.tells`).
ASKED = ("address", "full_name", "birth_year", "group")


class RevokeForm(FlaskForm):
    """Why a paper shall stand no more."""

    reason = ReasonField(_l("Lý do"))

    def changes(self) -> dict[str, str]:
        """What the new paper would say otherwise."""
        return {}


class ReplaceForm(RevokeForm):
    """What shall stand on the new paper."""

    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    address = RadioField(_l("Xưng hô"), choices=lambda: [("ông", _("Ông")), ("bà", _("Bà")), ("ông/bà", _("Ông/bà"))])
    group = LineField(_l("Nơi ở ghi trên giấy"), longest=120)

    def show(self, certificate: Certificate) -> None:
        """Fill the form with what the paper says."""
        for name in ASKED:
            self[name].data = certificate.paper[name]

    def changes(self) -> dict[str, str]:
        """What the new paper would say, line by line."""
        return {
            "full_name": self.full_name.value,
            "birth_year": str(self.birth_year.value.year),
            "address": self.address.data or "",
            "group": self.group.value,
        }


@certificate_requests.route(ADDRESS, methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(unit: str, year: int, number: int, kind: str) -> Answer:
    """Ask the leader: the old paper's content stands beside what the new one shall say."""
    here, row = certificate_here(unit, year, number)
    _officers(here)
    form = ReplaceForm() if KINDS[kind] == RequestKind.REPLACE else RevokeForm()
    page = "office/certificate_requests/new.html"
    if not form.is_submitted():
        if row.state not in STANDING:
            return _entry(here, row)
        if isinstance(form, ReplaceForm):
            form.show(row)
    if not form.validate_on_submit():
        return form_page(page, form, **_asking(here, row, kind))
    try:
        with immediate() as session:
            here, row = certificate_here(unit, year, number)
            by, now, reason, changes = current_account(), clock.now(), form.reason.value, form.changes()
            made = CertificateRequest.ask(session, row, KINDS[kind], reason=reason, by=by, now=now, changes=changes)
            detail: dict[str, object] = {"asked": made.kind, "fields": ",".join(made.changed), "reason": made.reason}
            note_certificate(session, "certificate_request.made", here.id, row.register_number, detail)
    except NothingChanges:
        form.form_errors.append(_("Giấy mới sẽ giống hệt giấy cũ. Anh chị sửa dòng ghi sai rồi gửi."))
        return refuse(page, **_asking(here, row, kind), form=form)
    except AskedAlready:
        flash(_("Giấy này đang có một đề nghị chờ lãnh đạo."), "warn")
        return _entry(here, row)
    except NotStanding:
        flash(_("Giấy này không còn hiệu lực, nên không đề nghị được nữa."), "warn")
        return _entry(here, row)
    flash(_("Đã gửi đề nghị cho lãnh đạo."), "good")
    return _entry(here, row)


def _officers(here: AdministrativeUnit) -> None:
    one_or_404(AdministrativeUnit.called(here.code).where(AdministrativeUnit.id.in_(unit_ids(Role.OFFICER))))


def _asking(here: AdministrativeUnit, row: Certificate, kind: str) -> dict[str, Any]:
    return {"unit": here, "row": row, "content": row.paper, "kind": kind, "lines": LINES}


def _entry(here: AdministrativeUnit, row: Certificate) -> Response:
    return see_other(url_for("office.registers.entry", unit=here.code, year=row.register.year, number=row.number))


add_ending(certificate_requests, f"{REQUEST}/rut", CertificateRequest, "withdraw", Role.OFFICER)


@request_decisions.get(REQUEST)
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


@request_decisions.post(f"{REQUEST}/dong-y")
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
        give_a_moment(job)
        flash(_("Giấy số %(old)s được thay bằng giấy số %(new)s.", old=number, new=replaced), "good")
    else:
        flash(_("Đã thu hồi giấy số %(number)s.", number=number), "good")
    return see_other(url_for("office.request_decisions.show", public_id=public_id))


def _request(public_id: UUID, *roles: Role) -> CertificateRequest:
    return one_or_404(
        CertificateRequest.in_units(unit_ids(*roles)).where(CertificateRequest.public_id == str(public_id))
    )


add_ending(
    request_decisions, "/de-nghi/<uuid:public_id>/tu-choi", CertificateRequest, "decline", Role.LEADER, proof=True
)
