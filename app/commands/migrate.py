"""`lopso migrate`: bring the database's schema up to this version."""

import click

from app import create_app, schema


@click.command("migrate", epilog="Example: lopso migrate")
def migrate() -> None:
    """Bring the database up to this version; nothing happens when it is there already."""
    with create_app().app_context():
        before = schema.standing()
        if before == schema.head():
            click.echo("The database is up to date.")
            return
        schema.upgrade()
        click.echo(f"The database went from {before or 'empty'} to {schema.head()}.")
