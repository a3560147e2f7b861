"""Pages of papers that were drawn before: put together to a sheet or a file; the first as a small picture, for a
screen that shows it proudly (docs/decisions/0032)."""

import io

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image

from app.documents.fitting import MM_PER_PT

A4 = (210.0, 297.0)  # mm


def add_sheet(pdf: pikepdf.Pdf, size: tuple[float, float], resources: pikepdf.Object, drawing: bytes) -> pikepdf.Page:
    """Add a page of `size` (width and height in mm) on which the operators of `drawing` write; returns it."""
    width, height = (round(side / MM_PER_PT, 3) for side in size)
    sheet = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, width, height]), Resources=resources, Contents=pdf.make_stream(drawing)
    )
    pdf.pages.append(pikepdf.Page(sheet))
    return pdf.pages[-1]


def saved(pdf: pikepdf.Pdf, title: str) -> bytes:
    """The file, in Vietnamese and with its title in the window: same content, same bytes."""
    pdf.Root.Lang = pikepdf.String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = title
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


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
