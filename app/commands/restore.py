"""`lopso restore`: put a backup back into an empty place, on either kind of database."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app

from app import backups, create_app
from app.backups.key import keep_key
from app.commands.progress import progress_bar
from app.commands.verify_backup import named_key, whole
from app.settings import Settings


@click.command("restore", epilog="Example: DATA_DIR=/srv/lopso/data lopso restore lopso.backup --key-file key.txt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with the key.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def restore(file: Path, key_file: Path | None, as_json: bool) -> None:
    """Put FILE back into an empty DATA_DIR (and the empty database of DATABASE_URL), and bring it up to this version.

    Stop the server first. The key comes from --key-file, BACKUP_KEY or DATA_DIR/backup_key.
    """
    with leaving_nothing(Path(os.environ.get("DATA_DIR", "data")).resolve()), create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        key = named_key(settings, key_file)
        try:
            with progress_bar("Restoring") as tell:
                manifest = whole(file, lambda: backups.restore(settings, file, key, tell))
        except backups.NotEmpty as error:
            told = "There is a ward here already. Restore into an empty DATA_DIR (and an empty database)."
            raise click.ClickException(told) from error
        if key_file:
            keep_key(settings.data_dir, key_file.read_text(encoding="utf-8"))
    if as_json:
        click.echo(json.dumps({"rows": manifest.rows, "files": len(manifest.files), "made_at": manifest.made_at}))
    else:
        click.echo(
            f"Restored what was backed up {manifest.made_at}: {manifest.rows} rows, {len(manifest.files)} files. "
            "Next: script/server, then lopso doctor."
        )


@contextmanager
def leaving_nothing(folder: Path) -> Iterator[None]:
    """What fails inside leaves a place as it was, where there was nothing of ours in it before.

    Where a database lies, nothing is touched: a server may be at work on it.
    """
    there = set(folder.iterdir()) if folder.is_dir() else None
    try:
        yield
    except BaseException:
        if there is None:
            shutil.rmtree(folder, ignore_errors=True)
        elif not any(path.name.startswith("lopso.db") for path in there):
            for path in set(folder.iterdir()) - there:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        raise
