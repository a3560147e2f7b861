"""/van-phong/nguoi-hoc/<person>/dong-y: a consent withdrawn by the office, because the person asked for it."""

from uuid import UUID

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Consent, Role
from app.routes.office.people.people_here import note_about, person_here
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

consents = Blueprint("consents", __name__)

PURPOSES = ("photos", "messages")


@consents.post("/nguoi-hoc/<uuid:person>/dong-y/<purpose>/rut")
@requires(Role.OFFICER)
def destroy(person: UUID, purpose: str) -> Answer:
    """Withdraw all that stands of one purpose; it stays readable that it was given. Twice changes nothing."""
    if purpose not in PURPOSES:
        abort(404)
    with immediate() as session:
        someone = person_here(person, Role.OFFICER)
        standing = session.scalars(Consent.stands(someone.id, purpose).with_for_update()).all()
        for each in standing:
            each.withdrawn_at = clock.now()
        if standing:
            note_about(session, "consent.withdrawn", someone, {"purpose": purpose})
    flash(_("Đã ghi: người này rút lại đồng ý."))
    return see_other(url_for("office.people.show", person=person, _anchor="dong-y"))
