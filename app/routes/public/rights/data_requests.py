"""/quyen: somebody asks for a copy of their data, for erasure, or for another right under the law, without an
account."""

import uuid
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from app.country import clock, names
from app.jobs import ordering
from app.models import AdministrativeUnit, DataRequest, DataRequestStep, Registration
from app.models.trust.asking_for_data import ask
from app.models.trust.data_rights import WANTS_WORDS, RequestOver
from app.routes.issued_files import copy_of, file_of
from app.routes.public.homes import of_ward, ward_called, without_ward
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.database import db, immediate
from app.web.errors import page
from app.web.forms import form_redisplay
from app.web.forms.fields import BirthYearField, FullNameField, PhoneField
from app.web.heard import see_outcome
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, personal, public_address
from app.web.sign_in.limits import RIGHTS as RIGHTS_LIMIT, TooMany, found_by_code
from app.web.words.personal_data import HINTS, INSIDE, RIGHTS, RIGHTS as KINDS, STEPS, heading

LONGEST = 600
_SUBMISSIONS = uuid.UUID("4b4d3a6e-3c0b-4f0c-9a3e-8c7b6c2b0a15")


class RightForm(FlaskForm):
    """The request; from a ticket the rest is known."""

    kind = RadioField(
        _l("Bác muốn gì?"), choices=lambda: [(key, str(words)) for key, words in RIGHTS.items()], validate_choice=False
    )
    words = TextAreaField(_l("Bác nói rõ thêm"))
    submission = HiddenField()

    @property
    def hints(self) -> dict[str, str]:
        """One sentence for each right."""
        return {key: str(words) for key, words in HINTS.items()}

    def begin(self) -> None:
        """Give the form its submission number, by which a double press is one request."""
        self.submission.data = self.submission.data or str(uuid.uuid4())

    def validate_kind(self, field: RadioField) -> None:
        """Require one of the rights."""
        if field.data not in RIGHTS:
            raise ValidationError(_("Bác chọn một việc."))

    def validate_words(self, field: TextAreaField) -> None:
        """Require a few sentences where the right needs them."""
        field.data = names.clean(field.data or "")
        if len(field.data) > LONGEST:
            raise ValidationError(_("Dài quá %(most)s chữ. Bác ghi gọn lại, hoặc gọi phường.", most=LONGEST))
        if not field.data and self.kind.data in WANTS_WORDS:
            raise ValidationError(_("Bác ghi rõ để phường biết làm gì."))

    def one_press(self, *whose: object) -> str:
        """The idempotency key of a press; with other words it is another request."""
        key_parts = (self.submission.data or str(uuid.uuid4()), self.kind.data, *whose, self.words.data or "")
        return str(uuid.uuid5(_SUBMISSIONS, "\n".join(map(str, key_parts))))

    def asked_from(self, registration: Registration, *, phone: str | None) -> DataRequest:
        """The request from a ticket for one of its people, not stored yet; only after validation."""
        person = registration.person
        return DataRequest(
            submission=self.one_press(registration.public_id),
            unit=registration.course.unit,
            kind=self.kind.data,
            full_name=person.full_name,
            birth_year=person.birth_year,
            phone=phone,
            words=self.words.data or "",
            way="ticket",
            asked_at=clock.now(),
            registration_id=registration.id,
        )


class DataRequestForm(RightForm):
    """The request of somebody without a ticket, with their name."""

    full_name = FullNameField(_l("Họ và tên của bác"))
    birth_year = BirthYearField()
    phone = PhoneField()

    def asked(self, session: Session, ward_id: int) -> DataRequest:
        """The request, not stored yet; only after validation."""
        name, birth = self.full_name.value, self.birth_year.value
        return DataRequest(
            submission=self.one_press(ward_id, names.identity_key(name), birth.year, self.phone.value or ""),
            unit=session.get_one(AdministrativeUnit, ward_id),
            kind=self.kind.data,
            full_name=name,
            birth_year=birth.year,
            phone=self.phone.value,
            words=self.words.data or "",
            way="page",
            asked_at=clock.now(),
        )


data_requests = Blueprint("data_requests", __name__)
data_request_tickets = Blueprint("data_request_tickets", __name__)

PAGE = "public/rights/new.html"


