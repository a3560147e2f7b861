"""Photos: whatever a phone sends is kept small, upright and without its place, or refused in words."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app import photos
from app.photos import UnusablePhoto

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
    lies = {turn: key for key, turn in photos._UPRIGHT.items()}
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
        (encoded(picture((5000, 4000)), progressive=True), "to quá"),
        (encoded(picture((4200, 3200)), "WEBP", quality=1), "to quá"),
        (encoded(picture((900, 700)))[:2000], "hỏng"),
        (bomb(900, 700), "hỏng"),
        (b"\xff\xd8\xff\xe0" + b"\0" * (photos.MOST_BYTES + 1), "20 MB"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(given: bytes, said: str) -> None:
    with pytest.raises(UnusablePhoto) as refused:
        read(given)

    assert said in refused.value.message


def test_a_photo_is_named_by_its_hash_and_taken_away_with_its_small_one(tmp_path: Path) -> None:
    kept = read(encoded(picture()))

    name = photos.keep(tmp_path, kept)

    assert (tmp_path / name).read_bytes() == kept.jpeg
    assert kept.sha256 in name
    assert (tmp_path / photos.small_name(name)).read_bytes() == kept.small
    photos.remove(tmp_path, name)
    photos.remove(tmp_path, name)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
