"""/nho-giup: a resident or their child asks for help at home, without an account; with several wards, in one of them.
/phieu/<token>: its page for whoever asked: its state, who comes, change, cancel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, HelpRequest, HelpRequestStep, HelpTopic, ResidentialGroup
from app.models.helping.requests.asking import DAY, ask, cancel, change_suits, common_topics
from app.models.helping.requests.assigning import with_helpers
from app.models.helping.requests.requesting import AskedTooOften, RequestOver
from app.routes.public.help.help_request_form import FAMILY, TILES, USUAL, HelpRequestForm, SuitsForm
from app.routes.public.homes import of_ward, ward_called, without_ward
from app.routes.public.lookups import keep_out_of_search
from app.routes.public.phone.own_cards import kept_until, remember_request
from app.web import qr
from app.web.access import public, signed_in
from app.web.database import db, immediate
from app.web.errors import page
from app.web.forms import form_redisplay
from app.web.heard import see_outcome
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, public_address, see_other
from app.web.sign_in.limits import REQUESTS, TooMany, found_by_code, network
from app.web.words.help_requests import history, read_suits, who_goes
from app.web.words.short_messages import HELP_AT_HOME, address_of

help_requests = Blueprint("help_requests", __name__)
help_request_tickets = Blueprint("help_request_tickets", __name__)

PAGE = "public/help_requests/new.html"
HALF_A_YEAR = timedelta(days=183)


@help_requests.get("/nho-giup")
@public
def index() -> Answer:
    """The only ward's form; with several wards, the choice of the ward."""
    here = {"index": "public.help_requests.index", "show": "public.help_requests.new"}
    return without_ward(_new, page="public/help_requests/index.html", **here)


@help_requests.route("/nho-giup/<unit_code>", methods=["GET", "POST"])
@dedupes_itself
@public
def new(unit_code: str) -> Answer:
    """Store a request. 303 to the asker's page, also where the same was asked before; back to the form with what was
    typed after an error, and with 429 after too many requests from one telephone number or network address."""
    if request.method != "POST":
        return of_ward(unit_code, "public.help_requests.new", _new)
    ward, form = ward_called(unit_code), HelpRequestForm()
    _lay_out(form, ward)
    if not form.validate():
        return _again(form, ward)
    ward_id, code = ward.id, ward.code
    try:
        REQUESTS.check()
        with immediate() as session:
            asked = replace(form.asked(session, ward_id), source=network(request.remote_addr or ""))
            made = ask(session, asked, clock.now())
            REQUESTS.note_wrong(session)
    except (AskedTooOften, TooMany) as refused:
        return _too_often(form, ward_called(code), refused)
    return see_outcome(url_for("public.help_request_tickets.show", token=made.token))


def _new(ward: AdministrativeUnit) -> Answer:
    form = HelpRequestForm(form_redisplay.typed_before())
    _lay_out(form, ward)
    return _page(form, ward)


def _page(form: HelpRequestForm, ward: AdministrativeUnit) -> Response:
    return form_redisplay.page(PAGE, form, ward=ward, offered=bool(form.topics), family=FAMILY)


def _lay_out(form: HelpRequestForm, ward: AdministrativeUnit) -> None:
    topics = db.session.scalars(HelpTopic.offered(ward.id)).all()
    groups = db.session.scalars(ResidentialGroup.of(ward.id)).all()
    asked = db.session.scalars(common_topics(ward.id, clock.now() - HALF_A_YEAR).limit(TILES)).all()
    form.lay_out(ward, groups, topics, _common(topics, asked))


def _common(topics: Sequence[HelpTopic], asked: Sequence[int]) -> list[HelpTopic]:
    """The topics drawn as tiles: the most frequent ones of the ward, then the usual ones, then the first of the
    list."""
    by_id, by_key = {topic.id: topic for topic in topics}, {topic.key: topic for topic in topics}
    first = [by_id[each] for each in asked if each in by_id]
    usual = [by_key[key] for key in USUAL if key in by_key]
    ranked = [topic for topic in (*first, *usual, *topics) if not topic.asks_words]
    return list(dict.fromkeys(ranked))[:TILES]


