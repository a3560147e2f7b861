"""`lopso backup`: one sealed file with everything, made while the product runs, and read back before it counts."""

import json
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.commands.progress import progress_bar
from app.country import clock
from app.exchange import backups
from app.web.database import schema
from app.web.settings import Settings

DAMAGED = "The database cannot be read whole, so no backup was made. Run lopso doctor: it says what to do."


@click.command("backup", epilog="Example: lopso backup /mnt/usb/lopso.backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def backup(file: Path | None, as_json: bool) -> None:
    """Back up rows, issued papers, photos and the signing key into FILE (default: a new file in DATA_DIR/backups).

    It is sealed with the key in DATA_DIR/backup_key or BACKUP_KEY. Keep a copy of that key elsewhere: without it the
    file is of no use to anybody, and neither to you.
    """
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        if _is_empty():
            raise click.ClickException("There is nothing to back up: the database is empty.")
        key, is_new = key_of(settings)
        target = file or settings.backups_dir / f"lopso-{clock.local(clock.now()):%Y%m%d-%H%M%S}.backup"
        try:
            with progress_bar("Backing up") as tell:
                backups.make(settings, target, key, tell)
            with progress_bar("Reading back") as tell:
                manifest = backups.verify(target, key, tell)
        except DatabaseError as error:
            raise click.ClickException(DAMAGED) from error
        except OSError as error:
            raise click.ClickException(f"{target} could not be written: {error.strerror or error}.") from error
    if as_json:
        told = {"file": str(target), "rows": manifest.rows, "files": len(manifest.files), "made_at": manifest.made_at}
        click.echo(json.dumps(told))
        return
    click.echo(f"{target}: {manifest.rows} rows, {len(manifest.files)} files, read back whole.")
    if is_new:
        click.echo(
            f"Its key was made: copy {settings.data_dir / 'backup_key'} to a place that does not burn with this."
        )


def _is_empty() -> bool:
    try:
        return schema.standing() is None
    except DatabaseError as error:
        raise click.ClickException(DAMAGED) from error


def key_of(settings: Settings) -> tuple[bytes, bool]:
    """The key that seals backups here, and whether it was made just now.

    Raises:
        click.ClickException: what was given is no key.
    """
    is_new = settings.backup_key is None and not (settings.data_dir / "backup_key").exists()
    return read_key(settings.data_dir, settings.backup_key), is_new


def read_key(data_dir: Path, given: str | None) -> bytes:
    """A key in bytes.

    Raises:
        click.ClickException: what was given is no key.
    """
    try:
        return backups.backup_key(data_dir, given)
    except backups.UnusableKey as error:
        told = "A backup key has 52 letters and digits, as lopso backup wrote it into DATA_DIR/backup_key."
        raise click.ClickException(told) from error
