"""The app's own fonts: what they cover, how wide a text runs, how HarfBuzz sets it.

Tinos has the metrics of Times New Roman (Nghị định 30/2020/NĐ-CP, phụ lục I, mục I.4); Playfair Display is kept for the
title and the name on a certificate, Arimo for what is read from afar. No paper uses a font of the machine.
"""

import struct
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz

from app.documents.faults import PaperFault
from app.names import clean

PACKAGES = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts"
FILES = {
    "Tinos-Regular": PACKAGES / "tinos" / "400Regular" / "Tinos_400Regular.ttf",
    "Tinos-Bold": PACKAGES / "tinos" / "700Bold" / "Tinos_700Bold.ttf",
    "Tinos-Italic": PACKAGES / "tinos" / "400Regular_Italic" / "Tinos_400Regular_Italic.ttf",
    "Arimo-Regular": PACKAGES / "arimo" / "400Regular" / "Arimo_400Regular.ttf",
    "Arimo-Bold": PACKAGES / "arimo" / "700Bold" / "Arimo_700Bold.ttf",
    "PlayfairDisplay-Bold": PACKAGES / "playfair-display" / "700Bold" / "PlayfairDisplay_700Bold.ttf",
}
MISSING = "□"  # in every font above


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

    def missing(self, text: str) -> list[str]:
        """The characters of a text that this font has no glyph for, each once, in order."""
        return [sign for sign in dict.fromkeys(text) if ord(sign) not in self.covered]

    def shape(self, text: str) -> list[Glyph]:
        """Sets a left-to-right text with kerning and marks in place, without ligatures: a letter stays a letter."""
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
        uharfbuzz.shape(self._font, buffer, {"liga": False, "clig": False, "dlig": False})
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        starts = [info.cluster for info in infos]
        ends = [*starts[1:], len(text)]
        return [
            Glyph(info.codepoint, text[start:end], place.x_advance, place.y_offset, place.x_offset)
            for info, place, start, end in zip(infos, positions, starts, ends, strict=True)
        ]

    def width(self, text: str) -> float:
        """How wide a text runs on one line, in em."""
        return sum(glyph.advance for glyph in self.shape(text)) / self.units

    def advance(self, glyph: int) -> int:
        """A glyph's own width, without kerning, in font units."""
        return self._font.get_glyph_h_advance(glyph)

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
    if text.isascii() and text.isprintable():
        return text
    cleaned = clean(text)
    lacking = face("Tinos-Regular").missing(cleaned)
    return cleaned.translate({ord(sign): MISSING for sign in lacking}) if lacking else cleaned
