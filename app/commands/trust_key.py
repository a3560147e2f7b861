"""`lopso trust-key`: the database belongs to the SECRET_KEY of this place from now on."""

import click

from app import create_app
from app.web import own_place


@click.command("trust-key", epilog="Example: SECRET_KEY=… lopso trust-key")
def trust_key() -> None:
    """Say that SECRET_KEY was changed on purpose: servers with this one start, all others refuse to.

    What was sealed under the key before stays shut: six digits of apps no longer open, codes on paper do.
    """
    with create_app().app_context():
        changed = own_place.belongs() is not True
        if changed:
            own_place.trust_key()
    if not changed:
        click.echo("The database belongs to this SECRET_KEY already.")
        return
    click.echo("The database belongs to this SECRET_KEY from now on. Start every server with it.")
    click.echo("Who signs in with six digits of an app comes in by a code on paper once, and sets the app up anew.")
