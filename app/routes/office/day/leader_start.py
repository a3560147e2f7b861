"""The start page of a leader: the ten numbers, and what waits for a signature."""

from flask import make_response, render_template, request

from app.country import clock
from app.indicators.waiting.confirmations import BY_LEADERS
from app.models import AdministrativeUnit, Plan, Role
from app.models.base import count_of
from app.models.learning.certificate_lists import undrawn
from app.models.learning.unearned import unearned_in
from app.models.movement.unconfirmed import unconfirmed
from app.registers.personal_data.due import tonight
from app.routes.office.approvals.deciding import waiting_for
from app.routes.office.day import lines
from app.routes.office.desk.shown import kept
from app.routes.office.targets.standing import is_running, main_figures, overdue_tasks, standing_lines
from app.routes.task_lines import given_lines
from app.web.access import current_visitor
from app.web.database import db
from app.web.responses import Answer

# Whose numbers a leader reads on this browser.
PLAN = "ke_hoach"


def page() -> Answer:
    """The numbers of the plan that was chosen on this browser (`?ke-hoach=`), else of the government's own that was
    loaded first, so that another one takes no place; decisions that wait, the oldest first; overdue tasks; what the
    machine does by itself. The same number of statements however much it is."""
    visitor, day, session = current_visitor(), clock.today(), db.session()
    here = visitor.units(Role.LEADER)
    unit = session.scalars(AdministrativeUnit.among(here).limit(1)).one()
    plans, asked = session.scalars(Plan.running(unit.id, day)).all(), request.args.get("ke-hoach", "")
    chosen = asked or request.cookies.get(PLAN)
    own = min(plans, key=lambda each: (each.style != "state", each.id), default=None)
    plan = next((each for each in plans if each.public_id == chosen), own)
    standing = standing_lines(session, plan, day, officer=False) if plan else []
    waiting = [(each, rows) for each, rows in waiting_for(Role.LEADER, here) if rows]
    given = given_lines()
    page = render_template(
        "office/today/leader.html",
        today=day,
        name=visitor.full_name,
        unit=unit,
        plan=plan,
        plans=plans,
        ten=main_figures([each for each in standing if is_running(each, day)]),
        waiting=waiting,
        unearned=(unearned := unearned_in(session, here)),
        count=sum(len(rows) for _decision, rows in waiting) + len(unearned),
        unconfirmed=len(unconfirmed(session, here, [Role.LEADER])),
        confirm=lines.address_of(BY_LEADERS.page),
        late=overdue_tasks(session, plan, day) if plan else [],
        given=[each for each in given if not each.is_late],
        given_late=[each for each in given if each.is_late],
        undrawn=undrawn(session, here),
        erased_tonight=session.scalar(count_of(tonight(here, day))),
    )
    return kept(make_response(page), PLAN, plan.public_id) if asked and plan else page
