"""`lopso verify-backup`: read a backup from its first byte to its last and say what it holds."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from app import create_app
from app.commands.backup_files import file_warnings, files_in, named_key, read_backup
from app.commands.progress import progress_bar
from app.exchange import backups
from app.web.settings import Settings

NO_SIGNING_KEY = "It holds no signing key: SECRET_KEY was set in the environment. Keep that key beside the backup's."


@click.command("verify-backup", epilog="Example: lopso verify-backup /mnt/usb/lopso.backup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with the key.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as one line of JSON.")
def verify_backup(file: Path, key_file: Path | None, as_json: bool) -> None:
    """Compare each row and file of a backup with its manifest, and put its rows back on trial, into a database under
    DATA_DIR that is thrown away. Exit 1 when it is not whole or could not be restored; files that its rows name and it
    lacks are told."""
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        key = named_key(settings, key_file)
        with progress_bar("Reading") as tell:
            try:
                verified = read_backup(file, lambda: backups.verify(settings, file, key, tell))
            except backups.NotTried as error:
                message = f"{file} is whole; whether it can be restored was not tried: {settings.data_dir} has no room."
                raise click.ClickException(message) from error
    manifest, files, left_out = verified.manifest, verified.files, verified.left_out
    if as_json:
        lacks = {
            "with_files": manifest.with_files,
            "missing": files.missing,
            "altered": files.altered,
            "left_out": left_out,
        }
        click.echo(json.dumps({**asdict(manifest), **lacks}, sort_keys=True))
        return
    click.echo(
        f"{file} is whole and can be restored: made {manifest.made_at}, {manifest.rows} rows in "
        f"{len(manifest.tables)} tables, {files_in(manifest)}, schema {manifest.revision}."
    )
    for line in file_warnings(files):
        click.echo(line, err=True)
    if left_out:
        click.echo(f"Tables that are none of ours are left out when it is restored: {', '.join(left_out)}.")
    if "secret_key" not in manifest.files:
        click.echo(NO_SIGNING_KEY)
