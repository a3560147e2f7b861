"""/tinh: the first page of a province: who has not sent what is due, the days that it set, its wards."""

from flask import Blueprint, render_template

from app.country import clock
from app.models import AdministrativeUnit, Role
from app.models.reports.handing_down import binding_rules, wards_without_plan
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