@data_requests.get("/quyen")
@public
def index() -> Answer:
    """The only ward's form; with several wards, the choice of the ward."""
    here = {"index": "public.data_requests.index", "show": "public.data_requests.new"}
    return without_ward(_new, page="public/rights/index.html", **here)


@data_requests.route("/quyen/phuong/<unit_code>", methods=["GET", "POST"])
@dedupes_itself
@public
def new(unit_code: str) -> Answer:
    """Store a request."""
    if request.method != "POST":
        return of_ward(unit_code, "public.data_requests.new", _new)
    ward, form = ward_called(unit_code), DataRequestForm()
    ward_id = ward.id
    page = url_for("public.data_requests.new", unit_code=unit_code, sua=1)
    return answer_to(form, lambda session: form.asked(session, ward_id), page, lambda: _page(form, ward))


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
        RIGHTS_LIMIT.check()
    except TooMany as refused:
        form.form_errors.append(_("Từ mạng này vừa có nhiều yêu cầu. Bác chờ vài phút rồi gửi lại, hoặc gọi phường."))
        return form_redisplay.answer(page, show, errors=form.form_errors, status=429, retry_after=refused.seconds)
    with immediate() as session:
        token = ask(session, asked(session)).token
        RIGHTS_LIMIT.note_wrong(session)
    return see_outcome(url_for("public.data_request_tickets.show", token=token))


def _new(ward: AdministrativeUnit) -> Answer:
    typed = form_redisplay.typed_before()
    form = DataRequestForm(typed)
    form.begin()
    if typed is None and (wanted := request.args.get("viec")) in KINDS:
        form.kind.data = wanted
    return _page(form, ward)


def _page(form: DataRequestForm, ward: AdministrativeUnit) -> Response:
    return form_redisplay.page(PAGE, form, ward=ward)


data_request_tickets.after_request(keep_out_of_search)


@data_request_tickets.after_request
def tell_no_one(response: Response) -> Response:
    """Send no referrer with links of this page: whoever has its address may fetch the copy."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@data_request_tickets.get("/quyen/<token>")
@public
def show(token: str) -> Answer:
    """The state of the request. Whoever has the token sees it, so it is never cached."""
    asked = request_by_token(token)
    html = render_template(
        "public/rights/show.html",
        asked=asked,
        ward=asked.unit,
        heading=heading(asked),
        what=KINDS[asked.kind],
        steps=[step for step in db.session.scalars(DataRequestStep.of(asked.id)) if step.step not in INSIDE],
        step_words=STEPS,
        address=public_address(url_for("public.data_request_tickets.show", token=asked.token)),
        copy=ordering.copy_asked(db.session(), asked),
        fetchable=asked.is_fetchable(clock.now()),
        until=date.fromisoformat(asked.came_of_it.get("copies_until", "0001-01-01")),
    )
    return personal(make_response(html))


@data_request_tickets.post("/quyen/<token>/rut")
@public
def destroy(token: str) -> Answer:
    """Withdraw the request. Pressed twice, it is done once."""
    asked = request_by_token(token)
    request_id, address = asked.id, url_for("public.data_request_tickets.show", token=asked.token)
    try:
        with immediate() as session:
            session.get_one(DataRequest, request_id).withdraw(session, now=clock.now())
    except RequestOver:
        flash(_("Phường đã trả lời yêu cầu này, nên không rút được nữa."), "warn")
    return see_outcome(address)


@data_request_tickets.get("/quyen/<token>/ban-sao.<any(pdf,json):form>")
@public
def file(token: str, form: str) -> Answer:
    """The copy, for seven days; each download is noted."""
    asked = request_by_token(token)
    content = copy_of(asked, form)
    if content is None:
        text = _("Bản sao đang được vẽ lại. Bác mở lại trang sau một phút.")
        return make_response(page(503, _("Chờ một chút"), text))
    with immediate() as session:
        session.get_one(DataRequest, asked.id).write_down(session, "fetched", clock.now(), words=form)
    return file_of(content, form)


def request_by_token(token: str) -> DataRequest:
    """The request of a token; ends with a 404 for any other, which is counted."""
    asked = found_by_code(DataRequest.holding(token))
    if asked is None:
        text = _("Mã có thể bị gõ thiếu. Cần hỏi, bác gọi phường.")
        abort(page(404, _("Không có yêu cầu nào mang mã này"), text))
    return asked
