"""Photos of codes, read on the server where a phone cannot: decoded, forgotten, never kept."""

from io import BytesIO
from typing import IO

from app.web import photos

# A photo of one code; a table full of cards is another thing.
MOST_CODES = 10


def read_codes(stream: IO[bytes]) -> list[str]:
    """The texts of the QR codes on a photo (JPEG, PNG or WebP, at most 20 MB), none where there is none.

    Raises:
        UnusablePhoto: it is no picture that can be opened.
    """
    # Five megabytes together, which most days nobody needs.
    import zxingcpp
    from PIL import Image

    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    photo = photos.read(stream)
    with Image.open(BytesIO(photo.jpeg)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=only)
    return [each.text for each in found if each.text][:MOST_CODES]
