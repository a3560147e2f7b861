"""/quyen: somebody asks for a copy of their data, for erasure, or for another right, without an account."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, DataRequest
from app.models.trust.asking_for_data import ask
from app.routes.public.homes import of_ward, ward_called, without_ward
from app.routes.public.rights.data_request_form import DataRequestForm, RightForm
from app.web.access import public
from app.web.database import immediate
from app.web.forms import form_redisplay
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, personal, refuse, see_other
from app.web.sign_in.limits import RIGHTS, TooMany
from app.web.words.data_requests import RIGHTS as KINDS

data_requests = Blueprint("data_requests", __name__)

PAGE = "public/rights/new.html"


@data_requests.get("/quyen")
@public
def index() -> Answer:
    """The only ward's form; with several wards, the choice of the ward."""
    here = {"index": "public.data_requests.index", "show": "public.data_requests.new"}
    return without_ward(_new, page="public/rights/index.html", **here)


@data_requests.get("/quyen/phuong/<unit_code>")
@public
def new(unit_code: str) -> Answer:
    """The form of a ward; of one that was merged away, its successor's."""
    return of_ward(unit_code, "public.data_requests.new", _new)


@data_requests.post("/quyen/phuong/<unit_code>")
@dedupes_itself
@public
def create(unit_code: str) -> Answer:
    """Store a request."""
    ward, form = ward_called(unit_code), DataRequestForm()
    ward_id = ward.id
    page = url_for("public.data_requests.new", unit_code=unit_code, sua=1)
    return answer_to(form, lambda session: form.asked(session, ward_id), page, lambda: _to_mend(form, ward))


def answer_to(
    form: RightForm, asked: Callable[[Session], DataRequest], page: str, show: Callable[[], Response]
) -> Response:
    """Store the request of any form: 303 to its own page; back to the form (`page`, which `show` draws) with what was
    typed after an error, and with 429 and the telephone as the alternative after too many requests from one network
    address."""
    form.begin()
    if not form.validate():
        return form_redisplay.answer(page, show)
    try:
        RIGHTS.check()
    except TooMany as refused:
        form.form_errors.append(_("Từ mạng này vừa có nhiều yêu cầu. Bác chờ vài phút rồi gửi lại, hoặc gọi phường."))
        return form_redisplay.answer(page, show, errors=form.form_errors, status=429, retry_after=refused.seconds)
    with immediate() as session:
        token = ask(session, asked(session)).token
        RIGHTS.note_wrong(session)
    return see_other(url_for("public.data_request_tickets.show", token=token))


def _new(ward: AdministrativeUnit) -> Answer:
    kept = form_redisplay.saved_form()
    form = DataRequestForm(kept.typed if kept else None)
    form.begin()
    if kept:
        return kept.redisplay(form, lambda: _to_mend(form, ward))
    if (wanted := request.args.get("viec")) in KINDS:
        form.kind.data = wanted
    return personal(make_response(render_template(PAGE, form=form, ward=ward)))


def _to_mend(form: DataRequestForm, ward: AdministrativeUnit) -> Response:
    return refuse(PAGE, form=form, ward=ward)
