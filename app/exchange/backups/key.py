"""The key that seals backups: 256 random bits, written in characters that can be copied onto paper."""

import os
from contextlib import suppress
from pathlib import Path

from app.country import codes

BITS = 256
LENGTH = 52  # signs of 5 bits


class UnusableKey(Exception):
    """The given text is no backup key."""


def backup_key(data_dir: Path, given: str | None = None) -> bytes:
    """The key in bytes: the given one (BACKUP_KEY or the text of a key file), else DATA_DIR/backup_key, created if
    missing.

    Raises:
        UnusableKey: it is not 52 signs of Crockford base32.
    """
    return _read(given if given is not None else kept_key(data_dir))


def kept_key(data_dir: Path) -> str:
    """The text of the key in DATA_DIR; created once with mode 600, also by two processes at once."""
    path = data_dir / "backup_key"
    if not path.exists():
        keep_key(data_dir, codes.new_code(LENGTH))
    return path.read_text(encoding="ascii").strip()


def keep_key(data_dir: Path, written: str) -> None:
    """Store a key in DATA_DIR, mode 600, unless there is one.

    Raises:
        UnusableKey: it is no key.
    """
    _read(written)
    signs = "".join(codes.read_code(part) for part in written.split())
    path = data_dir / "backup_key"
    beside = path.with_name(f".backup_key.{os.getpid()}.{codes.new_code(4)}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(codes.spoken(signs) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)  # whole or not there, and the first one stays
    finally:
        beside.unlink()


def _read(text: str) -> bytes:
    """The bytes of a written key; groups, lower case and O for 0 are accepted."""
    signs = "".join(codes.read_code(part) for part in text.split())
    if len(signs) != LENGTH:
        raise UnusableKey
    number = 0
    for sign in signs:
        number = number * 32 + codes.ALPHABET.index(sign)
    return (number & ((1 << BITS) - 1)).to_bytes(BITS // 8, "big")
