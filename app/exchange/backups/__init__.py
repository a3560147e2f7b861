"""Backups: one sealed file with every row, every issued paper (their names alone, where they lie in a bucket), and what
another machine needs to continue.

The command line and the worker call `make`, `read`, `verify` and `restore`. Rows are stored as text, not as database
pages, so that a backup of the embedded database can be restored on PostgreSQL, and the other way round.
"""

from app.exchange.backups.making import FOLDERS as FOLDERS, make as make
from app.exchange.backups.manifest import (
    LaterVersion as LaterVersion,
    Manifest as Manifest,
    Unmatched as Unmatched,
    Unrestorable as Unrestorable,
    in_backup as in_backup,
    in_backup_or_on_disk as in_backup_or_on_disk,
    listed as listed,
    read_on_disk as read_on_disk,
    unmatched as unmatched,
)
from app.exchange.backups.reading import Incomplete as Incomplete, read as read
from app.exchange.backups.restoring import (
    NotEmpty as NotEmpty,
    NotTried as NotTried,
    Verified as Verified,
    remove_left_over as remove_left_over,
    restore as restore,
    verify as verify,
)
from app.exchange.backups.sealing import (
    NotABackup as NotABackup,
    Tampered as Tampered,
    UnusableKey as UnusableKey,
    backup_key as backup_key,
)
