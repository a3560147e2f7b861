"""The certificate of a class: one frame a class, a name, a number and a QR code a person."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack

import pikepdf
from flask_babel import gettext as _
from pikepdf import Array, Dictionary, Name, OutlineItem, Stream

from app.documents.certificate import tagging
from app.documents.certificate.frame import SHEETS, Award, Certificate, CertificateSize, Frame, Size, border, frame
from app.documents.certificate.words import CertificateLine, Words, address, words
from app.documents.drawn_pages import add_sheet, saved
from app.documents.faults import PaperFault, Unprintable
from app.documents.fitting import MM_PER_PT
from app.documents.rendering import Box
from app.documents.stamping import Stamp
from app.documents.typefaces import legible

__all__ = ["Award", "Certificate", "Size", "draw", "draw_in_batches", "split"]


# Draws certificates, A4 or A5 landscape: the frame of a class once, then each person's words upon it.
#
# A class file is drawn once and split: the single files that are issued hold the very same pages, letter for letter.
# The same content gives the same file, so that a reprint can be compared with what left the office.
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
        titles: list[str] = []
        for done, certificate in enumerate(certificates, 1):
            check = address(certificate, sheet)
            award, lines = certificate.award, len(check.place.lines)
            if (award, lines) not in frames:
                frames[award, lines] = frame(pdf, award, sheet, ornament, stamp.fonts, lines)
            layer = frames[award, lines]
            content = _stamped(stamp, layer, words(certificate, sheet, layer.boxes, check))
            page = add_sheet(pdf, (sheet.width, sheet.height), layer.resources, content)
            page.Annots = Array([pdf.make_indirect(_link(certificate.address, sheet, layer.boxes))])
            titles.append(titled(certificate))
            if done % BATCH == 0 or done == len(certificates):
                progress(done, len(certificates))
        stamp.finish()
        with pdf.open_outline() as outline:
            outline.root.extend(OutlineItem(title, place) for place, title in enumerate(titles))
        return saved(pdf, titles[0] if len(titles) == 1 else f"{TITLE}, {certificates[0].award.course}")


def titled(certificate: Certificate) -> str:
    """What the file of one certificate is called: its number and whose it is."""
    return f"{TITLE} số {certificate.number}, {legible(certificate.name)}"


def _stamped(stamp: Stamp, frame: Frame, words: Words) -> bytes:
    """The operators that write one person's words into the places of the frame."""
    code = frame.boxes["code"]
    parts = [tagging.artifact(b"q /Border Do Q\n"), b"q /Frame Do Q\n"]
    for number, place in enumerate(tagging.PLACES):
        if place == "code":
            drawn = stamp.code(words.address, left=code.left, top=code.top, side=code.right - code.left)
            parts.append(tagging.marked(number, "Figure", drawn))
        else:
            parts.append(tagging.marked(number, "P", _lines(stamp, words.places[place])))
    if words.mark:
        parts.append(tagging.artifact(_lines(stamp, words.mark)))
    return b"".join(parts)


def _lines(stamp: Stamp, lines: Sequence[CertificateLine]) -> bytes:
    return b"".join(stamp.line(line.runs, left=line.left, baseline=line.baseline, width=line.width) for line in lines)


def _link(address: str, sheet: CertificateSize, boxes: Mapping[str, Box]) -> Dictionary:
    """From the code and the printed address to the page of the check."""
    code, spelled = boxes["code"], boxes["spelled"]
    corners = (code.left, sheet.height - max(code.bottom, spelled.bottom), spelled.right, sheet.height - code.top)
    return tagging.link(address, [corner / MM_PER_PT for corner in corners])


def split(class_pdf: bytes) -> Iterator[bytes]:
    """Each page of a class file as a PDF that stands alone, fonts embedded, in the order of the pages, each with the
    title of its bookmark and the structure that a screen reader goes by.

    Pages of one frame share all but their content: one file of one page is made for each frame, and its content
    changed from page to page, which is quicker than copying frame and fonts again and again.
    """
    with pikepdf.open(io.BytesIO(class_pdf)) as class_file:
        single, shared = None, None
        with class_file.open_outline() as outline:
            titles = [item.title for item in outline.root]
        for page, title in zip(class_file.pages, titles, strict=True):
            if single is None or page.Resources.objgen != shared:
                single, shared = pikepdf.new(), page.Resources.objgen
                single.pages.append(page)
                tagging.tag(single)
            else:
                content = page.Contents.read_raw_bytes()
                single.pages[0].Contents = single.make_stream(content, Filter=Name.FlateDecode)
                single.pages[0].Annots[0].A.URI = pikepdf.String(str(page.Annots[0].A.URI))
            tagging.name(single, title)
            yield saved(single, title)


# Single certificates put together into one file to print: the very pages that were issued, nothing drawn anew.
def join(singles: Iterable[bytes], title: str = TITLE) -> bytes:
    """One PDF of the first pages of some, in their order; what pages share (frame, border, fonts) stands once."""
    shared: dict[bytes, pikepdf.Object] = {}
    with ExitStack() as opened, pikepdf.new() as pdf:
        for single in singles:
            source = opened.enter_context(pikepdf.open(io.BytesIO(single)))
            page = source.pages[0]
            page.contents_coalesce()
            key = _digest(page.Resources)
            if key not in shared:
                shared[key] = pdf.copy_foreign(source.make_indirect(page.Resources))
            made = Dictionary(
                Type=Name.Page,
                MediaBox=Array(list(page.mediabox)),
                Resources=shared[key],
                Contents=pdf.make_stream(page.Contents.read_bytes()),
            )
            pdf.pages.append(pikepdf.Page(made))
        return saved(pdf, title)


def _digest(thing: object) -> bytes:
    """A hash of a PDF object with all it refers to; equal things of different files have the same."""
    if isinstance(thing, Stream):
        content = [_digest(Dictionary(dict(thing.stream_dict.items()))), thing.read_raw_bytes()]
    elif isinstance(thing, Dictionary):
        content = [part for key, value in sorted(thing.items()) for part in (key.encode(), _digest(value))]
    elif isinstance(thing, Array):
        content = [_digest(value) for value in thing]
    else:
        content = [repr(thing).encode()]
    return hashlib.sha256(b"\0".join([type(thing).__name__.encode(), *content])).digest()
