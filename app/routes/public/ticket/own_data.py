"""/v/<token>/thong-tin and /sua: everything that was typed for this ticket, to be corrected (see `Correction` for the
rule) or withdrawn; and how to ask for more."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField

from app.country import clock
from app.country.formats import phone as as_written
from app.models import DataRequest, Registration, ResidentialGroup, Ticket
from app.models.learning.correction import Correction, consents_given, drop_needs, entered_here, own_data, take_back
from app.models.learning.joining import NoLongerLive
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import name_consents, over
from app.routes.public.rights.data_requests import RightForm, answer_to
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.forms.needs_field import MultipleNeedsField
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, personal, see_other
from app.web.words import personal_data

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
        texts=personal_data.every_text(),
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
    ticket, typed = ticket_by_token(token), form_redisplay.typed_before()
    form = RightForm(typed)
    form.begin()
    if typed is None:
        form.kind.data = request.args.get("viec")
    return _page(ASKING, form, ticket, one_of(db.session(), ticket.id, str(public_id)))


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
    return answer_to(form, asked, page, lambda: _page(ASKING, form, ticket, shown))


def _page(template: str, form: FlaskForm, ticket: Ticket, made: Registration) -> Response:
    return form_redisplay.page(template, form, ticket=ticket, made=made, ward=ticket.course.unit)


def _page_of(ticket: Ticket) -> str:
    return url_for("public.own_data.show", token=ticket.token)


PAGE = "public/tickets/corrections/edit.html"


class CorrectionForm(FlaskForm):
    """What a ticket's holder may change of one of its people."""

    full_name = FullNameField()
    birth_year = BirthYearField()
    guardian = GuardianField()
    residential_group = GroupField()
    phone = PhoneField()
    needs = MultipleNeedsField()
    consent_photos = BooleanField()
    consent_messages = BooleanField()
    consent_version = HiddenField()

    def correction(self, session: Session) -> Correction:
        """The correction; only after validation."""
        group_id = self.residential_group.value
        agreed = {"photos": self.consent_photos.data, "messages": self.consent_messages.data}
        return Correction(
            full_name=self.full_name.value,
            birth_year=self.birth_year.value.year,
            birth_date=self.birth_year.value.date,
            group=session.get_one(ResidentialGroup, group_id) if group_id is not None else None,
            phone=self.phone.value,
            needs=tuple(self.needs.data or ()),
            consents=tuple(purpose for purpose, given in agreed.items() if given),
            consent_version=personal_data.shown_version(self.consent_version.data),
            guardian=self.guardian.value,
        )

    def show(self, session: Session, made: Registration) -> None:
        """Fill in what this ticket gave; a telephone number from elsewhere is not shown."""
        person = made.person
        own = bool(entered_here(session, [made]))
        given = consents_given(session, made)
        self.full_name.data, self.birth_year.data = person.full_name, str(person.birth_year)
        self.residential_group.data = person.residential_group.code if person.residential_group else ELSEWHERE
        self.phone.data = as_written(person.phone) if own and person.phone else ""
        self.guardian.data = made.guardian or ""
        self.needs.data = made.needs.split()
        self.consent_photos.data, self.consent_messages.data = "photos" in given, "messages" in given


@own_data_pages.get("/v/<token>/sua/<uuid:public_id>")
@public
def edit(token: str, public_id: UUID) -> Answer:
    """The form with the stored values, or with what was typed and its errors."""
    ticket, typed = ticket_by_token(token), form_redisplay.typed_before()
    made = one_of(db.session(), ticket.id, str(public_id))
    if gone := over(ticket.course, clock.now()):
        return gone
    form = _form(ticket, CorrectionForm(typed))
    if typed is None:
        form.show(db.session(), made)
    return _page(PAGE, form, ticket, made)


@own_data_pages.post("/v/<token>/sua/<uuid:public_id>")
@public
def correct(token: str, public_id: UUID) -> Answer:
    """Store the correction: 303 to the ticket, or back to the form with its errors."""
    ticket, now = ticket_by_token(token), clock.now()
    made = one_of(db.session(), ticket.id, str(public_id))
    if gone := over(ticket.course, now):
        return gone
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    form = _form(ticket, CorrectionForm())
    if not form.validate():
        page = url_for("public.own_data.edit", token=ticket.token, public_id=public_id, sua=1)
        return form_redisplay.answer(page, lambda: _page(PAGE, form, ticket, made))
    try:
        with immediate() as session:
            registration = one_of(session, ticket_id, str(public_id))
            asks = form.correction(session).apply(session, registration, now=now)
    except NoLongerLive:
        return see_other(address)
    if asks:
        flash(_("Đã ghi. Tên hoặc năm sinh khác trước, nên phường xem lại rồi mới đổi trong sổ. Chỗ vẫn giữ."), "warn")
    else:
        flash(_("Đã ghi những gì bác sửa."), "good")
    return see_other(address)


def _form(ticket: Ticket, form: CorrectionForm) -> CorrectionForm:
    groups = db.session.scalars(ResidentialGroup.of(ticket.course.unit_id)).all()
    form.residential_group.offer(groups, ticket.course.unit.group_word)
    name_consents(form)
    return form
