"""The app's own fonts: what they cover, how wide a text runs, how HarfBuzz sets it.

Tinos has the metrics of Times New Roman (Nghị định 30/2020/NĐ-CP, phụ lục I, mục I.4); Playfair Display is kept for the
title and the name on a certificate, Arimo for what is read from afar. No paper uses a font of the machine.
"""

import re
import struct
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import uharfbuzz

from app.country.names import clean
from app.documents.faults import PaperFault

PACKAGES = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts"
FILES = {
    "Tinos-Regular": PACKAGES / "tinos" / "400Regular" / "Tinos_400Regular.ttf",
    "Tinos-Bold": PACKAGES / "tinos" / "700Bold" / "Tinos_700Bold.ttf",
    "Tinos-Italic": PACKAGES / "tinos" / "400Regular_Italic" / "Tinos_400Regular_Italic.ttf",
    "Tinos-BoldItalic": PACKAGES / "tinos" / "700Bold_Italic" / "Tinos_700Bold_Italic.ttf",
    "Arimo-Regular": PACKAGES / "arimo" / "400Regular" / "Arimo_400Regular.ttf",
    "Arimo-Bold": PACKAGES / "arimo" / "700Bold" / "Arimo_700Bold.ttf",
    "PlayfairDisplay-Bold": PACKAGES / "playfair-display" / "700Bold" / "PlayfairDisplay_700Bold.ttf",
}
# Words of composed Vietnamese letters with single spaces between: clean, and in every font above. Most cells are such.
_SIGNS = "[!-_a-~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–“”·…]+"
_USUAL = re.compile(f"{_SIGNS}(?: {_SIGNS})*")
Point = tuple[float, float]
MISSING = "□"  # in every font above
RIGHT_TO_LEFT = range(0x0590, 0x0900)  # Hebrew, Arabic and their kin


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a shaped text, lengths in font units. `text` is what it stands for, "" when a neighbour says it."""

    id: int
    text: str
    advance: int
    rise: int
    shift: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a PDF font descriptor tells of a font, lengths in thousandths of an em, the angle in degrees."""

    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float


class _Outline:
    """Takes down a glyph as HarfBuzz draws it, moved by `x` and `y`; a quadratic curve becomes the same cubic."""

    def __init__(self, x: int, y: int) -> None:
        self._x, self._y = x, y
        self._at = (0.0, 0.0)
        self.operators: list[str] = []

    def go(self, operator: str, *points: Point) -> None:
        self._at = points[-1]
        self.operators += [f"{x + self._x:g} {y + self._y:g}" for x, y in points]
        self.operators.append(operator)

    def bend(self, control: Point, end: Point) -> None:
        (x, y), (start_x, start_y), (end_x, end_y) = control, self._at, end
        first = (start_x + (x - start_x) * 2 / 3, start_y + (y - start_y) * 2 / 3)
        self.go("c", first, (end_x + (x - end_x) * 2 / 3, end_y + (y - end_y) * 2 / 3), end)


@cache
def _drawing() -> uharfbuzz.DrawFuncs:
    """What HarfBuzz calls for each stroke of an outline."""
    strokes = uharfbuzz.DrawFuncs()
    strokes.set_move_to_func(lambda x, y, outline: outline.go("m", (x, y)))
    strokes.set_line_to_func(lambda x, y, outline: outline.go("l", (x, y)))
    strokes.set_quadratic_to_func(lambda cx, cy, x, y, outline: outline.bend((cx, cy), (x, y)))
    strokes.set_close_path_func(lambda outline: outline.operators.append("h"))
    return strokes


