"""/tinh: the first page of a province: who has not sent what is due, the days that it set, its wards; /tinh/so-lieu:
the figures added up over them."""

from collections.abc import Sequence

from flask import Blueprint, render_template

from app.country import clock
from app.models import AdministrativeUnit, Role
from app.models.reports.handing_down import binding_rules, wards_without_plan
from app.routes.figures.query import FigureScope
from app.routes.figures.views import blueprint_of
from app.routes.province.reports import nearest_span, span_lines
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

wards = Blueprint("wards", __name__)


@wards.get("")
@requires(Role.PROVINCE_OFFICER)
def index() -> Answer:
    """Who has not sent the report that is due, first; the days that the province set; the wards with their pages."""
    session, today = db.session(), clock.today()
    here = current_visitor().units(Role.PROVINCE_OFFICER)
    span = nearest_span(session, here, today)
    rules = binding_rules(session, today, here)
    return render_template(
        "province/show.html",
        wards=session.scalars(AdministrativeUnit.wards_of(here)).all(),
        span=span,
        lines=span_lines(session, here, span) if span else [],
        rules=rules,
        without=wards_without_plan(session, here, today) if rules else [],
        today=today,
    )


def _wards() -> Sequence[AdministrativeUnit]:
    """Those that have ended, too: what they did in a past time is told of them."""
    provinces = current_visitor().units(Role.PROVINCE_OFFICER)
    return db.session.scalars(AdministrativeUnit.ever_of(provinces)).all()


# The officer of a province reads of its wards what their own officers see.
figures = blueprint_of(
    FigureScope(
        "province", (Role.PROVINCE_OFFICER,), _wards, "province/layout.html", lambda wards: (Role.OFFICER,), rows=False
    )
)
