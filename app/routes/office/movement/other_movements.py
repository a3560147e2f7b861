"""/van-phong/long-ghep: the classes and events of a year that also serve another movement; a paper and a workbook of
them."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.indicators.other_movements import extract_of, movements_of
from app.jobs import recognition_orders
from app.models import AdministrativeUnit
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

other_movements = Blueprint("other_movements", __name__)

# The first year with wards of today; so many are offered.
FIRST, SHOWN = 2025, 3
MOVEMENT = "phong-trao"


@other_movements.get("/long-ghep")
@requires(*STAFF)
def index() -> Answer:
    """The extract of `?phong-trao=` in `?nam=`, this year without; without a movement the first that is served."""
    unit, year, now = _unit(), _year(), clock.today().year
    there = movements_of(db.session(), unit.id, year)
    movement = request.args.get(MOVEMENT) or next(iter(there), "")

    def asked(year: int, movement: str) -> dict[str, Any]:
        return {"phuong": request.args.get("phuong"), "nam": year, MOVEMENT: movement or None}

    def at(year: int, movement: str) -> str:
        return url_for("office.other_movements.index", **asked(year, movement))

    return render_template(
        "office/movement/other_movements.html", unit=unit, units=units(*STAFF), year=year, movement=movement,
        years=[(str(each), at(each, movement), str(each)) for each in range(now, max(now - SHOWN, FIRST - 1), -1)],
        movements=[(each, at(year, each), f"{each} ({many})") for each, many in there.items()],
        extract=extract_of(db.session(), unit.id, year, movement) if movement else None,
        asked=asked(year, movement),
    )  # fmt: skip


@other_movements.get("/long-ghep/bang.xlsx")
@requires(*STAFF)
def export() -> Answer:
    """The same as a workbook."""
    unit, year, movement = _unit(), _year(), _movement()
    extract = extract_of(db.session(), unit.id, year, movement)
    heading = [_("Loại"), _("Lớp, hoạt động"), _("Ngày"), _("Đơn vị tổ chức"), _("Số buổi"), _("Số người học")]
    parts = (_("Lớp học"), extract.classes), (_("Hoạt động"), extract.events)
    lines = ([kind, *each[:5]] for kind, rows in parts for each in rows)
    title = _("Lồng ghép %(movement)s, năm %(year)s", movement=movement, year=year)
    return list_file(f"long-ghep-{unit.code}-{year}", heading, lines, title=title, xlsx=True)


@other_movements.post("/long-ghep")
@requires(*STAFF)
def create() -> Answer:
    """Order it on paper."""
    with immediate() as session:
        by = current_visitor().account_id
        job = recognition_orders.movement_extract(session, _unit(), _year(), _movement(), by=by)
    return answer_with(job)


def _unit() -> AdministrativeUnit:
    return unit_called(request.args.get("phuong"), *STAFF)


def _year() -> int:
    """The year that the address names; a 404 for one to come or of before there were wards of today."""
    year = request.args.get("nam", clock.today().year, type=as_number)
    return year if FIRST <= year <= clock.today().year else abort(404)


def _movement() -> str:
    return request.args.get(MOVEMENT) or abort(404)
