"""What `lopso doctor` says of what lies around the database: issued papers, the clock, a proxy in front."""

from sqlalchemy import select

from app.commands.findings import BAD, OK, WARN, Finding
from app.commands.processes import proxies
from app.country import clock
from app.models import Certificate, Job, Plate, ThanksLetter
from app.web import own_key, trusted_days
from app.web.database import db
from app.web.responses import settings
from app.web.words.trials import too_long_for


def papers() -> Finding:
    """What was issued lies where it was put: it is never drawn again."""
    folder, session = settings().papers_dir, db.session()
    files = [
        *session.scalars(select(Certificate.file).where(Certificate.file.is_not(None))),
        *session.scalars(select(ThanksLetter.file).where(ThanksLetter.file != "")),
        *session.scalars(select(Plate.file).where(Plate.file != "")),
    ]
    gone = [file for file in files if not (folder / str(file)).is_file()]
    if gone:
        found = f"{len(gone)} of {len(files)} issued papers are missing, {gone[0]} among them"
        way_out = f"Put {folder} back from the last backup, restored into a new DATA_DIR: nobody draws them again."
        return Finding("papers", BAD, found, way_out)
    if not folder.is_dir() and session.scalars(select(Job.id).where(Job.result.is_not(None)).limit(1)).first():
        return Finding(
            "papers", WARN, f"{folder} is gone", "Who removed it? Posters and sheets are drawn again on press."
        )
    return Finding("papers", OK, f"{len(files)} issued, all there")


def date_of_today() -> Finding:
    """The clock went on as days do; else nothing is erased by date."""
    days = trusted_days.standing(settings().data_dir)
    if not days.leapt:
        return Finding("date", OK, f"{clock.today():%d/%m/%Y}")
    found = (
        f"the clock went from {days.trusted:%d/%m/%Y} to {days.latest:%d/%m/%Y}; nothing is erased by date meanwhile"
    )
    return Finding("date", WARN, found, "If it is right now: lopso trust-clock. Else set the clock of this machine.")


def key_of_database() -> Finding:
    """The database belongs to this server's SECRET_KEY: with another one no server starts."""
    belongs = own_key.belongs()
    if belongs is None:
        return Finding("database's key", OK, "none noted yet: the first start does")
    if belongs:
        return Finding("database's key", OK, "this SECRET_KEY")
    way_out = "Set SECRET_KEY to the one before. Changed on purpose: lopso trust-key."
    return Finding("database's key", BAD, "another SECRET_KEY than this server's", way_out)


def printed_address() -> Finding:
    """Certificates hold the address at which they are checked."""
    sizes, address = too_long_for(), settings().public_url
    if not sizes:
        return Finding("printed address", OK, "fits on certificates of A4 and A5")
    found = f"{address} is long: certificates of {' and '.join(sizes)} may have no room for it"
    return Finding("printed address", WARN, found, "Set PUBLIC_URL to a shorter name; lists are drawn on trial anyway.")


def proxy() -> Finding:
    """Callers are told apart: a proxy in front is one that we were told of."""
    trusted, seen = settings().trusted_proxies, proxies.seen(settings().data_dir)
    if trusted or seen is None:
        return Finding("proxy", OK, f"{trusted} in front, as TRUSTED_PROXIES says")
    found = (
        f"one was heard on {clock.local(seen):%d/%m/%Y %H:%M}, and TRUSTED_PROXIES is 0: all callers have its address"
    )
    way_out = "Where it is ours, set TRUSTED_PROXIES=1 (or however many stand in front) and start anew."
    return Finding("proxy", WARN, found, way_out)
