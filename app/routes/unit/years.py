"""/don-vi/nam: the year of an organisation on one sheet, to go with its evaluation; on paper, too."""

from flask import Blueprint, abort, render_template, request, url_for

from app.country import clock
from app.country.numbers import as_number
from app.indicators.unit_years import year_of
from app.jobs import recognition_orders
from app.models import Role
from app.routes.jobs import UNIT, answer_with
from app.routes.unit.lookups import organisation_here
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

years = Blueprint("years", __name__)

# The first year with wards of today; so many are offered.
FIRST, SHOWN = 2025, 3


@years.get("/nam")
@requires(Role.UNIT)
def show() -> Answer:
    """The year of `?nam=`, this one without; `?cua=` another of the visitor's organisations."""
    organisation, _others = organisation_here()
    year, now = _year(), clock.today().year
    offered = [(str(each), url_for("unit.years.show", cua=organisation.code, nam=each), str(each))
               for each in range(now, max(now - SHOWN, FIRST - 1), -1)]  # fmt: skip
    parts = year_of(db.session(), organisation, year)
    return render_template("unit/years/show.html", organisation=organisation, year=year, years=offered, parts=parts)


@years.post("/nam")
@requires(Role.UNIT)
def create() -> Answer:
    """Order the sheet; where nothing is recorded it is blank."""
    organisation, _others = organisation_here()
    with immediate() as session:
        job = recognition_orders.unit_year(session, organisation, _year(), by=current_visitor().account_id)
    return answer_with(job, UNIT)


def _year() -> int:
    """The year that the address names; a 404 for one to come or of before there were wards of today."""
    year = request.values.get("nam", clock.today().year, type=as_number)
    return year if FIRST <= year <= clock.today().year else abort(404)
