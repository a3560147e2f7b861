"""`lopso trust-files`: the files of FILES_URL belong to this place from now on."""

import click

from app import create_app
from app.web import own_place
from app.web.responses import settings
from app.web.storage.base import note_restore


@click.command("trust-files", epilog="Example: FILES_URL=s3://lopso/05443 lopso trust-files")
def trust_files() -> None:
    """Say that the files of this place were copied to FILES_URL on purpose, or that its database went back to an
    earlier moment: servers start from now on, and what its rows do not name stays as after lopso restore.

    The files of another place are refused.
    """
    with create_app().app_context():
        if own_place.mark() is None:
            raise click.ClickException("There is no ward yet: lopso init writes the mark itself.")
        note_restore(settings().store)
    click.echo("The files belong to this place. Next: lopso doctor, which says whether any lacks.")
