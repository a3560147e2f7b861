"""`lopso demo`: fill an empty database with the demo ward, or remove it."""

import json
import re
from collections.abc import Mapping, Sequence

import click
from flask import current_app
from sqlalchemy import func, inspect, select

from app import create_app
from app.commands.demo_ward import AlreadyThere, NoDemo, RealWards, fill, protect_older, remove
from app.commands.demo_ward.fixtures import ShownAccount, ward_plan
from app.country import clock
from app.data import first_run
from app.jobs import dry_run_orders, help_orders, orders, recognition_orders, report_orders
from app.models import (
    Account,
    AdministrativeUnit,
    Course,
    Document,
    Person,
    Recognition,
    RecognitionState,
    ThanksLetter,
    TotpSecret,
)
from app.models.people.account import is_password
from app.models.people.totp_secret import code_at, sealing_key
from app.web import own_place
from app.web.database import db, immediate
from app.web.database.analysis import analyse
from app.web.kept_files import picture_of
from app.web.settings import Settings
from app.web.words.roles import first_room

ELSEWHERE = "There is a real ward in this database: the demo ward is for an empty one only. Set another DATA_DIR."
THERE = "The demo ward is there already. For a fresh one: lopso demo --remove, then lopso demo."
CHANGED = "(changed)"
NONE = "There is no demo ward in this database."


