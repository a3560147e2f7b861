"""What the verbs about backups share: the key, the file as it is read, and the warnings about what it lacks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from app.exchange import backups
from app.web.settings import Settings

Read = TypeVar("Read")


def read_key(data_dir: Path, given: str | None) -> bytes:
    """A key in bytes.

    Raises:
        click.ClickException: what was given is no key.
    """
    try:
        return backups.backup_key(data_dir, given)
    except backups.UnusableKey as error:
        message = "A backup key has 52 letters and digits, as lopso backup wrote it into DATA_DIR/backup_key."
        raise click.ClickException(message) from error


def key_of(settings: Settings) -> tuple[bytes, bool]:
    """The key that seals backups here, and whether it was made just now.

    Raises:
        click.ClickException: what was given is no key.
    """
    is_new = settings.backup_key is None and not (settings.data_dir / "backup_key").exists()
    return read_key(settings.data_dir, settings.backup_key), is_new


def named_key(settings: Settings, key_file: Path | None) -> bytes:
    """The key of --key-file, else BACKUP_KEY, else DATA_DIR/backup_key; one that is not there is not made."""
    given = key_file.read_text(encoding="utf-8", errors="replace") if key_file else settings.backup_key
    if given is None and not (settings.data_dir / "backup_key").exists():
        raise click.ClickException("Which key? Name its file with --key-file, or set BACKUP_KEY.")
    return read_key(settings.data_dir, given)


def read_backup(file: Path, read: Callable[[], Read]) -> Read:
    """What reading a backup gives.

    Raises:
        click.ClickException: one sentence about why it is of no use here; of a whole file never that it is not whole.
    """
    try:
        return read()
    except backups.NotABackup as error:
        raise click.ClickException(f"{file} is not a backup of ours.") from error
    except backups.Tampered as error:
        message = f"{file} does not open: another key sealed it, or it was changed or cut off."
        raise click.ClickException(message) from error
    except backups.Incomplete as error:
        raise click.ClickException(f"{file} is not whole: {error} is not as its manifest says.") from error
    except backups.LaterVersion as error:
        raise click.ClickException(f"{file} was made by a later version: update Lớp Số first.") from error
    except backups.Unrestorable as error:
        message = f"{file} is whole, keep it; this version cannot put it back: {error}."
        raise click.ClickException(message) from error


def files_in(manifest: backups.Manifest) -> str:
    """How many files a backup has, and which kind of backup it is."""
    if manifest.with_files:
        return f"{len(manifest.files)} files"
    stay = len(manifest.files) - len(manifest.contained)
    return f"without the bytes of {stay} papers and photos, which stay in the bucket"


def file_warnings(files: backups.Unmatched, where: str = "it") -> Iterator[str]:
    """One sentence about files that rows name and a backup lacks, one about those with other bytes."""
    for names, what in ((files.missing, f"not in {where}"), (files.altered, f"in {where} with other bytes")):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            message = f"{len(names)} of {files.named} papers and photos that rows name are {what}"
            yield f"{message}: {', '.join(names[:3])}{more}."