def _again(
    form: HelpRequestForm, ward: AdministrativeUnit, status: int | None = None, retry_after: int | None = None
) -> Response:
    page = url_for("public.help_requests.new", unit_code=ward.code, sua=1)
    errors = form.form_errors
    return form_redisplay.answer(page, lambda: _page(form, ward), errors=errors, status=status, retry_after=retry_after)


def _too_often(form: HelpRequestForm, ward: AdministrativeUnit, refused: AskedTooOften | TooMany) -> Response:
    """Refuse with what was typed kept, and with the telephone as the alternative."""
    _lay_out(form, ward)
    if isinstance(refused, AskedTooOften):
        message = _("Số điện thoại này hôm nay đã nhờ nhiều việc. Bác gọi phường để nhờ thêm.")
    else:
        message = _("Từ mạng này vừa có rất nhiều lời nhờ. Bác chờ vài phút rồi gửi lại, hoặc gọi phường.")
    form.form_errors.append(message)
    return _again(form, ward, 429, DAY if isinstance(refused, AskedTooOften) else refused.seconds)


help_request_tickets.after_request(keep_out_of_search)

SHOWN = "public/help_requests/show.html"
TICKET = "/nho-giup/phieu/<token>"


@help_request_tickets.after_request
def tell_no_one(response: Response) -> Response:
    """Send no referrer with links of this page: whoever has its address may cancel."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@help_request_tickets.get(TICKET)
@public
def show(token: str) -> Answer:
    """The state of the request. Whoever has the token sees it, so it is never cached; the phone lists it on its
    home."""
    request, typed = request_by_token(token), form_redisplay.typed_before()
    form = SuitsForm(typed)
    if typed is None:
        form.times.data, form.times_words.data = read_suits(request.suits)
    response = _shown(form, request)
    if typed is None and signed_in() is None:  # at the counter the requests of many are opened on one machine
        remember_request(response, request)
    return response


@help_request_tickets.post(f"{TICKET}/gio")
@public
def update(token: str) -> Answer:
    """Change the times that suit."""
    request, form = request_by_token(token), SuitsForm()
    if not form.validate():
        page = url_for("public.help_request_tickets.show", token=request.token, sua=1)
        return form_redisplay.answer(page, lambda: _shown(form, request))
    address, request_id = url_for("public.help_request_tickets.show", token=request.token), request.id
    try:
        with immediate() as session:
            change_suits(session, session.get_one(HelpRequest, request_id), form.suits, now=clock.now())
        flash(_("Đã ghi giờ tiện cho bác."), "good")
    except RequestOver:
        flash(_("Lời nhờ này đã khép lại nên không đổi giờ được nữa."), "warn")
    return see_other(address)


@help_request_tickets.post(f"{TICKET}/huy")
@public
def destroy(token: str) -> Answer:
    """Cancel the request. Pressed twice, it is done once."""
    request = request_by_token(token)
    address, request_id = url_for("public.help_request_tickets.show", token=request.token), request.id
    try:
        with immediate() as session:
            cancel(session, session.get_one(HelpRequest, request_id), now=clock.now())
    except RequestOver:
        flash(_("Lời nhờ này đã khép lại từ trước."), "warn")
    return see_outcome(address)


def _shown(form: SuitsForm, request: HelpRequest) -> Response:
    return form_redisplay.page(SHOWN, form, **_context(request))


def request_by_token(token: str) -> HelpRequest:
    """The request of a token, with what its page needs; ends with a 404 for any other token, which is counted."""
    request = found_by_code(with_helpers(HelpRequest.holding(token)))
    if request is None:
        text = _("Mã có thể bị gõ thiếu, hoặc việc đã xong từ lâu và phường đã xóa. Cần hỏi, bác gọi phường.")
        abort(page(404, _("Không có lời nhờ nào mang mã này"), text))
    return request


def _context(request: HelpRequest) -> dict[str, Any]:
    address = public_address(url_for("public.help_request_tickets.show", token=request.token))
    message = _("Lời nhờ phường tới giúp tại nhà, xem ở đây: %(address)s", address=address)
    steps = db.session.scalars(HelpRequestStep.of(request.id)).all()
    return {
        "asked": request,
        "ward": request.unit,
        "who": who_goes(request),
        "history": history(steps, for_asker=True),
        "kept_until": kept_until(request),
        "address": address,
        "picture": qr.inline(address),
        "message": message,
        "text_message": address_of(HELP_AT_HOME, lien_ket=address),
    }
