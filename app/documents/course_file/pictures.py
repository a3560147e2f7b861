"""Photos for print: as many pixels as the paper shows, and no word beside them."""

import io

from PIL import Image

LONGEST, QUALITY = 1000, 80  # pixels of the longer side: 300 to the inch on a third of a page


def for_print(jpeg: bytes) -> bytes:
    """The picture as a JPEG of at most 1,000 pixels a side. Raises `OSError` for one that cannot be read."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
