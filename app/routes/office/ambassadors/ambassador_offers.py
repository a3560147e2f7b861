"""/van-phong/dai-su/xin-lam: who offered to become Đại sứ số: taken on by appointing them, or declined with words."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.models import AmbassadorOffer, Role
from app.routes.office.ambassadors.ambassadors_here import note_helping, offer_here
from app.routes.office.approvals.deciding import ReasonField
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

ambassador_offers = Blueprint("ambassador_offers", __name__)

DECIDED = 50


class DeclineForm(FlaskForm):
    """What the office says to them."""

    why = ReasonField(_l("Lời trả lời"))


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


@ambassador_offers.get("/dai-su/xin-lam/<uuid:offer>/tu-choi")
@requires(Role.OFFICER)
def delete(offer: UUID) -> Answer:
    """The form to decline."""
    asked = offer_here(offer, Role.OFFICER)
    return render_template("office/ambassador_offers/delete.html", offer=asked, form=DeclineForm(formdata=None))


@ambassador_offers.post("/dai-su/xin-lam/<uuid:offer>/tu-choi")
@requires(Role.OFFICER)
def destroy(offer: UUID) -> Answer:
    """Decline, with the words that whoever calls them says."""
    form = DeclineForm()
    if not form.validate():
        return refuse("office/ambassador_offers/delete.html", offer=offer_here(offer, Role.OFFICER), form=form)
    with immediate() as session:
        asked = offer_here(offer, Role.OFFICER)
        asked.decline(session, form.why.value, by=current_account(), now=clock.now())
        subject = ("ambassador_offer", asked.public_id)
        note_helping(session, "ambassador_offer.declined", asked.unit_id, subject, {"reason": asked.why})
        code = asked.unit.code
    flash(_("Đã ghi. Anh chị gọi lại để người ấy khỏi chờ."), "good")
    return see_other(url_for("office.ambassador_offers.index", phuong=code))
