"""Photos: whatever a phone sends is kept small, upright and without its place, or refused in words."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.models.mixins.named_file import small_name
from app.web import photos, pixels
from app.web.photos import UnusablePhoto
from app.web.storage import LocalStore, StoreFolder

ROOT = Path(__file__).resolve().parents[2]
RED, BLUE = (200, 30, 30), (30, 30, 200)
GPS = 0x8825


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    """The refusals are in words."""
    with app.test_request_context():
        yield


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", size, RED)
    made.paste(BLUE, (size[0] // 2, 0, *size))
    return made.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **given: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **given)
    return out.getvalue()


def located(image: Image.Image, orientation: int = 1) -> bytes:
    """As a phone takes it: with the place, the phone's name, and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "Điện Thoại Của Tôi", "Lường Thị Bích Đào"
    exif.get_ifd(GPS).update({1: "N", 2: (21.0, 35.0, 12.0), 3: "E", 4: (105.0, 50.0, 30.0)})
    return encoded(image, exif=exif, comment=b"toa do 21.58")


def read(given: bytes) -> photos.Photo:
    return photos.read(BytesIO(given))


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


def near(colour: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(have - want) < 30 for have, want in zip(colour, wanted, strict=True))


def test_a_photo_is_a_jpeg_of_1600_pixels_and_a_small_one() -> None:
    kept = read(encoded(picture((4000, 3000)), quality=95))

    assert (kept.width, kept.height) == (1600, 1200)
    assert (opened(kept.jpeg).format, opened(kept.jpeg).size) == ("JPEG", (1600, 1200))
    assert opened(kept.small).size == (320, 240)


def test_a_small_picture_is_not_blown_up() -> None:
    assert (read(encoded(picture((200, 100)))).width, read(encoded(picture((200, 100)))).height) == (200, 100)


def test_nothing_but_the_pixels_is_kept() -> None:
    given = located(picture())
    assert b"Exif" in given

    kept = read(given)

    for jpeg in (kept.jpeg, kept.small):
        assert not opened(jpeg).getexif()
        assert {"exif", "comment", "icc_profile", "xmp", "photoshop"}.isdisjoint(opened(jpeg).info)
        for trace in (b"Exif", b"GPS", b"toa do", "Điện Thoại".encode(), b"http://ns.adobe"):
            assert trace not in jpeg


@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_phone_was_held_the_picture_stands_upright(orientation: int) -> None:
    lies = {turn: key for key, turn in pixels.UPRIGHT.items()}
    undo = {
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
    }
    turn = next((each for each, key in lies.items() if key == orientation), None)
    held = picture() if turn is None else picture().transpose(undo.get(turn, turn))

    kept = read(located(held, orientation))

    upright = opened(kept.jpeg)
    assert upright.size == (400, 300)
    assert near(upright.getpixel((40, 150)), RED)
    assert near(upright.getpixel((360, 150)), BLUE)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_png_webp_and_every_kind_of_colour_are_taken(kind: str, mode: str) -> None:
    assert opened(read(encoded(picture(mode=mode), kind)).jpeg).mode == "RGB"


