"""How lists are shown to one browser, and whether keys open things there: kept in cookies, like the size of letters; on
a phone, the places that have no tab of their own."""

from flask import Blueprint, Response, render_template, request, url_for

from app.models import Account, Role
from app.routes.office.lookups import STAFF
from app.web.access import current_visitor, requires
from app.web.addresses import local_address
from app.web.database import immediate
from app.web.responses import Answer, see_other, settings

shown = Blueprint("shown", __name__)
more = Blueprint("more", __name__)

YEAR = 365 * 24 * 3600
DENSITY, KEYS = "hang", "phim"
AIRY, OFF = "thoang", "tat"


def is_dense() -> bool:
    """Whether a row of a list takes one line, which is how a desk begins."""
    return request.cookies.get(DENSITY) != AIRY


def keys_wanted() -> bool:
    """Whether single keys do something, unless one's account says otherwise (WCAG 2.1.4)."""
    return request.cookies.get(KEYS) != OFF


@shown.get("/hang")
@requires(*STAFF)
def show() -> Answer:
    """Rows `kieu` (thoang, day) from now on, and back to the list. A link, as A A A is one."""
    answer = see_other(local_address(request.args.get("ve")) or "/van-phong")
    return kept(answer, DENSITY, AIRY if request.args.get("kieu") == AIRY else "day")


@shown.post("/cho-moi")
@requires(*STAFF)
def create() -> Answer:
    """What moved is known: the start page says it no more to this account."""
    with immediate() as session:
        session.get_one(Account, current_visitor().account_id).knows_places = True
    return see_other(url_for("office.today.show"))


@shown.post("/phim-tat")
@requires(*Role)
def update() -> Answer:
    """Keys on or off on this device; from one's account."""
    return kept(see_other("/tai-khoan"), KEYS, OFF if request.form.get("keys") == OFF else "bat")


def kept(answer: Response, name: str, value: str) -> Response:
    """The answer, with a choice that the browser keeps."""
    answer.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings().secure)
    return answer


@more.get("/them")
@requires(*STAFF)
def index() -> Answer:
    """Search, the further places with what waits there, the rolls for officers, and who one is here."""
    rolls = Role.OFFICER in current_visitor().roles
    return render_template("office/more/index.html", tab="more", rolls=rolls)
