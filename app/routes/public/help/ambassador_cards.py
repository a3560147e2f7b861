"""/dai-su/<token>: whether the card that somebody shows at the door still holds. Tells what the card says, no more."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from app.country import clock
from app.models import Ambassador
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.errors import page
from app.web.responses import personal
from app.web.sign_in.guesses import found_by_code

ambassador_cards = Blueprint("ambassador_cards", __name__)
ambassador_cards.after_request(keep_out_of_search)


@ambassador_cards.get("/dai-su/<token>")
@public
def show(token: str) -> Response:
    """Name, code, ward, group, body, and whether they are ambassador today; a 404 in words for any other code."""
    ambassador = found_by_code(Ambassador.holding(token).options(*Ambassador.whole()))
    if ambassador is None:
        text = _("Thẻ thật luôn mở được trang này. Bác đừng đưa giấy tờ, điện thoại cho người cầm thẻ, và gọi phường.")
        return personal(page(404, _("Không có thẻ nào mang mã này"), text))
    today = clock.today()
    told = render_template(
        "public/ambassador_cards/show.html",
        ambassador=ambassador,
        ward=ambassador.unit,
        serves=ambassador.serves(today),
        to_come=ambassador.since > today and ambassador.until is None,
    )
    return personal(make_response(told))
