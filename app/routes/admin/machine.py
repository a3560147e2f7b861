"""/quan-tri/may: the state of the machine, backups on request, which releases run; /quan-tri/ngay-cua-may: the day
that it shows, which after a leap an administrator confirms."""

from datetime import timedelta

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import orders
from app.jobs.machine_state import machine_state
from app.models import AuditEvent, Phone, Role, RoleGrant
from app.routes.admin.lookups import administered_ids
from app.routes.jobs import ADMIN, answer_with
from app.routes.trail import note_act
from app.web import trusted_days
from app.web.access import current_visitor, requires
from app.web.browsers.shell import release
from app.web.database import db, immediate, schema_served
from app.web.responses import Answer, see_other, settings
from app.web.running import listed
from app.web.sign_in.proof import fresh_proof

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


machine_days = Blueprint("machine_days", __name__)


@machine_days.get("/quan-tri/ngay-cua-may")
@requires(Role.ADMINISTRATOR)
def show() -> Answer:
    """Which day it is here, and which one was certain."""
    last = trusted_days.last_certain(settings())
    return render_template("admin/machine_days/show.html", today=clock.today(), last=last)


@machine_days.post("/quan-tri/ngay-cua-may")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def update() -> Answer:
    """It is right: numbers are given and figures kept, and what is past its time is erased, from now on. Only the day
    that was on the screen (`ngay`) is said to be right."""
    today = clock.today()
    if request.form.get("ngay") != today.isoformat():
        flash(_("Ngày của máy vừa đổi. Anh chị xem lại rồi hãy xác nhận."), "warn")
        return see_other(url_for("admin.machine_days.show"))
    with immediate() as session:
        for unit_id in sorted(administered_ids()):
            AuditEvent.note(
                session, "clock.trusted", at=clock.now(), account_id=current_visitor().account_id, unit_id=unit_id,
                subject=("clock", today.isoformat()),
            )  # fmt: skip
    trusted_days.trust(settings())
    flash(_("Đã xác nhận ngày của máy. Cấp số lại như thường."), "good")
    return see_other(url_for("admin.machine_days.show"))
