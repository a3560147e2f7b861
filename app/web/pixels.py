"""Decodes, shrinks, rotates and re-encodes pictures: only the pixels remain. It is imported with the first picture,
because Pillow takes three megabytes, which a web process needs on few days."""

import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil
from typing import Any, NamedTuple

from PIL import Image, ImageFile, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

# The longer side of stored pictures, and of those in lists, in pixels.
LONGEST, SMALL = 1600, 320
QUALITY, SMALL_QUALITY = 82, 70
# Limited by the memory for decoding, 200 MB at most (measured): a camera's JPEG is decoded at a fraction of its size, a
# JPEG in several scans (e.g. progressive) at full size, a WebP twice.
MOST_PIXELS = 120_000_000
MOST_PIXELS_OF = {"PNG": 16_500_000, "IN SCANS": 16_500_000, "WEBP": 12_500_000}
# A JPEG is decoded at no less than this many times the stored size, so that the remaining shrinking looks good.
GAP = 1.5
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
START_OF_SCAN = b"\xda"
# EXIF orientation → the operation that makes the picture upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, struct.error, MemoryError)

# Four threads may receive photos at once; one photo is decoded at a time.
_one_at_a_time = threading.Lock()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class NoPicture(Exception):
    """The bytes are no picture of a supported type."""


class TooManyPixels(Exception):
    """Decoding the picture would take too much memory."""


class Broken(Exception):
    """The picture is damaged or truncated."""


class Shrunk(NamedTuple):
    """A picture and its small one as JPEG, and the width and height of the first in pixels."""

    jpeg: bytes
    small: bytes
    width: int
    height: int


def shrunk(given: bytes) -> Shrunk:
    """The pixels of a JPEG, PNG or WebP, shrunk to the stored size; one picture is decoded at a time.

    Raises:
        NoPicture: the bytes are something else.
        TooManyPixels: the picture is too large to be decoded here.
        Broken: it cannot be decoded completely.
    """
    try:
        with _one_at_a_time, _reject_truncated(), Image.open(BytesIO(given), formats=FORMATS) as image:
            _check_sides(image, given)
            return _shrunk(image, len(given))
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except UnidentifiedImageError as error:
        raise NoPicture from error
    except _BROKEN as error:
        raise Broken from error


@contextmanager
def _reject_truncated() -> Iterator[None]:
    """Refuse truncated pictures, even in a process where WeasyPrint has set Pillow to accept them."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_sides(image: Image.Image, given: bytes) -> None:
    """Refuse a picture that would take too much memory, before decoding it."""
    width, height = image.size
    kind = "IN SCANS" if _in_scans(image, given) else image.format or ""
    if width * height > MOST_PIXELS_OF.get(kind, MOST_PIXELS):
        raise TooManyPixels


def _in_scans(image: Image.Image, given: bytes) -> bool:
    """Whether this is a JPEG that is decoded at full size: progressive, or with colours missing in its first scan."""
    if not isinstance(image, JpegImageFile):
        return False
    at = 2
    while given[at + 1 : at + 2] not in (START_OF_SCAN, b""):
        at += 2 + int.from_bytes(given[at + 2 : at + 4], "big")
    return "progressive" in image.info or given[at + 4 : at + 5] != bytes([image.layers])


def _shrunk(image: Image.Image, came: int) -> Shrunk:
    """Decode, shrink, rotate and re-encode; `came` is the size of the original in bytes."""
    own = _tables(image)
    turn = UPRIGHT.get(_orientation(image))
    # A JPEG is decoded at reduced size (draft) as far as both sides allow: each side gets its own target.
    longest = max(*image.size, LONGEST)
    image.thumbnail((ceil(image.width * LONGEST / longest), ceil(image.height * LONGEST / longest)), reducing_gap=GAP)
    upright = _plain(image)
    if turn is not None:
        upright = upright.transpose(turn)
    small = upright.copy()
    small.thumbnail((SMALL, SMALL))
    jpeg = _jpeg(upright, QUALITY)
    if own and len(jpeg) > came:  # a phone shrank it already: more bytes add no detail
        jpeg = _jpeg(upright, own)
    return Shrunk(jpeg, _jpeg(small, SMALL_QUALITY), *upright.size)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation; upright if unreadable."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The pixels only; transparent ones become white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        plain = Image.new("RGB", seen.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
        return plain
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _tables(image: Image.Image) -> dict[str, Any] | None:
    """The quantisation of a JPEG in colour, as options for Pillow; None for anything else."""
    if not isinstance(image, JpegImageFile) or image.mode != "RGB":
        return None
    sampling = get_sampling(image)
    return {"qtables": image.quantization, "subsampling": sampling} if sampling >= 0 else None


def _jpeg(image: Image.Image, quality: int | dict[str, Any]) -> bytes:
    image.info = {}
    out = BytesIO()
    image.save(out, "JPEG", optimize=True, **({"quality": quality} if isinstance(quality, int) else quality))
    return out.getvalue()
