"""Draws certificates, A4 or A5 landscape: the frame of a class once, then each person's words upon it.

A class file is drawn once and split: the single files that are issued hold the very same pages, letter for letter.
The same content gives the same file, so that a reprint can be compared with what left the office.
"""

import io
from collections.abc import Callable, Iterator, Sequence

import pikepdf
from flask_babel import gettext as _
from pikepdf import Name

from app.documents.assembling import add_sheet, saved
from app.documents.certificate.address import address
from app.documents.certificate.content import Award, Certificate, Size
from app.documents.certificate.frame import SHEETS, Frame, border, frame
from app.documents.certificate.words import Words, words
from app.documents.faults import PaperFault, Unprintable
from app.documents.stamping import Stamp

__all__ = ["Award", "Certificate", "Size", "draw", "draw_in_batches", "split"]

TITLE = "Giấy chứng nhận"
MOST = 2000  # pages in a file
BATCH = 25  # pages between two reports of progress


def draw(certificates: Sequence[Certificate], size: Size = "A4") -> bytes:
    """All certificates in one PDF, a page each, in the order given; a frame is laid out once for each `Award`.

    Raises `Unprintable` naming the person when a name, number or residence cannot be printed letter for letter,
    `PaperFault` when drawing fails.
    """
    return draw_in_batches(certificates, size, progress=lambda done, total: None)


def draw_in_batches(
    certificates: Sequence[Certificate], size: Size = "A4", *, progress: Callable[[int, int], None]
) -> bytes:
    """The same file as `draw`, calling `progress(done, total)` every 25 pages; what `progress` raises ends the work."""
    if not certificates:
        raise PaperFault("no certificate to draw")
    if len(certificates) > MOST:
        raise Unprintable(_("Mỗi tệp in nhiều nhất %(most)s giấy chứng nhận.", most=MOST))
    sheet = SHEETS[size]
    with pikepdf.new() as pdf:
        stamp = Stamp(pdf, sheet.height)
        ornament = border(pdf, sheet)
        frames: dict[tuple[Award, int], Frame] = {}
        for done, certificate in enumerate(certificates, 1):
            check = address(certificate, sheet)
            award, lines = certificate.award, len(check.lines)
            if (award, lines) not in frames:
                frames[award, lines] = frame(pdf, award, sheet, ornament, stamp.fonts, lines)
            layer = frames[award, lines]
            content = _stamped(stamp, layer, words(certificate, sheet, layer.boxes, check))
            add_sheet(pdf, (sheet.width, sheet.height), layer.resources, content)
            if done % BATCH == 0 or done == len(certificates):
                progress(done, len(certificates))
        stamp.finish()
        return saved(pdf, TITLE)


def _stamped(stamp: Stamp, frame: Frame, words: Words) -> bytes:
    """The operators that write one person's words into the places of the frame."""
    parts = [b"q /Border Do Q\nq /Frame Do Q\n"]
    for line in words.lines:
        parts.append(stamp.line(line.runs, left=line.left, baseline=line.baseline, width=line.width))
    code = frame.boxes["code"]
    parts.append(stamp.code(words.address, left=code.left, top=code.top, side=code.right - code.left))
    return b"".join(parts)


def split(class_pdf: bytes) -> Iterator[bytes]:
    """Each page of a class file as a PDF that stands alone, fonts embedded, in the order of the pages.

    Pages of one frame share all but their content: one file of one page is made for each frame, and its content
    changed from page to page, which is quicker than copying frame and fonts again and again.
    """
    with pikepdf.open(io.BytesIO(class_pdf)) as whole:
        single, shared = None, None
        for page in whole.pages:
            if single is None or page.Resources.objgen != shared:
                single, shared = pikepdf.new(), page.Resources.objgen
                single.pages.append(page)
            else:
                content = page.Contents.read_raw_bytes()
                single.pages[0].Contents = single.make_stream(content, Filter=Name.FlateDecode)
            yield saved(single, TITLE)
