"""/van-phong/dai-su/xin-lam: who offered to become Đại sứ số: taken on by appointing them, or declined with words."""

from flask import Blueprint, render_template, request

from app.models import AmbassadorOffer, Role
from app.routes.office.approvals.deciding import add_ending
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

ambassador_offers = Blueprint("ambassador_offers", __name__)

DECIDED = 50


@ambassador_offers.get("/dai-su/xin-lam")
@requires(*STAFF)
def index(phuong: str | None = None) -> Answer:
    """Those who wait, the longest first; then what was decided lately."""
    unit = unit_called(phuong or request.args.get("phuong"))
    return render_template(
        "office/ambassador_offers/index.html",
        unit=unit,
        units=units(),
        waiting=db.session.scalars(AmbassadorOffer.waiting_in([unit.id])).all(),
        decided=db.session.scalars(AmbassadorOffer.decided_in([unit.id]).limit(DECIDED)).all(),
        officer=is_officer_of(unit.id),
    )


add_ending(
    ambassador_offers, "/dai-su/xin-lam/<uuid:offer>/tu-choi", AmbassadorOffer, "decline", Role.OFFICER, asks="delete"
)
