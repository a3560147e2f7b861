"""`lopso migrate`: bring the database's schema up to this version."""

import click
from flask import current_app

from app import create_app, first_run, schema
from app.database import db
from app.settings import Settings


@click.command("migrate", epilog="Example: lopso migrate")
def migrate() -> None:
    """Bring the database up to this version; nothing happens when it is there already."""
    with create_app().app_context():
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
