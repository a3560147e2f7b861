"""/nho-giup/phieu/<token>: the page of a request for help at home, for whoever asked: its state, who comes, change,
cancel."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import HelpRequest, HelpRequestStep
from app.models.helping.requests.asking import cancel, change_suits
from app.models.helping.requests.request_board import with_helpers
from app.models.helping.requests.requesting import RequestOver
from app.routes.public.help.help_request_form import SuitsForm
from app.routes.public.lookups import keep_out_of_search
from app.routes.public.phone.own_requests import kept_until, remember_request
from app.web import qr
from app.web.access import public, signed_in
from app.web.database import db, immediate
from app.web.errors import page
from app.web.forms import form_redisplay
from app.web.responses import Answer, personal, public_address, refuse, see_other
from app.web.sign_in.guesses import found_by_code
from app.web.words.help_requests import history, read_suits, who_goes
from app.web.words.short_messages import HELP_AT_HOME, address_of

help_request_tickets = Blueprint("help_request_tickets", __name__)
help_request_tickets.after_request(keep_out_of_search)

PAGE = "public/help_requests/show.html"
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
    request, kept = request_by_token(token), form_redisplay.saved_form()
    form = SuitsForm(kept.typed if kept else None)
    if kept:
        return kept.redisplay(form, lambda: _to_mend(form, request))
    form.times.data, form.times_words.data = read_suits(request.suits)
    response = personal(make_response(render_template(PAGE, form=form, **_context(request))))
    if signed_in() is None:  # at the counter the requests of many are opened on one machine
        remember_request(response, request)
    return response


@help_request_tickets.post(f"{TICKET}/gio")
@public
def update(token: str) -> Answer:
    """Change the times that suit."""
    request, form = request_by_token(token), SuitsForm()
    if not form.validate():
        page = url_for("public.help_request_tickets.show", token=request.token, sua=1)
        return form_redisplay.answer(page, lambda: _to_mend(form, request))
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
    return see_other(address)


def _to_mend(form: SuitsForm, request: HelpRequest) -> Response:
    return refuse(PAGE, form=form, **_context(request))


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