@click.command("demo", epilog="Example: lopso demo --if-empty")
@click.option("--if-empty", is_flag=True, help="Fill nothing in, and succeed, when any unit is there already.")
@click.option("--remove", "removing", is_flag=True, help="Remove the demo ward with everything of it.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def demo(if_empty: bool, removing: bool, as_json: bool) -> None:
    """Fill an empty database with the demo ward (phường Phan Đình Phùng, invented people), and print its accounts."""
    if if_empty and removing:
        raise click.UsageError("--if-empty and --remove do not go together.")
    with create_app().app_context():
        _make_tables()
        own_place.check_mark()
        if removing:
            _remove(as_json)
        elif if_empty and db.session.scalar(select(func.count(AdministrativeUnit.id))):
            settings: Settings = current_app.extensions["settings"]
            protect_older(settings.demo_password, _base32(settings.demo_totp_secret), clock.now())
            _tell("there", as_json)
        else:
            _fill(as_json)


def _make_tables() -> None:
    """Make the tables in a database that has none yet."""
    if not inspect(db.engine).has_table(AdministrativeUnit.__tablename__):
        from app.web.database import schema  # Alembic takes a while to load, and the server starts with this command

        schema.upgrade()


def _fill(as_json: bool) -> None:
    settings: Settings = current_app.extensions["settings"]
    try:
        fill(settings.demo_password, clock.now(), _base32(settings.demo_totp_secret))
    except RealWards as refused:
        raise click.ClickException(ELSEWHERE) from refused
    except AlreadyThere as refused:
        raise click.ClickException(THERE) from refused
    own_place.check_mark()
    _ask_for_papers()
    analyse()
    first_run.forget_setup_code(settings)
    _tell("filled", as_json)


def _base32(secret: str) -> str:
    """A secret as apps take it.

    Raises:
        click.ClickException: it is none.
    """
    if not re.fullmatch(r"([A-Z2-7]{8}){2,}", secret):
        raise click.ClickException("DEMO_TOTP_SECRET is no secret: 16, 24, 32 … of the signs A to Z and 2 to 7.")
    return secret


def _ask_for_papers() -> None:
    """Order the posters of classes that are open, the dry runs of lists before the leader, and the letters of thanks,
    plates and reports that have a number, as publishing, submitting and approving do; the worker finds the rows."""
    with immediate() as session:
        for course in session.scalars(select(Course).order_by(Course.id)).all():
            if course.takes_registrations(clock.now()):
                orders.shown(session, course, by=None)
        for letter in session.scalars(select(ThanksLetter).where(ThanksLetter.number.is_not(None))).all():
            help_orders.thanks_letter(session, letter, by=None)
        for given in session.scalars(select(Recognition).where(Recognition.state == RecognitionState.APPROVED)).all():
            recognition_orders.paper(session, given, "plates", by=None)
        for filed in session.scalars(select(Document).where(Document.file == "")).all():
            report_orders.filed(session, filed, by=None)
    dry_run_orders.order_missing()


def _remove(as_json: bool) -> None:
    try:
        removed = remove(clock.now())
    except NoDemo as refused:
        raise click.ClickException(NONE) from refused
    settings: Settings = current_app.extensions["settings"]
    settings.pictures.remove(*map(picture_of, removed.papers))
    if as_json:
        click.echo(json.dumps({"state": "removed", "rows": removed.rows, "papers": len(removed.papers)}))
        return
    people, courses = removed.rows["person"], removed.rows["course"]
    click.echo(f"The demo ward is gone: {people} people, {courses} courses, {len(removed.papers)} papers.")


def _tell(state: str, as_json: bool) -> None:
    """Print where the demo ward stands and who signs in, if there is one."""
    settings: Settings = current_app.extensions["settings"]
    wanted = AdministrativeUnit.called(ward_plan().ward["code"]).where(AdministrativeUnit.is_demo)
    ward = db.session.scalars(wanted).first()
    if ward is None:
        click.echo(json.dumps({"state": state, "ward": None}) if as_json else "There is a ward already; no demo here.")
        return
    people, courses = (_count(ward, noun) for noun in (Person, Course))
    accounts = [row for shown in ward_plan().accounts if (row := _row_of(shown, settings))]
    if as_json:
        outcome: dict[str, object] = {
            "state": state,
            "ward": ward.code,
            "people": people,
            "courses": courses,
            "accounts": accounts,
        }
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    click.echo(f"Demo ward: {ward.title} ({ward.code}), {people} people, {courses} courses, all invented.")
    click.echo(_table(accounts))
    click.echo(f"Residents need no account: {settings.public_url}/l/DEM1")
    click.echo("Codes change every half minute; those of now: script/lopso demo --if-empty")
    click.echo(f"The secret, for an app that shows codes: {settings.demo_totp_secret}")


def _count(ward: AdministrativeUnit, noun: type[Person] | type[Course]) -> int:
    return db.session.scalar(select(func.count()).where(noun.unit_id == ward.id)) or 0


def _row_of(shown: ShownAccount, settings: Settings) -> dict[str, str] | None:
    """How to sign in as one of the demo's accounts, as it stands now; None when it was taken away."""
    account = db.session.scalars(Account.called(shown.username)).one_or_none()
    if account is None:
        return None
    unchanged = account.enabled and is_password(account.password_hash, settings.demo_password)
    return {
        "username": shown.username,
        "password": settings.demo_password if unchanged else CHANGED,
        "role": shown.role,
        "full_name": account.full_name,
        "start": settings.public_url + first_room([shown.role]),
        "code": _code(account, settings),
    }


def _code(account: Account, settings: Settings) -> str:
    """The code of now, "" where none is asked for."""
    secret = TotpSecret.of(db.session(), account.id)
    if secret is None:
        return ""
    unchanged = secret.reveal(sealing_key(settings.secret_key)) == settings.demo_totp_secret
    return code_at(settings.demo_totp_secret, clock.now()) if unchanged else CHANGED


def _table(accounts: Sequence[Mapping[str, str]]) -> str:
    """The accounts in columns, a heading above, two spaces between."""
    heads = {"username": "username", "password": "password", "role": "role"}
    heads |= {"start": "sign in, then start at", "code": "code now"}
    lines = [heads, *accounts]
    widths = {key: max(len(line[key]) for line in lines) for key in heads}
    return "\n".join("  ".join(line[key].ljust(widths[key]) for key in heads).rstrip() for line in lines)
