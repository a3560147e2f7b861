"""/quan-tri/may: the state of the machine, backups on request, how one is restored; which releases run on the machines
of the staff."""

from datetime import timedelta

from flask import Blueprint, render_template, url_for

from app.country import clock
from app.jobs import orders
from app.jobs.machine_state import machine_state
from app.models import Phone, Role, RoleGrant
from app.routes.admin.lookups import administered_ids
from app.routes.jobs import ADMIN, answer_with
from app.routes.trail import note_act
from app.web.access import current_visitor, requires
from app.web.browsers.shell import release
from app.web.database import db, immediate, schema_served
from app.web.responses import Answer, settings
from app.web.running import listed

machine = Blueprint("machine", __name__)

WEEK = timedelta(days=7)


@machine.get("/quan-tri/may")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """Backups, disk, queue and releases of the server; phones of one's units that were heard or still keep work."""
    ours, now = RoleGrant.holders(administered_ids()), clock.now()
    state = machine_state(db.session(), settings())
    return render_template(
        "admin/machine/index.html",
        phones=db.session.scalars(Phone.seen_since(ours, now - WEEK)).all(),
        running=release(),
        processes=listed(settings()),
        shared=not settings().is_sqlite,
        schema=schema_served(),
        state=state,
        night=state.night,
        shares_files=bool(settings().files.url),
        troubles=state.troubles(now),
    )


@machine.post("/quan-tri/may/sao-luu")
@requires(Role.ADMINISTRATOR)
def create() -> Answer:
    """Order a backup; pressed while one is under way, it is the same one."""
    with immediate() as session:
        unit_id, by = min(administered_ids()), current_visitor().account_id
        job = orders.backup(session, unit_id, by=by)
        note_act(session, "backup.ordered", unit_id, ("backup", clock.today().isoformat()))
    return answer_with(job, ADMIN, done=url_for("admin.machine.index"))


@machine.get("/quan-tri/may/phuc-hoi")
@requires(Role.ADMINISTRATOR)
def restore() -> Answer:
    """The steps by which a backup is restored, to be printed before they are needed."""
    return render_template("admin/machine/restore.html", here=settings())
