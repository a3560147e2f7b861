"""`lopso backup`: one sealed file with everything, made while the product runs, and read back before it counts."""

import json
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.commands import later_tables
from app.commands.backup_files import file_warnings, files_in, key_of, read_backup
from app.commands.progress import progress_bar
from app.country import clock
from app.exchange import backups
from app.web import own_place
from app.web.database import schema
from app.web.settings import Settings

NO_SIGNING_KEY = (
    "SECRET_KEY comes from the environment and is not in this file. Keep it where the backup's key lies: without it "
    "nobody's six digits of the second step open anything after a restore."
)
NOT_TRIED = "It was read back whole; DATA_DIR has no room to put its rows back on trial."
DAMAGED = "The database cannot be read whole, so no backup was made. Run lopso doctor: it says what to do."


@click.command("backup", epilog="Example: lopso backup /mnt/usb/lopso.backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--with-files", is_flag=True, help="With FILES_URL: also the bytes of papers and photos.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def backup(file: Path | None, with_files: bool, as_json: bool) -> None:
    """Back up rows, issued papers, photos and the signing key into FILE (default: a new file in DATA_DIR/backups).

    With FILES_URL papers and photos are in it by name and size; the bucket has a copy of its own, or --with-files.

    It is sealed with the key in DATA_DIR/backup_key or BACKUP_KEY. Keep a copy of that key elsewhere: without it the
    file is of no use to anybody, and neither to you. It counts once its rows were put back on trial, into a database
    that is thrown away. Files that rows name and that are not there are told; so is a SECRET_KEY from the environment,
    which is not in it.
    """
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        _check_tables()
        key, is_new = key_of(settings)
        target = file or settings.backups_dir / f"lopso-{clock.local(clock.now()):%Y%m%d-%H%M%S}.backup"
        verified = _make(settings, target, key, with_files)
        # A command that lacks the server's SECRET_KEY makes a file of another one: that one is of no use.
        holds_key = settings.has_own_secret_key and own_place.belongs() is not False
    manifest = verified.manifest
    if as_json:
        outcome = {
            "file": str(target),
            "rows": manifest.rows,
            "files": len(manifest.files),
            "with_files": manifest.with_files,
            "made_at": manifest.made_at,
        }
        lacks = {"missing": verified.files.missing, "altered": verified.files.altered, "signing_key": holds_key}
        click.echo(json.dumps({**outcome, **lacks}))
        return
    click.echo(f"{target}: {manifest.rows} rows, {files_in(manifest)}, read back whole.")
    for line in file_warnings(verified.files):
        click.echo(line, err=True)
    if not holds_key:
        click.echo(NO_SIGNING_KEY)
    if is_new:
        click.echo(
            f"Its key was made: copy {settings.data_dir / 'backup_key'} to a place that does not burn with this."
        )


def _make(settings: Settings, target: Path, key: bytes, with_files: bool) -> backups.Verified:
    """Write the file and read it back."""
    try:
        with progress_bar("Backing up") as tell:
            made = backups.make(settings, target, key, tell, with_files=with_files)
        with progress_bar("Reading back") as tell:
            return read_backup(target, lambda: backups.verify(settings, target, key, tell))
    except backups.NotTried:
        click.echo(NOT_TRIED, err=True)
        return backups.Verified(made, backups.Unmatched())
    except backups.Unrestorable as error:
        raise click.ClickException(f"No backup was made: {error}. Run lopso doctor.") from error
    except DatabaseError as error:
        raise click.ClickException(DAMAGED) from error
    except OSError as error:
        raise click.ClickException(f"{target} could not be written: {error.strerror or error}.") from error


def _check_tables() -> None:
    try:
        standing = schema.standing()
    except DatabaseError as error:
        raise click.ClickException(DAMAGED) from error
    if standing is None:
        raise click.ClickException("There is nothing to back up: the database is empty.")
    if not schema.knows(standing):
        raise later_tables.refuse(standing, schema.head())
