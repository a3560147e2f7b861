"""What `lopso doctor` says of releases, and of phones: what they sent, how late, and what lies on them still."""

from datetime import timedelta

from app.commands.findings import OK, WARN, Finding
from app.country import clock
from app.models import Phone
from app.models.trust.server import Process
from app.outbox.figures import Figures
from app.web.browsers.shell import release
from app.web.database import db
from app.web.responses import settings
from app.web.running import heard

WEEK = timedelta(days=7)


def releases() -> Finding:
    """All processes run what lies here: after an update they were started anew."""
    installed, processes = release(), heard(settings())
    runs = [
        f"the {each.process} of {each.name} has run {each.release} since {each.since:%Y-%m-%d %H:%M} UTC"
        for each in processes
    ]
    if not any(each.process == Process.WORKER for each in processes):
        runs.append("no worker runs")
    found = "; ".join([f"{installed} is installed", *runs])
    if all(each.release == installed for each in processes):
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
