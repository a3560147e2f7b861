"""/quyen/<token>: the state and the result of a request about one's own data, and the copy while it is available."""

from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import data_orders
from app.models import DataRequest, DataRequestStep
from app.models.trust.data_rights import RequestOver
from app.routes.copies import copy_of, file_of
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.database import db, immediate
from app.web.errors import page
from app.web.responses import Answer, personal, public_address, see_other
from app.web.sign_in.guesses import found_by_code
from app.web.words.data_requests import INSIDE, RIGHTS, STEPS, heading

data_request_tickets = Blueprint("data_request_tickets", __name__)
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
        what=RIGHTS[asked.kind],
        steps=[step for step in db.session.scalars(DataRequestStep.of(asked.id)) if step.step not in INSIDE],
        step_words=STEPS,
        address=public_address(url_for("public.data_request_tickets.show", token=asked.token)),
        copy=data_orders.copy_asked(db.session(), asked),
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
    return see_other(address)


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
