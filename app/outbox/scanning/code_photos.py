"""Decodes photos of QR codes for phones that cannot; the photos are never stored."""

from io import BytesIO
from typing import IO

from app.web import photos

# A photo is meant to show one code.
MOST_CODES = 10


def read_codes(stream: IO[bytes]) -> list[str]:
    """The texts of the QR codes on a photo (JPEG, PNG or WebP, at most 20 MB).

    Raises:
        UnusablePhoto: the picture cannot be opened.
    """
    # Imported late: they take five megabytes and are seldom needed.
    import zxingcpp
    from PIL import Image

    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    photo = photos.read(stream)
    with Image.open(BytesIO(photo.jpeg)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=only)
    return [each.text for each in found if each.text][:MOST_CODES]
