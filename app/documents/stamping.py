"""Writes words and QR codes straight onto the pages of a PDF: what differs from page to page of one layout.

Text is shaped by HarfBuzz and written as a composite font (ISO 32000-2, 9.7): a CID for each pair of glyph and
letter, so that what is copied or searched is what was typed, whatever letters share a glyph.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

import pikepdf
from pikepdf import Array, Dictionary, Name

from app.documents import qr
from app.documents.fitting import MM_PER_PT
from app.documents.typefaces import Face, Glyph

Run = tuple[Face, float, str]  # a font, its size in pt, and what to write in it

_HEAD = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
"""


class _Type:
    """One font of a file: which glyphs it was used for, numbered from 1 in the order they came."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face, self.resource = face, resource
        self._numbers: dict[tuple[int, str], int] = {}

    def number(self, glyph: int, text: str) -> int:
        return self._numbers.setdefault((glyph, text), len(self._numbers) + 1)

    def thousandths(self, units: float) -> int:
        return round(units * 1000 / self.face.units)

    def font(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as PDF objects, with the subset of its file that was used."""
        program, places = self.face.subset({glyph for glyph, _ in self._numbers})
        tag = hashlib.sha256(program).digest()[:6]
        name = Name("/" + "".join(chr(65 + byte % 26) for byte in tag) + "+" + self.face.name)
        widths = [self.thousandths(self.face.advance(glyph)) for glyph, _ in self._numbers]
        where = b"\0\0" + b"".join(places[glyph].to_bytes(2) for glyph, _ in self._numbers)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            W=Array([1, Array(widths)]),
            CIDToGIDMap=pdf.make_stream(where),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, name, program)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )

    def _descriptor(self, pdf: pikepdf.Pdf, name: Name, program: bytes) -> Dictionary:
        metrics = self.face.metrics
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4 | (64 if metrics.italic_angle else 0),
            FontBBox=Array(list(metrics.box)),
            ItalicAngle=round(metrics.italic_angle),
            Ascent=metrics.ascent,
            Descent=metrics.descent,
            CapHeight=metrics.cap_height,
            StemV=120 if "Bold" in self.face.name else 80,
            FontFile2=pdf.make_stream(program, Length1=len(program)),
        )

    def _to_unicode(self) -> bytes:
        lines = [
            b"<%04X> <%s>\n" % (number, text.encode("utf-16-be").hex().upper().encode())
            for (_, text), number in self._numbers.items()
        ]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]  # 100 a block at most
        parts = chain.from_iterable((b"%d beginbfchar\n" % len(b), *b, b"endbfchar\n") for b in blocks)
        return _HEAD + b"".join(parts) + b"endcmap CMapName currentdict /CMap defineresource pop end end\n"


class Stamp:
    """What is to be written on the pages of one file, mm from the top left corner of the page.

    Its methods give the operators for a page's content; `finish` puts the fonts they name into `fonts`, which the
    pages' resources refer to.
    """

    def __init__(self, pdf: pikepdf.Pdf, page_height: float) -> None:
        self._pdf, self._height = pdf, page_height
        self._types: dict[str, _Type] = {}
        self.fonts = pdf.make_indirect(Dictionary())

    def line(self, runs: Sequence[Run], *, left: float, baseline: float, width: float = 0.0) -> bytes:
        """One line of text in one or several fonts from `left`, or centred in `width` from there on."""
        shaped = [(self._type(face), size, face.shape(text)) for face, size, text in runs]
        lengths = [size * sum(glyph.advance for glyph in shape) / kind.face.units for kind, size, shape in shaped]
        x, y = left / MM_PER_PT, (self._height - baseline) / MM_PER_PT
        if width:
            x += (width / MM_PER_PT - sum(lengths)) / 2
        shown, drawn = [b"BT 1 0 0 1 %.2f %.2f Tm\n" % (x, y)], []
        for (kind, size, shape), length in zip(shaped, lengths, strict=True):
            letters, marks = _show(kind, size, shape)
            shown.append(letters)
            drawn += [
                b"q %.5f 0 0 %.5f %.3f %.3f cm %s f Q\n" % (*2 * (size / kind.face.units,), x, y, m) for m in marks
            ]
            x += length
        return b"".join([*shown, b"ET\n", *drawn])

    def code(self, text: str, *, left: float, top: float, side: float) -> bytes:
        """A QR code with its quiet zone inside a square of `side` mm: one path of whole runs of modules."""
        modules, dark = qr.runs(text)
        module = side / (modules + 2 * qr.QUIET) / MM_PER_PT
        x, y = left / MM_PER_PT + qr.QUIET * module, (self._height - top) / MM_PER_PT - qr.QUIET * module
        boxes = b"".join(b"%d %d %d 1 re\n" % run for run in ((x, row, length) for x, row, length in dark))
        return b"q %.4f 0 0 %.4f %.2f %.2f cm\n" % (module, -module, x, y) + boxes + b"f Q\n"

    def finish(self) -> None:
        """Writes the fonts that were used into the file; nothing may be stamped after it."""
        for kind in self._types.values():
            self.fonts[kind.resource] = kind.font(self._pdf)

    def _type(self, face: Face) -> _Type:
        kind = self._types.get(face.name)
        if kind is None:
            kind = self._types[face.name] = _Type(face, f"/S{len(self._types)}")
        return kind


def _show(kind: _Type, size: float, shape: Sequence[Glyph]) -> tuple[bytes, list[bytes]]:
    """The text operators of one run, kerned (TJ counts leftward), and the outlines of marks, from its start on.

    A letter stands in the text with the marks it has no composed form for (the breve of ê̆); the mark itself is drawn
    as an outline, since readers take a glyph that goes back over the last one for a new word.
    """
    parts, marks = [f"{kind.resource} {size:g} Tf [".encode()], []
    pen, carried = 0, 0
    for base, *others in _letters(shape):
        before = carried + kind.thousandths(base.shift)
        parts.append(b"%d" % -before if before else b"")
        parts.append(b"<%04x>" % kind.number(base.id, base.text + "".join(other.text for other in others)))
        carried = kind.thousandths(base.advance - base.shift - kind.face.advance(base.id))
        pen += base.advance
        for other in others:
            marks.append(kind.face.outline(other.id, pen + other.shift, other.rise))
            pen += other.advance
            carried += kind.thousandths(other.advance)
    parts.append(b"%d" % -carried if carried else b"")
    return b"".join([*parts, b"]TJ\n"]).replace(b"><", b""), marks  # neighbours in one string


def _letters(shape: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Each letter's glyph, with those of the marks upon it."""
    letter: list[Glyph] = []
    for glyph in shape:
        if letter and glyph.text and not unicodedata.combining(glyph.text[0]):
            yield letter
            letter = []
        letter.append(glyph)
    if letter:
        yield letter
