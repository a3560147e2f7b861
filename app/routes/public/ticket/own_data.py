"""/v/<token>/thong-tin: everything that was typed for this ticket, to be corrected or withdrawn; and how to ask for
more."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import DataRequest, Registration, Ticket
from app.models.learning.correction import entered_here
from app.models.learning.own_data import drop_needs, own_data, take_back
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import needs_choices, over
from app.routes.public.rights.data_request_form import RightForm
from app.routes.public.rights.data_requests import answer_to
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, personal, refuse, see_other
from app.web.words import consent_texts

own_data_pages = Blueprint("own_data", __name__)
own_data_pages.after_request(keep_out_of_search)

ASKING = "public/tickets/own_data/new.html"
PERSON = "/v/<token>/thong-tin/<uuid:public_id>"


@own_data_pages.get("/v/<token>/thong-tin")
@public
def show(token: str) -> Answer:
    """What is known through this ticket; of a thin one only what was typed for it."""
    ticket = ticket_by_token(token)
    html = render_template(
        "public/tickets/own_data/show.html",
        ticket=ticket,
        course=ticket.course,
        ward=ticket.course.unit,
        people=own_data(db.session(), ticket),
        texts=consent_texts.every_text(),
        needs=dict(needs_choices()),
        over=over(ticket.course, clock.now()) is not None,
    )
    return personal(make_response(html))


@own_data_pages.post(f"{PERSON}/rut-dong-y")
@public
def destroy(token: str, public_id: UUID) -> Answer:
    """Withdraw a consent, also after the class. Pressed twice, it is done once."""
    ticket = ticket_by_token(token)
    ticket_id, address = ticket.id, _page_of(ticket)
    with immediate() as session:
        made = one_of(session, ticket_id, str(public_id))
        take_back(session, made, request.form.get("purpose", ""), now=clock.now())
    flash(_("Đã rút. Từ nay phường không làm việc ấy nữa."), "good")
    return see_other(address)


@own_data_pages.post(f"{PERSON}/bo-can-giup")
@public
def update(token: str, public_id: UUID) -> Answer:
    """Delete the needs for assistance."""
    ticket = ticket_by_token(token)
    ticket_id, address = ticket.id, _page_of(ticket)
    with immediate() as session:
        drop_needs(session, one_of(session, ticket_id, str(public_id)), now=clock.now())
    flash(_("Đã xóa điều cần giúp."), "good")
    return see_other(address)


@own_data_pages.get(f"{PERSON}/xin")
@public
def new(token: str, public_id: UUID) -> Answer:
    """The form to ask for more: who asks is known."""
    ticket, kept = ticket_by_token(token), form_redisplay.saved_form()
    form = RightForm(kept.typed if kept else None)
    form.begin()
    made = one_of(db.session(), ticket.id, str(public_id))
    if kept:
        return kept.redisplay(form, lambda: _to_mend(form, ticket, made))
    form.kind.data = request.args.get("viec")
    return personal(
        make_response(render_template(ASKING, form=form, ticket=ticket, made=made, ward=ticket.course.unit))
    )


@own_data_pages.post(f"{PERSON}/xin")
@dedupes_itself
@public
def create(token: str, public_id: UUID) -> Answer:
    """Store the request."""
    ticket, form = ticket_by_token(token), RightForm()
    ticket_id, shown = ticket.id, one_of(db.session(), ticket.id, str(public_id))

    def asked(session: Session) -> DataRequest:
        made = one_of(session, ticket_id, str(public_id))
        return form.asked_from(made, phone=made.person.phone if entered_here(session, [made]) else None)

    page = url_for("public.own_data.new", token=ticket.token, public_id=public_id, sua=1)
    return answer_to(form, asked, page, lambda: _to_mend(form, ticket, shown))


def _to_mend(form: RightForm, ticket: Ticket, made: Registration) -> Response:
    return refuse(ASKING, form=form, ticket=ticket, made=made, ward=ticket.course.unit)


def _page_of(ticket: Ticket) -> str:
    return url_for("public.own_data.show", token=ticket.token)
