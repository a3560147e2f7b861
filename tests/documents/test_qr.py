"""QR codes: one look, one size for addresses of one length, readable."""

import re

import pytest
import zxingcpp
from PIL import Image

from app.documents import qr

ADDRESSES = [
    "https://lopso.example/g/K7M4X0ABCDEF0001",
    "https://binhdanhocvuso.phandinhphung.thainguyen.gov.vn/g/K7M4X0ABCDEF0001",
    "http://127.0.0.1:8000/l/DEM1",
]


def picture(text: str, level: qr.Level = "M") -> Image.Image:
    side, dark = qr.runs(text, level)
    image = Image.new("L", (side + 2 * qr.QUIET,) * 2, 255)
    for column, row, length in dark:
        image.paste(0, (column + qr.QUIET, row + qr.QUIET, column + qr.QUIET + length, row + qr.QUIET + 1))
    return image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("level", ["L", "M"])
def test_a_reader_reads_what_was_written(address: str, level: qr.Level):
    (found,) = zxingcpp.read_barcodes(picture(address, level))
    assert found.text == address
    assert found.ec_level == level


def test_addresses_of_one_length_have_codes_of_one_size():
    sides = {qr.runs(f"https://lopso.example/g/K7M4X0ABCDEF{number:04d}")[0] for number in range(50)}
    assert sides == {29}


def test_all_codes_have_one_mask_so_that_none_is_searched_for_and_reprints_agree():
    found = [
        zxingcpp.read_barcodes(picture(f"https://lopso.example/g/K7M4X0ABCDEF{number:04d}")) for number in range(9)
    ]
    assert {code.extra["DataMask"] for (code,) in found} == {qr.MASK}


def test_the_drawing_is_one_path_inside_its_quiet_zone_and_escapes_its_label():
    drawing = qr.svg('https://lopso.example/?a="<b>', quiet=2)
    side, dark = qr.runs('https://lopso.example/?a="<b>')
    assert f'viewBox="0 0 {side + 4} {side + 4}"' in drawing
    assert drawing.count("<path") == 1
    assert len(re.findall(r"M\d+ \d+\.5h\d+", drawing)) == len(list(dark))
    assert "<b>" not in drawing
    assert drawing.startswith("<svg")
