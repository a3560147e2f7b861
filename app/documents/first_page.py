"""The first page of a drawn paper as a small picture, for a screen that shows it proudly (docs/decisions/0032)."""

import io

import pypdfium2
from PIL import Image

# What such a page may weigh, and width in pixels and quality tried in this order until one is light enough: ornament is
# what weighs most. The last is taken in any case.
MOST_BYTES = 30 * 1024
TRIES = ((720, 22), (660, 30), (660, 20), (560, 15))


class Unreadable(Exception):
    """These are no bytes of a PDF."""


def picture(pdf: bytes) -> bytes:
    """The page as WebP of at most 30 KB, drawn from the very bytes that were issued.

    Raises:
        Unreadable: there is no page in them.
    """
    image = _rendered(pdf)
    drawn = b""
    for width, quality in TRIES:
        height = round(image.height * width / image.width)
        smaller = image.resize((width, height), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        smaller.save(file, "WEBP", quality=quality, method=4)
        drawn = file.getvalue()
        if len(drawn) <= MOST_BYTES:
            break
    return drawn


def _rendered(pdf: bytes) -> Image.Image:
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            page = document[0]
            return page.render(scale=TRIES[0][0] / page.get_width()).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
