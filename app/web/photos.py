"""Photos as they are kept: upright, no larger than a screen needs, and without a word of where they were taken."""

import hashlib
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from app.web.kept_files import keep_all

# The longer side of what is kept, and of what lists show, in pixels.
LONGEST, SMALL = 1600, 320
QUALITY, SMALL_QUALITY = 82, 70
# Below DATA_DIR/photos, beside those of lessons: what answers a programme. The same picture in both is two files.
ENTRIES = "entries"
MOST_BYTES = 20 * 1024 * 1024
# By the memory that decoding takes, 200 MB at most (measured): a camera's JPEG is read at a fraction of its size, one
# in several scans (progressive is one kind) whole, a WebP twice.
MOST_PIXELS = 120_000_000
MOST_PIXELS_OF = {"PNG": 16_500_000, "IN SCANS": 16_500_000, "WEBP": 12_500_000}
# A JPEG is read at no less than this many times what is kept, so that shrinking the rest still looks fair.
GAP = 1.5
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
START_OF_SCAN = b"\xda"
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
# How a picture lies, as EXIF counts it, and what sets it upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, struct.error, MemoryError)

# Four threads may be sent photos at once; one at a time is decoded.
_one_at_a_time = threading.Lock()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class UnusablePhoto(Exception):
    """What was chosen is no photo that can be kept; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Photo:
    """A picture to keep: JPEG with nothing beside the pixels, a small one for lists, its sides in pixels."""

    jpeg: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash of the picture, by which its file is named."""
        return hashlib.sha256(self.jpeg).hexdigest()


def read(stream: IO[bytes]) -> Photo:
    """Make a chosen file (JPEG, PNG or WebP, at most 20 MB) a photo to keep; takes one picture's memory at a time.

    Raises:
        UnusablePhoto: it is empty, too large, no picture, of another kind, or broken.
    """
    given = stream.read(MOST_BYTES + 1)
    _check_bytes(given)
    try:
        with _one_at_a_time, _whole_only(), Image.open(BytesIO(given), formats=FORMATS) as image:
            _check_sides(image, given)
            return _made(image)
    except UnusablePhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise UnusablePhoto(_("Tệp này không phải ảnh JPG, PNG hay WebP. Anh chị chọn ảnh chụp từ máy.")) from error
    except _BROKEN as error:
        message = _("Ảnh này bị hỏng hoặc chưa tải lên hết. Anh chị chọn lại, hoặc chụp ảnh khác.")
        raise UnusablePhoto(message) from error


def keep(folder: Path, photo: Photo) -> str:
    """Write a photo and its small one below `folder`; returns the file's name. The same picture twice is one file.

    Raises:
        OSError: there is no room.
    """
    name = f"{photo.sha256[:2]}/{photo.sha256}.jpg"
    keep_all(folder, {name: photo.jpeg, small_name(name): photo.small})
    return name


def small_name(name: str) -> str:
    """The name of the small picture that lies beside one."""
    return f"{name.removesuffix('.jpg')}-small.jpg"


def remove(folder: Path, name: str) -> None:
    """Take a photo and its small one off the disk; one that is gone already stays gone."""
    for each in (name, small_name(name)):
        (folder / each).unlink(missing_ok=True)


def _check_bytes(given: bytes) -> None:
    """Refuse what is not worth opening."""
    if not given:
        raise UnusablePhoto(_("Tệp này rỗng. Anh chị chọn lại ảnh."))
    if len(given) > MOST_BYTES:
        raise UnusablePhoto(_("Ảnh nặng quá 20 MB. Anh chị chụp lại ở cỡ thường rồi gửi."))
    if given[4:8] == b"ftyp" and given[8:12] in _HEIC:
        raise UnusablePhoto(
            _("Ảnh kiểu HEIC chưa đọc được. Trên iPhone, vào Cài đặt, Camera, Định dạng, chọn Tương thích nhất.")
        )


@contextmanager
def _whole_only() -> Iterator[None]:
    """Refuse a picture that was cut off, in a process too where WeasyPrint has told Pillow to take such."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_sides(image: Image.Image, given: bytes) -> None:
    """Refuse what would take too much memory, before a pixel of it is decoded."""
    width, height = image.size
    kind = "IN SCANS" if _in_scans(image, given) else image.format or ""
    if width * height > MOST_PIXELS_OF.get(kind, MOST_PIXELS):
        raise _too_many_pixels()


def _in_scans(image: Image.Image, given: bytes) -> bool:
    """Whether this is a JPEG whose decoder holds it whole: progressive, or its first scan lacks some of its colours."""
    if not isinstance(image, JpegImageFile):
        return False
    at = 2
    while given[at + 1 : at + 2] not in (START_OF_SCAN, b""):
        at += 2 + int.from_bytes(given[at + 2 : at + 4], "big")
    return "progressive" in image.info or given[at + 4 : at + 5] != bytes([image.layers])


def _too_many_pixels() -> UnusablePhoto:
    return UnusablePhoto(_("Ảnh to quá, máy không mở được. Anh chị chụp lại ở cỡ thường rồi gửi."))


def _made(image: Image.Image) -> Photo:
    """Decode, shrink, set upright, and write anew."""
    turn = _UPRIGHT.get(_orientation(image))
    # A JPEG's decoder leaves out what is not needed (draft), as far as both sides allow: each asks for its own share.
    longest = max(*image.size, LONGEST)
    image.thumbnail((ceil(image.width * LONGEST / longest), ceil(image.height * LONGEST / longest)), reducing_gap=GAP)
    upright = _plain(image)
    if turn is not None:
        upright = upright.transpose(turn)
    small = upright.copy()
    small.thumbnail((SMALL, SMALL))
    return Photo(_jpeg(upright, QUALITY), _jpeg(small, SMALL_QUALITY), *upright.size)


def _orientation(image: Image.Image) -> int:
    """How the picture lies; upright where that cannot be read."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they were see-through."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        plain = Image.new("RGB", seen.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
        return plain
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _jpeg(image: Image.Image, quality: int) -> bytes:
    image.info = {}
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
