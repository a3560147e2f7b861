"""Sealing: a stream in pieces, each encrypted with AES-256-GCM, numbered, the last one marked (the STREAM
construction).

So a changed, moved or missing piece and a truncated file are recognised, and neither a large backup nor a small memory
matters.
"""

import io
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.country import codes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


MAGIC = b"LOPSO BACKUP 1\n"
SALT = 16
PIECE = 1 << 20
TAG = 16


class NotABackup(Exception):
    """The file does not begin like one of our backups."""


class Tampered(Exception):
    """The key is another, or the file was changed or cut off."""


def _cipher(key: bytes, salt: bytes) -> "AESGCM":
    # Seven megabytes, which the web process never needs.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # A key of its own a file: the pieces can then be numbered from nought.
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealingWriter(io.RawIOBase):
    """Takes plain bytes, writes sealed ones. `close` writes the last piece; the file beneath stays open."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT)
        file.write(MAGIC + salt)
        self._file, self._cipher = file, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, plain: object) -> int:
        """Take bytes; complete pieces are written at once."""
        assert isinstance(plain, bytes | bytearray | memoryview)
        self._waiting += plain
        while len(self._waiting) > PIECE:  # the last piece is never empty unless all is
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(plain)

    def close(self) -> None:
        """Write the piece that is marked as the last."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class UnsealingReader(io.RawIOBase):
    """Reads the plain bytes of a sealed file.

    Raises:
        NotABackup: the file begins otherwise.
        Tampered: while reading, where a piece does not open.
    """

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        if file.read(len(MAGIC)) != MAGIC or len(salt := file.read(SALT)) != SALT:
            raise NotABackup
        self._file, self._cipher = file, _cipher(key, salt)
        self._next = file.read(PIECE + TAG)
        self._open, self._number, self._over = b"", 0, False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, fewer only at the end; all the rest for -1."""
        parts, wanted = [], size
        while wanted != 0 and self._fill():
            part = self._open if wanted < 0 else self._open[:wanted]
            self._open = self._open[len(part) :]
            parts.append(part)
            wanted -= len(part) if wanted > 0 else 0
        return b"".join(parts)

    def _fill(self) -> bool:
        from cryptography.exceptions import InvalidTag

        while not self._open and not self._over:
            piece, self._next = self._next, self._file.read(PIECE + TAG)
            self._over = not self._next
            try:
                self._open = self._cipher.decrypt(_nonce(self._number, last=self._over), piece, None)
            except InvalidTag:
                raise Tampered from None
            self._number += 1
        return bool(self._open)


# The key that seals backups: 256 random bits, written in characters that can be copied onto paper.
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
