"""What `lopso doctor` says of releases, and of phones: what they sent, how late, and what lies on them still."""

from datetime import timedelta

from app.commands.findings import OK, WARN, Finding
from app.country import clock
from app.models import Phone
from app.outbox.figures import Figures
from app.web.browsers.shell import release
from app.web.database import db
from app.web.responses import settings
from app.web.running import worker_noted

WEEK = timedelta(days=7)


def worker_release() -> Finding:
    """The worker runs what lies here: after an update it was started anew, like the web process."""
    installed, worker = release(), worker_noted(settings().data_dir)
    if worker is None:
        return Finding("release", OK, f"{installed} is installed; no worker runs")
    found = f"{installed} is installed; the worker has run {worker.release} since {worker.since:%Y-%m-%d %H:%M} UTC"
    if worker.release == installed:
        return Finding("release", OK, found)
    return Finding("release", WARN, found, "Start script/server anew, so that all processes run what is installed.")


def phones() -> Finding:
    """No phone has held work for days without being heard."""
    now = clock.now()
    week = Figures.since(db.session(), now - WEEK, now)
    hours = week.latest.total_seconds() / 3600
    found = (
        f"{week.marks} marks and {week.others} other operations in 7 days, the latest {hours:.1f} hours after it was "
        f"made; {week.waiting} wait and {week.refused} were refused on {week.phones} phones"
    )
    old = db.session.scalars(Phone.running_older(release(), now - WEEK)).one()
    if old:
        found += f"; {old} run an older release"
    if week.silent:
        way_out = "The office sees which: ask their owners to open the app with signal, or to hand in the file."
        return Finding("phones", WARN, f"{found}; {week.silent} of them silent for over a day", way_out)
    return Finding("phones", OK, found)
