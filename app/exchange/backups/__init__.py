"""Backups: one sealed file with every row, every issued paper and what is needed to go on elsewhere.

`make`, `verify` and `restore` are what the command line and the worker call. Rows are written as text, not as database
pages, so that a backup of the embedded database can be put back on PostgreSQL and the other way round.
"""

from app.exchange.backups.key import UnusableKey, backup_key
from app.exchange.backups.making import make
from app.exchange.backups.manifest import Manifest
from app.exchange.backups.restoring import NotEmpty, restore
from app.exchange.backups.sealing import NotABackup, Tampered
from app.exchange.backups.verifying import Incomplete, verify

__all__ = [
    "Incomplete",
    "Manifest",
    "NotABackup",
    "NotEmpty",
    "Tampered",
    "UnusableKey",
    "backup_key",
    "make",
    "restore",
    "verify",
]
