"""`lopso restore`: put a backup back into an empty place, on either kind of database."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.commands.backup_files import file_warnings, files_in, named_key, read_backup
from app.commands.progress import progress_bar
from app.commands.surroundings import in_store
from app.country import clock
from app.exchange import backups
from app.exchange.backups.manifest import Manifest
from app.exchange.backups.sealing import keep_key
from app.jobs.taken_back import Again, do_again
from app.registers.personal_data.taken_back import NOTE, TakenBack
from app.web.database import outage as room
from app.web.settings import Settings

LACKING = (
    "Those of people who were erased since, and photos that were taken back since, are rightly gone. The others come "
    "from the bucket's copy (docs/operations.md); lopso doctor says what still lacks."
)


@click.command("restore", epilog="Example: DATA_DIR=/srv/lopso/data lopso restore lopso.backup --key-file key.txt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with the key.")
@click.option(
    "--taken-back",
    "notes",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A taken-back.json from the place that was lost; one beside FILE or in DATA_DIR is read by itself.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def restore(file: Path, key_file: Path | None, notes: tuple[Path, ...], as_json: bool) -> None:
    """Put FILE back into an empty DATA_DIR (and the empty database of DATABASE_URL), and bring it up to this version.

    Papers and photos go where FILES_URL says. Those that FILE holds by name alone are looked for there: what lacks is
    told.

    Whoever was erased on request since FILE was made is erased again, and what they agree to no more is taken back.
    Stop the server first. The key comes from --key-file, BACKUP_KEY or DATA_DIR/backup_key.
    """
    with leaving_nothing(Path(os.environ.get("DATA_DIR", "data")).resolve()), create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        key = named_key(settings, key_file)
        taken = taken_back(file, settings.data_dir / NOTE, *notes)
        try:
            with progress_bar("Restoring") as tell:
                manifest = read_backup(file, lambda: backups.restore(settings, file, key, tell))
        except (OSError, SQLAlchemyError) as error:
            if not room.is_lacking(error):
                raise
            place = settings.data_dir if settings.is_sqlite else f"{settings.data_dir} or in the database"
            message = (
                f"There is no room in {place} for what {file} holds; nothing was put back. Make room and try again."
            )
            raise click.ClickException(message) from None
        except backups.NotEmpty as error:
            message = "There is a ward here already. Restore into an empty DATA_DIR (and an empty database)."
            raise click.ClickException(message) from error
        if key_file:
            keep_key(settings.data_dir, key_file.read_text(encoding="utf-8"))
        taken.write(settings.data_dir / NOTE)
        again = do_again(settings, taken)
        lacking = backups.Unmatched() if manifest.with_files else in_store(settings)
    _show(manifest, again, lacking, as_json=as_json)


def _show(manifest: Manifest, again: Again, lacking: backups.Unmatched, *, as_json: bool) -> None:
    if as_json:
        put_back = {"rows": manifest.rows, "files": len(manifest.files), "made_at": manifest.made_at}
        done = {"erased_again": again.erased, "withdrawn_again": again.withdrawn, "still_to_erase": len(again.left)}
        click.echo(json.dumps({**put_back, **done, "with_files": manifest.with_files, "missing": lacking.missing}))
    else:
        click.echo(f"Restored what was backed up {manifest.made_at}: {manifest.rows} rows, {files_in(manifest)}.")
        tell_again(again)
        for line in file_warnings(lacking, "the bucket or folder of papers and photos"):
            click.echo(line, err=True)
        if lacking.missing:
            click.echo(LACKING, err=True)
        if "secret_key" not in manifest.files:
            click.echo("It holds no signing key: set SECRET_KEY to what it was there before anybody signs in.")
        click.echo("Next: script/server, then lopso doctor.")


def taken_back(file: Path, *notes: Path) -> TakenBack:
    """What people took back, by all notes there are: beside the backup, here, and those named.

    Raises:
        click.ClickException: one of them cannot be read.
    """
    taken, now = TakenBack(), clock.now()
    for path in (file.parent / NOTE, *notes):
        try:
            taken = taken.and_also(TakenBack.read(path), now)
        except ValueError as error:
            raise click.ClickException(f"{path} cannot be read; move it away to go on without it.") from error
    return taken


def tell_again(again: Again) -> None:
    """What was done again, and what could not be."""
    if again.erased or again.withdrawn:
        click.echo(f"Since then taken back, and now again: {again.erased} people, {again.withdrawn} consents.")
    for name, why in again.left:
        click.echo(f"Not erased again yet: {name}, {why}. Once that is done, the night erases them.")


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
