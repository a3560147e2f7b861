"""/van-phong/long-ghep: the classes and events of a year that also serve another movement; as a workbook, on paper."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.indicators.other_movements import Served, sentence, served_in
from app.jobs import data_orders
from app.models import AdministrativeUnit
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

other_movements = Blueprint("other_movements", __name__)

FIRST = 2025  # the first year with wards of today
HEADING = ("Loại", "Lớp, hoạt động", "Ngày", "Đơn vị tổ chức", "Số buổi", "Số người học")


def _asked() -> tuple[AdministrativeUnit, int, list[Served], str]:
    """The unit and the year of the address, what it served, and the movement (`?phong-trao=`), the first without."""
    unit, year = unit_called(request.args.get("phuong"), *STAFF), request.args.get("nam", 0, as_number)
    year = year or clock.today().year
    if not FIRST <= year <= clock.today().year:
        abort(404)
    rows = served_in(db.session(), unit.id, year)
    movement = request.args.get("phong-trao") or min((one for each in rows for one in each.movements), default="")
    return unit, year, rows, movement


@other_movements.get("/long-ghep")
@requires(*STAFF)
def index() -> Answer:
    """The extract, with the other years and movements; as a file with `?tep`."""
    unit, year, every, movement = _asked()
    rows = [each for each in every if movement in each.movements]
    if "tep" in request.args:
        title = _("Lồng ghép %(movement)s, năm %(year)s", movement=movement, year=year)
        lines = [each.cells for each in rows]
        return list_file(f"long-ghep-{unit.code}-{year}", [*HEADING], lines, title=title, xlsx=True)

    def at(**other: Any) -> str:
        return url_for("office.other_movements.index", **{**request.args, "nam": year, **other})

    many = Counter(one for each in every for one in each.movements)
    return render_template(
        "office/movement/other_movements.html", unit=unit, units=units(*STAFF), rows=rows, movement=movement, at=at,
        years=[(str(each), at(nam=each), str(each)) for each in range(clock.today().year, FIRST - 1, -1)],
        movements=[(each, at(**{"phong-trao": each}), f"{each} ({many[each]})") for each in sorted(many)],
        year=year, sentence=sentence(rows, year, movement),
    )  # fmt: skip


@other_movements.post("/long-ghep")
@requires(*STAFF)
def create() -> Answer:
    """Order it on paper."""
    with immediate() as session:
        unit, year, _rows, movement = _asked()
        job = data_orders.movement_extract(session, unit, year, movement, by=current_visitor().account_id)
    return answer_with(job)
