"""`lopso trust-clock`: what is old may be erased again, though the clock went further ahead than days go by."""

import click
from flask import current_app

from app import create_app
from app.web import trusted_days
from app.web.settings import Settings


@click.command("trust-clock", epilog="Example: date && lopso trust-clock")
def trust_clock() -> None:
    """Say that this machine's date is right: erasing by date goes on."""
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        day = trusted_days.trust(settings)
    click.echo(f"It is {day:%d/%m/%Y}: what is older than it may be is erased again from now on.")
