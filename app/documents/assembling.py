"""PDFs put together of pages that were drawn before: a sheet made of them, and the file."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

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
