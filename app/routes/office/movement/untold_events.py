"""/van-phong/phong-trao/chua-bao: planned events whose day is over and whose outcome nobody recorded."""

from flask import Blueprint, render_template

from app.country import clock
from app.models import Event, Role
from app.routes.office.lookups import unit_ids
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

untold_events = Blueprint("untold_events", __name__)


@untold_events.get("/phong-trao/chua-bao")
@requires(Role.OFFICER)
def index() -> Answer:
    """The events of all programmes that officers see, the oldest first; each leads to its form."""
    rows = Event.untold(db.session(), unit_ids(Role.OFFICER), clock.today(), [Role.OFFICER])
    return render_template("office/movement/untold_events.html", rows=rows)
