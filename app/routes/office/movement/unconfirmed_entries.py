"""/van-phong/phong-trao/cho-xac-nhan: entries of all programmes that wait to be confirmed."""

from flask import Blueprint, render_template, request

from app.indicators.waiting.requests import LEADERS, page_of
from app.models import Role
from app.models.movement.entry_lists import unconfirmed
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
    )
