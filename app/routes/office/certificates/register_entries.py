"""/van-phong/so-cap/<unit>/<year>/<number>: one entry of the register, what became of it, what was asked about it."""

from flask import Blueprint, make_response, render_template

from app.country import clock
from app.models import CertificateRequest, RequestState, Role
from app.models.learning.certificate import STANDING
from app.routes.office.lookups import STAFF, certificate_here, unit_ids
from app.routes.trail import note_certificate
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal

register_entries = Blueprint("register_entries", __name__)


@register_entries.get("/so-cap/<unit>/<int:year>/<int:number>")
@requires(*STAFF)
def show(unit: str, year: int, number: int) -> Answer:
    """The entry; that it was looked at is noted."""
    here, row = certificate_here(unit, year, number)
    with immediate() as session:
        note_certificate(session, "certificate.viewed", here.id, row.register_number)
    here, row = certificate_here(unit, year, number)
    asked = db.session.scalars(CertificateRequest.of(row.id)).all()
    return personal(
        make_response(
            render_template(
                "office/register_entries/show.html",
                unit=here,
                row=row,
                content=row.paper,
                asked=asked,
                may_ask=here.id in unit_ids(Role.OFFICER)
                and row.state in STANDING
                and all(one.state != RequestState.ASKED for one in asked),
                today=clock.today(),
            )
        )
    )
