"""What `lopso doctor` says of what lies around the database: issued papers, the clock, a proxy in front."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from app.country import clock
from app.models import Job, Phone
from app.models.trust.server import Process
from app.outbox.figures import Figures
from app.web import own_place, running, trusted_days
from app.web.browsers.shell import release
from app.web.database import db
from app.web.database.postgresql import is_direct, libpq_address
from app.web.responses import settings
from app.web.running import heard
from app.web.settings import Settings
from app.web.storage import StoreUnavailable
from app.web.words.certificates import too_long_for

if TYPE_CHECKING:
    from app.exchange.backups import Unmatched


OK, WARN, BAD = "ok", "warn", "bad"


class Finding(NamedTuple):
    """One thing looked at: what was found, and what to do where it is not well."""

    name: str
    state: str
    found: str
    way_out: str = ""


def finding_of(check: Callable[[], Finding]) -> Finding:
    """What a check finds; bad where it needs the store of files, and that cannot be used."""
    try:
        return check()
    except StoreUnavailable as error:
        way_out = "Nothing is lost by it. Is the object store up, are FILES_URL and its keys those of this place?"
        return Finding(check.__name__, BAD, f"unknown: the store of FILES_URL cannot be used: {error}", way_out)


def papers() -> Finding:
    """What was issued or taken lies where it was put, with the bytes it had: it is never made again."""
    folder = settings().data_dir
    files = in_store(settings())
    way_out = (
        f"Put {folder} back from the last backup that has them, restored into a new DATA_DIR: nobody makes them again."
    )
    if settings().files.url:
        way_out = "Copy them back from the bucket's copy (docs/operations.md, Restore): nobody makes them again."
    if files.missing:
        found = (
            f"{len(files.missing)} of {files.named} issued papers and photos are missing, {files.missing[0]} among them"
        )
        return Finding("papers", BAD, found, way_out)
    if files.altered:
        found = (
            f"{len(files.altered)} of {files.named} issued papers and photos have other bytes than were stored,"
            f" {files.altered[0]} among them"
        )
        return Finding("papers", BAD, found, way_out)
    drawn = select(Job.id).where(Job.result.is_not(None)).limit(1)
    if next(settings().papers.list(), None) is None and db.session.scalars(drawn).first():
        found = f"{folder / 'papers'} is empty"
        return Finding("papers", WARN, found, "Who removed it? Posters and sheets are drawn again on press.")
    as_they_were = "all there; the nights read them" if settings().files.url else "all as they were"
    return Finding("papers", OK, f"{files.named} issued or taken, {as_they_were}")


def in_store(here: Settings) -> "Unmatched":
    """The files that rows name, compared with those in the store: in a folder byte for byte, in a bucket by name and
    size, of which the worker reads some each night.

    Raises:
        StoreUnavailable: nobody knows.
    """
    from app.exchange import backups  # takes a while to load

    if here.files.url:
        found = partial(backups.in_backup, backups.listed(here.store, backups.FOLDERS))
    else:
        found = partial(backups.read_on_disk, here.store)
    return backups.unmatched(db.session(), found)


def date_of_today() -> Finding:
    """The clocks of all servers agree with the database's and went on as days do; else nothing is erased by date."""
    off = [each for each in running.heard(settings()) if each.is_clock_off]
    if off:
        ahead = ", ".join(f"of {each.name} ({each.process}) by {each.clock_off:.0f} s" for each in off)
        found = f"clocks are ahead of the database's: {ahead}; nothing is erased by date there"
        return Finding("date", WARN, found, "Set the clocks of these machines (NTP).")
    days = trusted_days.standing(settings())
    if not days.leapt:
        return Finding("date", OK, f"{clock.today():%d/%m/%Y}")
    found = (
        f"the clock went from {days.trusted:%d/%m/%Y} to {days.latest:%d/%m/%Y}; nothing is erased by date meanwhile"
    )
    return Finding("date", WARN, found, "If it is right now: lopso trust-clock. Else set the clock of this machine.")


def key_of_database() -> Finding:
    """The database belongs to this server's SECRET_KEY: with another one no server starts."""
    belongs = own_place.belongs()
    if belongs is None:
        return Finding("database's key", OK, "none noted yet: the first start does")
    if belongs:
        return Finding("database's key", OK, "this SECRET_KEY")
    way_out = "Set SECRET_KEY to the one before. Changed on purpose: lopso trust-key."
    return Finding("database's key", BAD, "another SECRET_KEY than this server's", way_out)


def direct_connection() -> Finding:
    """What needs a session of its own (queue, leader, migrations, backups) goes past a pooler."""
    import psycopg  # places on SQLite never load it

    way_out = "Set DATABASE_DIRECT_URL to the database itself: until then nothing is erased and no night has a backup."
    try:
        with psycopg.connect(libpq_address(settings().database_direct_url)) as connection:
            if is_direct(connection):
                return Finding("direct connection", OK, "leads to PostgreSQL itself")
    except psycopg.Error as error:
        return Finding("direct connection", BAD, f"does not answer ({type(error).__name__})", way_out)
    return Finding("direct connection", BAD, "leads to a pooler", way_out)


def printed_address() -> Finding:
    """Certificates hold the address at which they are checked."""
    sizes, address = too_long_for(), settings().public_url
    if not sizes:
        return Finding("printed address", OK, "fits on certificates of A4 and A5")
    found = f"{address} is long: certificates of {' and '.join(sizes)} may have no room for it"
    return Finding("printed address", WARN, found, "Set PUBLIC_URL to a shorter name; lists are drawn on trial anyway.")


def proxy() -> Finding:
    """Callers are told apart: a proxy in front is one that we were told of."""
    trusted = settings().trusted_proxies
    seen = max((each.proxied_at for each in running.heard(settings()) if each.proxied_at), default=None)
    if trusted or seen is None:
        return Finding("proxy", OK, f"{trusted} in front, as TRUSTED_PROXIES says")
    found = (
        f"one was heard on {clock.local(seen):%d/%m/%Y %H:%M}, and TRUSTED_PROXIES is 0: all callers have its address"
    )
    way_out = "Where it is ours, set TRUSTED_PROXIES=1 (or however many stand in front) and start anew."
    return Finding("proxy", WARN, found, way_out)


# What `lopso doctor` says of releases, and of phones: what they sent, how late, and what lies on them still.
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