def test_what_is_see_through_stands_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))

    assert near(opened(read(encoded(clear, "PNG")).jpeg).getpixel((20, 20)), (255, 255, 255))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = encoded(picture((20, 20)), "GIF")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "rỗng"),
        (SVG, "không phải ảnh"),
        (GIF, "không phải ảnh"),
        (b"%PDF-1.7 not a picture", "không phải ảnh"),
        (b"<html>", "không phải ảnh"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (bomb(60_000, 60_000), "to quá"),
        (bomb(14_000, 14_000), "to quá"),
        (bomb(5_000, 5_000), "to quá"),
        (lambda: encoded(picture((5000, 4000)), progressive=True), "to quá"),
        (lambda: encoded(picture((4200, 3200)), "WEBP", quality=1), "to quá"),
        (lambda: encoded(picture((900, 700)))[:2000], "hỏng"),
        (bomb(900, 700), "hỏng"),
        (b"\xff\xd8\xff\xe0" + b"\0" * (photos.MOST_BYTES + 1), "20 MB"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(given: bytes | Callable[[], bytes], said: str) -> None:
    with pytest.raises(UnusablePhoto) as refused:
        read(given if isinstance(given, bytes) else given())

    assert said in refused.value.message


def in_scans(width: int, height: int) -> bytes:
    """A JPEG that is not progressive, each of its three colours in a scan of its own: its decoder holds it whole."""
    grey = encoded(Image.new("L", (width, height), 120))
    tables, at = {b"\xdb": b"", b"\xc4": b""}, 2
    while (name := grey[at + 1 : at + 2]) != b"\xda":
        after = at + 2 + int.from_bytes(grey[at + 2 : at + 4], "big")
        if name in tables:
            tables[name] += grey[at:after]
        at = after
    pixels = grey[at + 10 : -2]
    colours = b"".join(bytes([each, 0x11, 0]) for each in (1, 2, 3))
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + colours
    scans = b"".join(b"\xff\xda\0\x08\x01" + bytes([each, 0, 0, 63, 0]) + pixels for each in (1, 2, 3))
    return b"\xff\xd8" + tables[b"\xdb"] + frame + tables[b"\xc4"] + scans + b"\xff\xd9"


def test_a_photo_whose_colours_come_one_after_another_is_refused_where_it_is_large() -> None:
    assert read(in_scans(800, 600)).width == 800
    with pytest.raises(UnusablePhoto) as refused:
        read(in_scans(5000, 4000))
    assert "to quá" in refused.value.message


@pytest.mark.parametrize(
    ("size", "kept"), [((1700, 1600), (1600, 1506)), ((200, 4900), (65, 1600)), ((4900, 3), (1600, 1))]
)
def test_the_longer_side_is_1600_and_the_other_follows(size: tuple[int, int], kept: tuple[int, int]) -> None:
    photo = read(encoded(picture(size)))

    assert (photo.width, photo.height) == kept


LARGE = (8688, 5792)
TAKING = """
import sys
from PIL import Image
held = Image.Exif()
held[0x0112] = 6
Image.new("RGB", (%d, %d), "red").save(sys.argv[1], exif=held)
"""
# The peak of this process alone, in MB: what getrusage tells begins with the peak of whoever started it.
READING = """
import re, sys
from app.web.storage import LocalStore, StoreFolder
from app.web import photos
def peak():
    with open("/proc/self/status") as told:
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", told.read())[1]) // 1024
before = peak()
with open(sys.argv[1], "rb") as taken:
    photo = photos.read(taken)
print(photo.width, photo.height, peak() - before)
assert b"Exif" not in photo.jpeg
"""


def test_a_photo_of_50_megapixels_is_read_at_a_fraction_of_its_size(tmp_path: Path) -> None:
    taken = tmp_path / "large.jpg"
    subprocess.run([sys.executable, "-c", TAKING % LARGE, taken], check=True)

    reading = [sys.executable, "-c", READING, taken]
    told = subprocess.run(reading, cwd=ROOT, check=True, capture_output=True, text=True)

    width, height, megabytes = map(int, told.stdout.split())
    assert (width, height) == (1067, 1600)
    assert megabytes < 150  # whole, it takes some 275


def test_the_same_photo_twice_is_two_files_each_with_its_small_one(tmp_path: Path) -> None:
    kept = read(encoded(picture()))

    names = [photos.keep(StoreFolder(LocalStore(tmp_path), "photos"), kept) for _ in range(2)]

    assert names[0] != names[1]
    for name in names:
        assert (tmp_path / "photos" / name).read_bytes() == kept.jpeg
        assert (tmp_path / "photos" / small_name(name)).read_bytes() == kept.small


def test_what_a_phone_made_small_does_not_grow() -> None:
    out = BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(out, "JPEG", quality=45)

    photo = photos.read(BytesIO(out.getvalue()))

    assert len(photo.jpeg) <= len(out.getvalue())
    assert Image.open(BytesIO(photo.jpeg)).size == (1600, 1200)
