"""/quan-tri/may: which release runs here, what the last night found, and on which phones of the staff an older release
was seen this week."""

from datetime import timedelta

from flask import Blueprint, render_template

from app.country import clock
from app.models import Phone, Role, RoleGrant
from app.routes.admin.lookups import administered_ids
from app.web import last_night
from app.web.access import requires
from app.web.browsers.shell import release
from app.web.database import db, schema_served
from app.web.responses import Answer, settings
from app.web.running import worker_noted

phones = Blueprint("phones", __name__)

WEEK = timedelta(days=7)


@phones.get("/quan-tri/may")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """The releases of server, worker and database; the phones of one's units that were heard, or still keep work."""
    ours, now = RoleGrant.holders(administered_ids()), clock.now()
    return render_template(
        "admin/phones/index.html",
        phones=db.session.scalars(Phone.seen_since(ours, now - WEEK)).all(),
        running=release(),
        worker=worker_noted(settings().data_dir),
        schema=schema_served(),
        night=last_night.read(settings().data_dir),
        now=now,
    )
