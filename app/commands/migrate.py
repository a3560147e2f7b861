"""`lopso migrate`: bring the database's schema up to this version."""

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.commands import later_tables
from app.data import first_run
from app.web import place_notes
from app.web.database import db, outage as room, schema
from app.web.database.outage import Outage, outage_of
from app.web.settings import Settings

# The exit code that tells the supervisor to try again later (app/commands/processes/supervisor.py).
LATER = 75


@click.command("migrate", epilog="Example: lopso migrate")
def migrate() -> None:
    """Bring the database up to this version; nothing happens when it is there already."""
    try:
        _migrate()
    except (OSError, SQLAlchemyError) as error:
        if room.is_lacking(error):
            click.echo("The disk is full: the database cannot be brought up to date before there is room.", err=True)
        elif outage_of(error) is Outage.AWAY:
            click.echo(f"The database does not answer: {_cause(error)}", err=True)
        else:
            raise
        raise SystemExit(LATER) from None


def _cause(error: BaseException) -> str:
    """What the database's driver says, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _migrate() -> None:
    with create_app(rooms=False).app_context():
        before = schema.standing()
        if before is not None and not schema.knows(before):
            raise later_tables.refuse(before, schema.head())
        if before == schema.head():
            click.echo("The database is up to date.")
        else:
            schema.upgrade()
            click.echo(f"The database went from {before or 'empty'} to {schema.head()}.")
        settings: Settings = current_app.extensions["settings"]
        place_notes.take_over(settings)
        _prepare_first_run(settings)


def _prepare_first_run(settings: Settings) -> None:
    """Have the setup code lie ready while there is no ward, and gone afterwards; with FILES_URL there is none."""
    if settings.files.url or first_run.is_over(db.session()):
        first_run.forget_setup_code(settings)
    else:
        first_run.setup_code(settings)
