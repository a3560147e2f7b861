"""/v/<token>/giay and /ten-giay: the issued certificate and its picture, for whoever has its ticket; before it is
issued, somebody confirms or corrects the spelling of their name."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from app.country import clock
from app.models import Certificate, CourseState, Registration, Ticket
from app.models.learning.certificate_numbers import name_on_paper
from app.models.learning.joining import AnotherName
from app.models.learning.paper_name import is_numbered, say
from app.routes.issued_files import as_issued
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import FullNameField
from app.web.kept_files import picture_of
from app.web.responses import Answer, see_other, send_kept, settings

own_certificates = Blueprint("own_certificates", __name__)
own_certificates.after_request(keep_out_of_search)


@own_certificates.get("/v/<token>/giay/<uuid:public_id>.pdf")
@public
def show(token: str, public_id: UUID) -> Answer:
    """The stored bytes; a file that differs from what was issued is never sent. 404 before it is issued."""
    paper = _paper(token, public_id)
    sorry = _("Chưa mở được giấy này"), _("Bác gọi phường để nhận bản in. Giấy vẫn có trong sổ.")
    return as_issued(paper, f"giay-chung-nhan-{paper.number:03d}", sorry)


@own_certificates.get("/v/<token>/giay/<uuid:public_id>.webp")
@public
def picture(token: str, public_id: UUID) -> Answer:
    """A picture of its first page; 404 before the worker has drawn it. One that is gone is drawn again."""
    paper = _paper(token, public_id)
    if paper.picture_drawn_at is None:
        abort(404)
    try:
        return send_kept(settings().pictures, picture_of(paper.file or ""), mimetype="image/webp")
    except NotFound:
        with immediate() as session:
            session.get_one(Certificate, paper.id).picture_drawn_at = None
        raise


def _paper(token: str, public_id: UUID) -> Certificate:
    """The valid certificate of one of the ticket's people, with a file; ends with a 404."""
    ticket = ticket_by_token(token)
    made = one_of(db.session(), ticket.id, str(public_id))
    paper = db.session.scalars(Certificate.valid_of([made.id])).first()
    return paper if paper is not None and paper.file is not None else abort(404)


PAGE = "public/tickets/paper_names/edit.html"


class PaperNameForm(FlaskForm):
    """The name, letter by letter."""

    full_name = FullNameField()


@own_certificates.get("/v/<token>/ten-giay/<uuid:public_id>")
@public
def edit_name(token: str, public_id: UUID) -> Answer:
    """The name on file, to be confirmed with one press; or as it was typed, with its errors."""
    ticket, typed = ticket_by_token(token), form_redisplay.typed_before()
    made = one_of(db.session(), ticket.id, str(public_id))
    form = PaperNameForm(typed)
    if typed is None:
        form.full_name.data = name_on_paper(made)
    return _page(form, ticket, made)


@own_certificates.post("/v/<token>/ten-giay/<uuid:public_id>")
@public
def update_name(token: str, public_id: UUID) -> Answer:
    """Store the spelling: 303 to the ticket; back to the form for another name, and for a paper that has its number."""
    ticket, form = ticket_by_token(token), PaperNameForm()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    wrong = ""
    if form.validate():
        with immediate() as session:
            registration = one_of(session, ticket_id, str(public_id))
            wrong = _say(registration, form)
        if not wrong:
            flash(_("Tên trên giấy chứng nhận: %(name)s.", name=form.full_name.value), "good")
            return see_other(address)
        form.full_name.errors = [wrong]
    ticket = ticket_by_token(token)
    made = one_of(db.session(), ticket.id, str(public_id))
    page = url_for("public.own_certificates.edit_name", token=ticket.token, public_id=public_id, sua=1)
    faults = {"full_name": wrong} if wrong else {}
    return form_redisplay.answer(page, lambda: _page(form, ticket, made), faults=faults)


def _page(form: PaperNameForm, ticket: Ticket, made: Registration) -> Response:
    return form_redisplay.page(PAGE, form, ticket=ticket, made=made, ward=ticket.course.unit)


def _say(registration: Registration, form: PaperNameForm) -> str:
    """Confirm the name; return the reason in a sentence where it is refused, else ""."""
    session, course = db.session(), registration.course
    if not registration.is_live or course.state == CourseState.CANCELLED or is_numbered(session, registration):
        return str(_("Giấy đã vào sổ hoặc bác đã thôi học, nên không sửa ở đây được. Cần sửa, bác gọi phường."))
    try:
        say(session, registration, form.full_name.value, clock.now())
    except AnotherName:
        return str(
            _("Tên này khác tên đã đăng ký, không chỉ khác dấu. Bác sửa ở phần “Sửa thông tin”, phường xem lại.")
        )
    return ""
