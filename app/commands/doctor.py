"""`lopso doctor`: what is wrong with this place, and the way out."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta

import click
from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.commands import guards, later_tables
from app.commands.surroundings import (
    BAD,
    OK,
    WARN,
    Finding,
    date_of_today,
    direct_connection,
    finding_of,
    key_of_database,
    papers,
    phones,
    printed_address,
    proxy,
    releases,
)
from app.country import clock
from app.jobs import machine_state, queue
from app.models import AdministrativeUnit, AuditEvent, Job, JobState, RoleGrant
from app.web import place_notes
from app.web.database import db, integrity
from app.web.settings import Settings

SIGNS = {OK: "ok  ", WARN: "look", BAD: "BAD "}
# Below it the day is near on which the next backup or batch of papers does not fit.
LITTLE_FREE = 1024**3
SHORTEST_KEY = 32
DAMAGED = "It is damaged: stop the server and restore the last backup into a new DATA_DIR (and a new database)."
# A ward that loses more than this has lost a week of classes.
OLDEST_BACKUP = timedelta(days=7)


@click.command("doctor", epilog="Example: lopso doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def doctor(as_json: bool) -> None:
    """Look at database, disk, keys, audit trail, address and queue. Exit 1 when something is bad."""
    with create_app().app_context():
        findings = list(examined())
    worst = next((state for state in (BAD, WARN) if any(finding.state == state for finding in findings)), OK)
    if as_json:
        report = {"state": worst, "checks": [finding._asdict() for finding in findings]}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.state]}  {finding.name}: {finding.found}")
            if finding.way_out:
                click.echo(f"      {finding.way_out}")
    if worst == BAD:
        raise SystemExit(1)


def examined() -> Iterator[Finding]:
    """All findings; what needs a sound database is left out where it does not answer."""
    yield disk()
    yield data_directory()
    yield secret_key()
    sound = True
    for check in (database, schema_version):
        finding = check()
        yield finding
        if finding.state == BAD:
            sound = False
            break
    if sound:
        yield from (finding_of(check) for check in CHECKS)
    if not settings().is_sqlite:
        yield direct_connection()
    yield queue_answers()


def settings() -> Settings:
    """The settings of this place."""
    found: Settings = current_app.extensions["settings"]
    return found


def disk() -> Finding:
    """Room on the disk under DATA_DIR."""
    space = machine_state.disk_space(settings())
    free = space.free
    state = BAD if space.is_full else WARN if free < LITTLE_FREE else OK
    way_out = (
        "" if state == OK else f"Make room on the disk of {settings().data_dir}, or move DATA_DIR to a larger one."
    )
    return Finding("disk", state, f"{free / 1024**3:.1f} GB free", way_out)


def data_directory() -> Finding:
    """Nobody else on this machine reads the ward's names and phones."""
    path = settings().data_dir
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o007:
        found = f"everybody on this machine can read it (mode {mode:o})"
        return Finding("data directory", BAD, found, f"chmod 700 {path}")
    return Finding("data directory", OK, f"mode {mode:o}")


def secret_key() -> Finding:
    """Nobody but the owner reads the key that signs cookies; one from the environment is long enough."""
    path = settings().data_dir / "secret_key"
    if os.environ.get("SECRET_KEY") or not path.exists():
        if len(settings().secret_key) >= SHORTEST_KEY:
            return Finding("secret key", OK, "from the environment")
        way_out = f"Set SECRET_KEY to at least {SHORTEST_KEY} random characters, or unset it: one is made."
        return Finding("secret key", BAD, "from the environment, and short", way_out)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("secret key", BAD, f"others can read it (mode {mode:o})", f"chmod 600 {path}")
    return Finding("secret key", OK, f"mode {mode:o}")


def database() -> Finding:
    """The database answers and its pages are whole."""
    try:
        db.session.execute(text("SELECT 1"))
        if found := integrity.damage() or (not settings().is_sqlite and place_notes.read_last_night(settings()).damage):
            return Finding("database", BAD, found, DAMAGED)
    except SQLAlchemyError as error:
        way_out = "Is DATABASE_URL right, and does the database run? Is DATA_DIR ours to read?"
        if integrity.is_damage(error):
            way_out = DAMAGED
        return Finding("database", BAD, f"does not answer ({type(error).__name__})", way_out)
    return Finding("database", OK, db.engine.dialect.name)


def schema_version() -> Finding:
    """The tables are those of this version."""
    from app.web.database import schema  # Alembic takes a while to load

    standing, head = schema.standing(), schema.head()
    if standing == head:
        return Finding("schema", OK, head)
    if standing is not None and not schema.knows(standing):
        return Finding("schema", BAD, later_tables.description(standing, head), later_tables.WAY_OUT)
    return Finding("schema", BAD, f"{standing or 'empty'}, this version needs {head}", "Run lopso migrate.")


