"""`lopso migrate`: bring the database's schema up to this version."""

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.data import first_run
from app.web.database import db, disk_room as room, schema
from app.web.settings import Settings

# The exit code that tells the supervisor to try again later (app/commands/processes/supervisor.py).
NO_ROOM = 75


@click.command("migrate", epilog="Example: lopso migrate")
def migrate() -> None:
    """Bring the database up to this version; nothing happens when it is there already."""
    try:
        _migrate()
    except (OSError, SQLAlchemyError) as error:
        if not room.is_lacking(error):
            raise
        click.echo("The disk is full: the database cannot be brought up to date before there is room.", err=True)
        raise SystemExit(NO_ROOM) from None


def _migrate() -> None:
    with create_app(rooms=False).app_context():
        before = schema.standing()
        if before == schema.head():
            click.echo("The database is up to date.")
        else:
            schema.upgrade()
            click.echo(f"The database went from {before or 'empty'} to {schema.head()}.")
        _prepare_first_run()


def _prepare_first_run() -> None:
    """Have the setup code lie ready while there is no ward, and gone afterwards."""
    settings: Settings = current_app.extensions["settings"]
    if first_run.is_over(db.session()):
        first_run.forget_setup_code(settings)
    else:
        first_run.setup_code(settings)
