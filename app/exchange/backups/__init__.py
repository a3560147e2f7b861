"""Backups: one sealed file with every row, every issued paper (their names alone, where they lie in a bucket), and what
another machine needs to continue.

The command line and the worker call `make`, `read`, `verify` and `restore`. Rows are stored as text, not as database
pages, so that a backup of the embedded database can be restored on PostgreSQL, and the other way round.
"""

from app.exchange.backups.key import UnusableKey, backup_key
from app.exchange.backups.making import FOLDERS, make
from app.exchange.backups.manifest import LaterVersion, Manifest, Unrestorable
from app.exchange.backups.named import Unmatched, in_backup, in_backup_or_on_disk, listed, read_on_disk, unmatched
from app.exchange.backups.reading import Incomplete, read
from app.exchange.backups.restoring import NotEmpty, restore
from app.exchange.backups.sealing import NotABackup, Tampered
from app.exchange.backups.verifying import NotTried, Verified, remove_left_over, verify

__all__ = [
    "FOLDERS",
    "Incomplete",
    "LaterVersion",
    "Manifest",
    "NotABackup",
    "NotEmpty",
    "NotTried",
    "Tampered",
    "Unmatched",
    "Unrestorable",
    "UnusableKey",
    "Verified",
    "backup_key",
    "in_backup",
    "in_backup_or_on_disk",
    "listed",
    "make",
    "read",
    "read_on_disk",
    "remove_left_over",
    "restore",
    "unmatched",
    "verify",
]
