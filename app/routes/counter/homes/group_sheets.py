"""/quay/to-cua-toi/phieu: the sheet of a residential group, for whoever heads it."""

from flask import Blueprint, render_template, request

from app.jobs import recognition_orders
from app.models import ResidentialGroup, Role
from app.routes.counter.homes.homes import headed_group
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer

group_sheets = Blueprint("group_sheets", __name__)


@group_sheets.route("/to-cua-toi/phieu", methods=["GET", "POST"])
@requires(Role.GROUP_HEAD)
def new() -> Answer:
    """What is on the sheet, and the press that orders it; `?to=` another of the groups that they head."""
    group, groups = headed_group()
    if request.method != "POST":
        return render_template("counter/group_sheets/new.html", group=group, groups=groups, tab="home")
    with immediate() as session:
        here = session.scalars(ResidentialGroup.with_unit(group.id)).one()
        job = recognition_orders.group_sheet(session, [here], by=current_visitor().account_id)
    return answer_with(job, COUNTER)
