"""POST /v/<token>/ghi-lai: somebody who gave up, or did not answer in time, registers again with one press."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Registration, Way, Wishes
from app.models.learning.joining import CourseFull, NotForYou, NotOpen, RegistrationState
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import not_now
from app.web.access import public
from app.web.database import immediate
from app.web.responses import Answer, see_other

rejoinings = Blueprint("rejoinings", __name__)
rejoinings.after_request(keep_out_of_search)


@rejoinings.post("/v/<token>/ghi-lai")
@public
def create(token: str) -> Answer:
    """Give a seat, or the last place on the list, on the same ticket. Whoever the ward removed asks the ward."""
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    try:
        with immediate() as session:
            before = one_of(session, ticket_id, request.form.get("registration"))
            if before.state != RegistrationState.REMOVED:
                needs, guardian = tuple(before.needs.split()), before.guardian or ""
                # Registered before the form asked for it: the office asks afterwards.
                wishes = Wishes(way=Way.QR, needs=needs, guardian=guardian, guardian_later=True)
                person = before.person
                made = Registration.register(session, before.course_id, person, wishes, now, ticket_id=ticket_id)
                if made.is_thin:  # registered again by the form meanwhile: that registration counts
                    flash(_("%(name)s đã có tên trong lớp, trên một phiếu khác.", name=person.full_name), "good")
    except (NotOpen, CourseFull, NotForYou):
        return not_now(ticket_by_token(token).course, now)
    return see_other(address)
