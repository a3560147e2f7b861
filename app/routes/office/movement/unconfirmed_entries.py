"""/van-phong/phong-trao/cho-xac-nhan: entries of all programmes that wait to be confirmed."""

from flask import Blueprint, render_template, request

from app.country.periods import name_of
from app.indicators.waiting.confirmations import LEADERS, page_of
from app.models import ProgrammeEntry, Role
from app.models.movement.unconfirmed import unconfirmed
from app.routes.office.lookups import STAFF, unit_ids
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

unconfirmed_entries = Blueprint("unconfirmed_entries", __name__)


@unconfirmed_entries.get("/phong-trao/cho-xac-nhan")
@requires(*STAFF)
def index() -> Answer:
    """Those that officers confirm, or leaders (`?xem=lanh-dao`, and who is no officer), by programme; each leads to
    the page on which that is done."""
    leads = request.args.get("xem") == LEADERS["xem"] or Role.OFFICER not in current_visitor().roles
    role = Role.LEADER if leads else Role.OFFICER
    return render_template(
        "office/movement/unconfirmed_entries.html",
        rows=unconfirmed(db.session(), unit_ids(role), [role]),
        page_of=page_of,
        period_of=_period_of,
    )


def _period_of(entry: ProgrammeEntry) -> str:
    every = entry.asked_by.declared.every
    return name_of(every, entry.period) if every and entry.period else ""
