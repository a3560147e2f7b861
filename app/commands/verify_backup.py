"""`lopso verify-backup`: read a backup from its first byte to its last and say what it holds."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from app import create_app
from app.commands.backup import read_key
from app.commands.progress import progress_bar
from app.exchange import backups
from app.exchange.backups import Manifest
from app.web.settings import Settings


@click.command("verify-backup", epilog="Example: lopso verify-backup /mnt/usb/lopso.backup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with the key.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as one line of JSON.")
def verify_backup(file: Path, key_file: Path | None, as_json: bool) -> None:
    """Compare each row and file of a backup with its manifest. Exit 1 when it is not whole."""
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        key = named_key(settings, key_file)
        with progress_bar("Reading") as tell:
            manifest = whole(file, lambda: backups.verify(file, key, tell))
    if as_json:
        click.echo(json.dumps(asdict(manifest), sort_keys=True))
    else:
        click.echo(
            f"{file} is whole: made {manifest.made_at}, {manifest.rows} rows in {len(manifest.tables)} tables, "
            f"{len(manifest.files)} files, schema {manifest.revision}."
        )


def named_key(settings: Settings, key_file: Path | None) -> bytes:
    """The key of --key-file, else BACKUP_KEY, else DATA_DIR/backup_key; one that is not there is not made."""
    given = key_file.read_text(encoding="utf-8", errors="replace") if key_file else settings.backup_key
    if given is None and not (settings.data_dir / "backup_key").exists():
        raise click.ClickException("Which key? Name its file with --key-file, or set BACKUP_KEY.")
    return read_key(settings.data_dir, given)


def whole(file: Path, read: Callable[[], Manifest]) -> Manifest:
    """What reading a backup gives.

    Raises:
        click.ClickException: it is not whole, with one sentence about what is wrong.
    """
    try:
        return read()
    except backups.NotABackup as error:
        raise click.ClickException(f"{file} is not a backup of ours.") from error
    except backups.Tampered as error:
        told = f"{file} does not open: another key sealed it, or it was changed or cut off."
        raise click.ClickException(told) from error
    except backups.Incomplete as error:
        raise click.ClickException(f"{file} is not whole: {error.what} is not as its manifest says.") from error
    except ValueError as error:
        raise click.ClickException(f"{file} was {error}: update Lớp Số first.") from error