class Face:
    """One font file, read once per process."""

    def __init__(self, name: str) -> None:
        if not FILES[name].is_file():
            raise PaperFault(f"font {name} is not installed: run script/setup")
        self.name = name
        self.hb_face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FILES[name])))
        self._font = uharfbuzz.Font(self.hb_face)
        self.units = self.hb_face.upem
        self.covered = frozenset(self.hb_face.unicodes)
        self._advances: dict[str, int] = {}

    def missing(self, text: str) -> list[str]:
        """The characters of a text that this font has no glyph for, each once, in order."""
        return [sign for sign in dict.fromkeys(text) if ord(sign) not in self.covered]

    def shape(self, text: str) -> list[Glyph]:
        """Sets a left-to-right text with kerning and marks in place, without ligatures: a letter stays a letter."""
        if not text:
            return []
        buffer = self._shaped(text)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        starts = [info.cluster for info in infos]
        ends = dict(pairwise([*dict.fromkeys(starts), len(text)]))
        return [
            Glyph(info.codepoint, text[start : ends.pop(start, start)], place.x_advance, place.y_offset, place.x_offset)
            for info, place, start in zip(infos, positions, starts, strict=True)
        ]

    def width(self, text: str) -> float:
        """How wide a text runs on one line, in em."""
        return sum(place.x_advance for place in self._shaped(text).glyph_positions) / self.units if text else 0.0

    def _shaped(self, text: str) -> uharfbuzz.Buffer:
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
        uharfbuzz.shape(self._font, buffer, {"liga": False, "clig": False, "dlig": False})
        return buffer

    def rough(self, text: str) -> float:
        """The same without kerning, many times as quick: for columns, which are measured cell by cell."""
        return sum(map(self._nominal, text)) / self.units

    def _nominal(self, sign: str) -> int:
        known = self._advances.get(sign)
        if known is None:
            glyph = self._font.get_nominal_glyph(ord(sign))
            known = self._advances[sign] = self.advance(glyph) if glyph else 0
        return known

    def advance(self, glyph: int) -> int:
        """A glyph's own width, without kerning, in font units."""
        return self._font.get_glyph_h_advance(glyph)

    def outline(self, glyph: int, x: int, y: int) -> bytes:
        """A glyph's outline as PDF path operators in font units, moved by `x` and `y`."""
        outline = _Outline(x, y)
        self._font.draw_glyph(glyph, _drawing(), outline)
        return " ".join(outline.operators).encode()

    def subset(self, glyphs: set[int]) -> tuple[bytes, dict[int, int]]:
        """A TrueType file of these glyphs alone, and where each old glyph id went."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = (
            uharfbuzz.SubsetFlags.NO_HINTING
            | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
            | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        )
        wanted.glyph_set.update(glyphs)
        wanted.drop_table_tag_set.update(
            int.from_bytes(tag) for tag in (b"GSUB", b"GPOS", b"GDEF", b"name", b"OS/2", b"cmap", b"post")
        )
        plan = uharfbuzz.SubsetPlan(self.hb_face, wanted)
        return plan.execute().blob.data, dict(plan.old_to_new_glyph_mapping)

    @cached_property
    def metrics(self) -> Metrics:
        """Read from the tables `head`, `hhea`, `OS/2` and `post` (OpenType 1.9)."""
        table = self.hb_face.reference_table

        def signed(tag: str, offset: int, count: int = 1) -> list[int]:
            units = struct.unpack_from(f">{count}h", table(tag).data, offset)
            return [round(unit * 1000 / self.units) for unit in units]

        left, bottom, right, top = signed("head", 36, 4)
        (angle,) = struct.unpack_from(">i", table("post").data, 4)
        ascent, descent = signed("hhea", 4, 2)
        return Metrics(ascent, descent, signed("OS/2", 88)[0], (left, bottom, right, top), angle / 65536)


@cache
def face(name: str) -> Face:
    """The font of this name in `FILES`. Raises `PaperFault` when its file is not there."""
    return Face(name)


def legible(text: str) -> str:
    """Cleaned text in which a sign that our fonts lack (an emoji) stands as □: a list must print on the day."""
    if (text.isascii() and text.isprintable()) or _USUAL.fullmatch(text):
        return text
    cleaned = clean(text)
    lacking = face("Tinos-Regular").missing(cleaned)
    return cleaned.translate({ord(sign): MISSING for sign in lacking}) if lacking else cleaned


def unprintable(text: str) -> list[str]:
    """The signs of a cleaned text that cannot be set letter for letter, each once: none in our fonts, right to left."""
    if text.isascii() and text.isprintable():
        return []
    lacking = face("Tinos-Regular").missing(text)
    return lacking + [sign for sign in dict.fromkeys(text) if ord(sign) in RIGHT_TO_LEFT and sign not in lacking]
