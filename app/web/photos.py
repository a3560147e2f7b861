"""Stored photos: upright, no larger than a screen needs, without metadata such as the location."""

import hashlib
from dataclasses import dataclass
from typing import IO
from uuid import uuid4

from flask_babel import gettext as _

from app.models.mixins.named_file import small_name
from app.web.kept_files import keep_all
from app.web.storage import StoreFolder

# The folders of programmes' and tasks' photos below DATA_DIR/photos, beside those of lessons; a picture in two is two
# files.
ENTRIES, TASKS = "entries", "tasks"
MOST_BYTES = 20 * 1024 * 1024
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


class UnusablePhoto(Exception):
    """The file is no photo that can be stored; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Photo:
    """A photo to store: a JPEG without metadata, a small one for lists, width and height in pixels."""

    jpeg: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash of the picture."""
        return hashlib.sha256(self.jpeg).hexdigest()


def read(stream: IO[bytes]) -> Photo:
    """Convert a file (JPEG, PNG or WebP, at most 20 MB) to a photo; only one picture is decoded at a time.

    Raises:
        UnusablePhoto: the file is empty, too large, no picture, of another type, or broken.
    """
    given = stream.read(MOST_BYTES + 1)
    _check_bytes(given)
    from app.web import pixels

    try:
        return Photo(*pixels.shrunk(given))
    except pixels.TooManyPixels as error:
        message = _("Ảnh to quá, máy không mở được. Anh chị chụp lại ở cỡ thường rồi gửi.")
        raise UnusablePhoto(message) from error
    except pixels.NoPicture as error:
        raise UnusablePhoto(_("Tệp này không phải ảnh JPG, PNG hay WebP. Anh chị chọn ảnh chụp từ máy.")) from error
    except pixels.Broken as error:
        message = _("Ảnh này bị hỏng hoặc chưa tải lên hết. Anh chị chọn lại, hoặc chụp ảnh khác.")
        raise UnusablePhoto(message) from error


def keep(folder: StoreFolder, photo: Photo) -> str:
    """Write a photo and its small one into a folder; returns the file's name, which no other file ever has. Call it
    outside any transaction, before the row is written.

    Raises:
        OSError: the disk is full.
    """
    name = f"{fresh_name()}.jpg"
    keep_all(folder, {name: photo.jpeg, small_name(name): photo.small})
    return name


def fresh_name() -> str:
    """A new name below a folder, without its ending; the content's hash stands in the row. A name from the hash would
    be written again with the same picture, and be removed with what waits for removal."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


def _check_bytes(given: bytes) -> None:
    """Refuse empty and too large files."""
    if not given:
        raise UnusablePhoto(_("Tệp này rỗng. Anh chị chọn lại ảnh."))
    if len(given) > MOST_BYTES:
        raise UnusablePhoto(_("Ảnh nặng quá 20 MB. Anh chị chụp lại ở cỡ thường rồi gửi."))
    if given[4:8] == b"ftyp" and given[8:12] in _HEIC:
        raise UnusablePhoto(
            _("Ảnh kiểu HEIC chưa đọc được. Trên iPhone, vào Cài đặt, Camera, Định dạng, chọn Tương thích nhất.")
        )