def audit_chain() -> Finding:
    """No link of the audit trail was changed, removed or moved, nor its end cut off."""
    broken = AuditEvent.first_broken(db.session())
    if broken is None:
        length = db.session.scalar(select(func.count(AuditEvent.id)))
        return Finding("audit trail", OK, f"whole, {length} entries")
    way_out = (
        "Keep a copy of the database as it is, compare it with the last backup, and find out who could write to it."
    )
    return Finding("audit trail", BAD, f"broken at entry {broken}: changed, removed, moved or cut off", way_out)


def administrators() -> Finding:
    """Each unit has somebody who can let others in."""
    wards = db.session.scalars(AdministrativeUnit.wards()).all()
    if not wards:
        by_page = "" if settings().files.url else f"Open {settings().public_url}/quan-tri/bat-dau, or "
        way_out = f"{by_page}run lopso init."
        return Finding("administrators", WARN, "there is no ward yet", way_out)
    today = clock.today()
    # Most of the demo's wards are there for their province alone.
    asked = [ward for ward in wards if not ward.is_demo]
    without = [ward.code for ward in asked if not db.session.scalars(RoleGrant.administrators(ward.id, today)).first()]
    if without:
        unit = next(ward.id for ward in wards if ward.code == without[0])
        named = db.session.scalars(RoleGrant.named_administrators(unit, today)).first()
        way_out = f"lopso account create --role administrator --unit {without[0]} --full-name 'Họ và tên'"
        if named is not None:  # invited and not yet here, or stopped: a second administrator would not get in sooner
            way_out = f"lopso account reset-password {named}"
        return Finding("administrators", BAD, f"none can sign in for {', '.join(without)}", way_out)
    return Finding("administrators", OK, f"of {len(wards)} wards")


def public_url() -> Finding:
    """The address on posters and certificates is one that a resident's phone can open."""
    address = settings().public_url
    real = db.session.scalars(AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)).first()
    way_out = "Set PUBLIC_URL to the address that residents open, as in https://lopso.example.vn, before printing."
    if not settings().opens_elsewhere:
        return Finding("public address", BAD if real else WARN, f"{address} opens on this machine only", way_out)
    if not settings().secure:
        way_out = "Put a proxy with a certificate in front, set PUBLIC_URL to https://… and TRUSTED_PROXIES to 1."
        return Finding("public address", WARN, f"{address} is not encrypted", way_out)
    return Finding("public address", OK, address)


def waiting_jobs() -> Finding:
    """No job has waited so long that the worker must be missing."""
    late = clock.now() - machine_state.LONGEST_WAIT
    count = db.session.scalar(select(func.count(Job.id)).where(Job.state == JobState.QUEUED, Job.created_at < late))
    if count:
        return Finding(
            "worker", BAD, f"{count} jobs have waited for over 15 minutes", "Start script/server; it runs the worker."
        )
    return Finding("worker", OK, "nothing waits")


def newest_backup() -> Finding:
    """A backup of a real ward was made lately; whether a copy lies elsewhere only people know."""
    real = db.session.scalars(AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)).first()
    newest = machine_state.newest_backup(settings().backups_dir)
    if real is None:
        return Finding("backup", OK, "there is nothing to lose yet")
    if newest is None:
        return Finding("backup", WARN, "none in DATA_DIR/backups", "Run lopso backup, and keep a copy elsewhere.")
    age = clock.now() - newest.made_at
    found, night = f"{age / timedelta(days=1):.0f} days old", place_notes.read_last_night(settings())
    if night.restored_at:
        found += f"; put back on trial on {clock.local(night.restored_at):%d/%m/%Y}"
    if night.failure:
        return Finding(
            "backup", BAD, f"{found}; last night's failed: {night.failure}", "Run lopso backup: it says why."
        )
    if age >= OLDEST_BACKUP or night.is_late(clock.now()):
        return Finding(
            "backup", WARN, found, "Does the worker run at night? Run lopso backup, and keep a copy elsewhere."
        )
    return Finding("backup", OK, found)


def queue_answers() -> Finding:
    """The queue takes jobs."""
    if queue.answers():
        return Finding("queue", OK, "answers")
    return Finding("queue", BAD, "does not answer", "Is QUEUE_URL right, and is its store there and ours to write?")


# What is looked at where the database is sound.
CHECKS: tuple[Callable[[], Finding], ...] = (
    key_of_database,
    guards.audit_guard,
    audit_chain,
    guards.erased_people,
    guards.erased_again,
    guards.merged_registrations,
    guards.representing_sites,
    guards.names_that_differ_by_a_mark,
    administrators,
    public_url,
    printed_address,
    papers,
    date_of_today,
    proxy,
    waiting_jobs,
    newest_backup,
    releases,
    phones,
)
