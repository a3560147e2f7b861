"""How lists are shown to one browser, and whether keys open things there: kept in cookies, like the size of letters; on
a phone, the places that have no tab of their own."""

from flask import Blueprint, Response, g, render_template, request, url_for

from app.country import clock
from app.indicators.inbox import Waits, waits_in
from app.indicators.owed import how_many_owe
from app.models import Account, AdministrativeUnit, Role
from app.routes.office.lookups import STAFF, unit_ids, units
from app.web.access import current_visitor, requires
from app.web.addresses import local_address
from app.web.database import db, immediate
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
    """Search, the further places with what waits there, and who one is here."""
    return render_template("office/more/index.html", tab="more")


def visitors_roles() -> frozenset[Role]:
    """Of the roles of an office those that the visitor holds."""
    return frozenset(current_visitor().roles) & set(STAFF)


def office_waits() -> tuple[AdministrativeUnit | None, Waits]:
    """The visitor's first unit, and what waits in all of them; one statement."""
    if "office_waits" not in g:
        g.office_waits = waits_in(db.session(), unit_ids(), clock.now())
    made: tuple[AdministrativeUnit | None, Waits] = g.office_waits
    return made


def owing() -> int:
    """How many places owe the unit that the page is of, or all of the visitor's, something overdue."""
    if "owing" not in g:
        code = request.args.get("phuong")
        ids = {unit.id for unit in units() if unit.code == code} if code else unit_ids()
        note_owing(how_many_owe(db.session(), ids, clock.today(), unit_ids(Role.OFFICER)))
    count: int = g.owing
    return count


def note_owing(count: int) -> None:
    """Say how many they are where a page has read them."""
    g.owing = count
