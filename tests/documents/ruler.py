"""Measures a printed paper: sheets, margins, type, tables, fonts, text and codes, as a person with a ruler would.

Lengths are mm from the top left corner, sizes pt. Text is judged as `pdftotext` finds it and as the page shows it.
"""

import io
import re
import subprocess
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import pdfplumber
import pikepdf
import zxingcpp
from pdfminer.layout import LTChar, LTContainer
from pdfplumber.page import Page
from PIL import Image

MM = 25.4 / 72  # mm in a pt
SHEETS = {"A5": (148, 210), "A4": (210, 297), "A3": (297, 420)}
# Letters of a line that fills most of its column, and by how many columns of text a first line is indented.
LONG, INDENT = 60, 9
FAMILIES = ("Tinos", "Arimo", "PlayfairDisplay")


@dataclass(frozen=True)
class Line:
    """Letters on one baseline that stand together."""

    text: str
    size: float
    font: str
    left: float
    right: float
    top: float
    baseline: float


@dataclass(frozen=True)
class Table:
    """A ruled table of a page: its header and body as text, the heights of its body rows."""

    header: tuple[str, ...]
    rows: list[list[str]]
    heights: list[float]


@dataclass
class Sheet:
    """One page."""

    page: Page

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines from top to bottom. Read when they are asked for: few tests look at each page."""
        return sorted(_lines(self.page), key=lambda line: (round(line.baseline), line.left))

    @property
    def size(self) -> str:
        """ "A4 portrait", or the millimetres where no size of paper fits within half of one."""
        width, height = float(self.page.width) * MM, float(self.page.height) * MM
        for name, (short, long) in SHEETS.items():
            if abs(min(width, height) - short) < 0.5 and abs(max(width, height) - long) < 0.5:
                return f"{name} {'portrait' if width < height else 'landscape'}"
        return f"{width:.1f} × {height:.1f} mm"

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def line(self, start: str) -> Line:
        """The first line that begins so."""
        found = [line for line in self.lines if line.text.startswith(start)]
        assert found, f"no line begins with {start!r} on:\n{self.text}"
        return found[0]

    def margins(self, *, above: float = 0.0, below: float = 1e9) -> dict[str, float]:
        """From the sheet's edges to the ink of text and rules between the heights `above` and `below`."""
        width, height = float(self.page.width) * MM, float(self.page.height) * MM
        inside = [line for line in self.lines if above <= line.baseline <= below]
        rules = [rule for rule in self.rules if above <= rule["top"] * MM <= below]
        lefts = [line.left for line in inside] + [rule["x0"] * MM for rule in rules]
        rights = [line.right for line in inside] + [rule["x1"] * MM for rule in rules]
        tops = [line.baseline - 0.7 * line.size * MM for line in inside]
        bottoms = [line.baseline for line in inside] + [rule["bottom"] * MM for rule in rules]
        return {"left": min(lefts), "right": width - max(rights), "top": min(tops), "bottom": height - max(bottoms)}

    @cached_property
    def rules(self) -> list[dict[str, float]]:
        """What is drawn thin, straight across or down, in pt."""
        return [rule for rule in self.page.lines + self.page.rects if min(rule["width"], rule["height"]) < 1.3]

    @cached_property
    def tables(self) -> list[Table]:
        """Its ruled tables of four columns and more; a QR code is no table."""
        thin = self.page.filter(lambda o: o["object_type"] == "char" or min(o["width"], o["height"]) < 1.3)
        return [_table(found) for found in thin.find_tables() if max(map(_columns, found.rows)) >= 4]

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of lines whose letters run into each other, by more than a fifth of the smaller one's height."""
        found, tallest = [], max((line.size for line in self.lines), default=0.0) * MM
        for place, one in enumerate(self.lines):
            for other in self.lines[place + 1 :]:
                if other.baseline - one.baseline > tallest + 1:  # so do all below it: they stand from top to bottom
                    break
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.baseline, other.baseline) - max(_x_height_top(one), _x_height_top(other))
                if across > 0.3 and down > 0.2 * min(one.size, other.size) * MM:
                    found.append((one.text, other.text))
        return found


@dataclass
class Paper:
    """A PDF under the ruler."""

    pdf: bytes
    _texts: dict[tuple[int, bool], str] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Its pages, without their ornaments: to read those takes ten times as long as to draw the paper."""
        bare, read = pikepdf.open(io.BytesIO(self.pdf)), io.BytesIO()
        for thing in bare.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form" and not _has_letters(thing):
                thing.write(b"")
        bare.save(read, object_stream_mode=pikepdf.ObjectStreamMode.disable)  # the slowest of all to take apart
        return [Sheet(page) for page in pdfplumber.open(read).pages]

    @cached_property
    def ornate(self) -> list[Page]:
        """Its pages with all that is drawn on them."""
        return pdfplumber.open(io.BytesIO(self.pdf)).pages

    @cached_property
    def opened(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.pdf))

    @cached_property
    def things(self) -> list[pikepdf.Object]:
        """Every dictionary in the file, those of its streams and those written inside another too."""
        return [found for thing in (self.opened.trailer, *self.opened.objects) for found in _dictionaries(thing)]

    def text(self, page: int = 0, layout: bool = True) -> str:
        """What pdftotext reads on a page, counted from 1; 0 is the whole file."""
        if (page, layout) not in self._texts:
            self._texts[page, layout] = self._read_text(page, layout)
        return self._texts[page, layout]

    def _read_text(self, page: int, layout: bool) -> str:
        pages = ["-f", str(page), "-l", str(page)] if page else []
        options = ["-layout"] if layout else []
        command = ["pdftotext", "-enc", "UTF-8", *options, *pages, "-", "-"]
        return subprocess.run(command, input=self.pdf, capture_output=True, check=True).stdout.decode()

    def words(self, page: int = 0, layout: bool = True) -> str:
        """The same with all white space single."""
        return " ".join(self.text(page, layout).split())

    def broken_lines(self) -> list[str]:
        """Lines of a word or two within a sentence, though the next one is long: where one breaks too early. Cells of
        tables stand apart, so a line with a wide gap is none of a paragraph."""
        found = []
        for page in self.text().split("\f"):
            lines = [line for line in page.splitlines() if line.strip()]
            for line, after in pairwise(lines):
                words, rest = line.strip(), after.strip()
                starts = len(line) - len(line.lstrip()) - (len(after) - len(after.lstrip()))
                within = (
                    words[0].isalpha()
                    and not words.isupper()
                    and words[-1] not in ".:;,!?)/"
                    and "   " not in f"{words} {rest}"
                )
                if len(words.split()) <= 2 and len(rest) >= LONG and -2 <= starts <= INDENT and within:
                    found.append(f"{words} ⏎ {rest}")
        return found

    @cached_property
    def fonts(self) -> dict[str, Mapping[str, bool]]:
        """Each font's name without its subset tag: is it inside, subset, and readable."""
        found: dict[str, Mapping[str, bool]] = {}
        for font in self.things:
            if font.get("/Subtype") != "/Type0":
                continue
            name = str(font.BaseFont)[1:]
            found[name] = {
                "embedded": "/FontFile2" in font.DescendantFonts[0].FontDescriptor,
                "subset": re.match(r"[A-Z]{6}\+", name) is not None,
                "readable": "/ToUnicode" in font,
                "ours": name[7:].replace("-", "").startswith(FAMILIES),
            }
        return found

    def codes(self, page: int = 1, dpi: int = 110) -> list[str]:
        """What a phone reads from the codes on a page."""
        command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", "-singlefile", "-"]
        picture = subprocess.run(command, input=self.pdf, capture_output=True, check=True).stdout
        with Image.open(io.BytesIO(picture)) as image:
            return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]

    @cached_property
    def marks(self) -> set[str]:
        """Every key of every dictionary in the file, and each type and action named in it."""
        keys = {str(key) for thing in self.things for key, _ in thing.items()}
        return keys | {str(thing.get(key)) for thing in self.things for key in ("/S", "/Type", "/Subtype")}


def assert_sound(pdf: bytes, links: Collection[str] = ()) -> Paper:
    """What holds for every paper: our fonts, inside, subset, readable; composed letters; nothing that acts but links to
    where it says."""
    paper = Paper(pdf)
    assert paper.fonts
    for name, facts in paper.fonts.items():
        assert all(facts.values()), f"{name}: {dict(facts)}"
    text = paper.text()
    assert text == unicodedata.normalize("NFC", text)
    acting = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/OpenAction", "/AA"}
    assert not acting & paper.marks
    assert {str(thing["/URI"]) for thing in paper.things if "/URI" in thing} == set(links)
    assert not any(font.get("/Subtype") in {"/Type1", "/Type3", "/TrueType"} for font in paper.things)
    return paper


def _has_letters(form: pikepdf.Object) -> bool:
    inside = form.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    return re.search(rb"\bBT\b", form.read_bytes()) is not None or any(
        part.get("/Subtype") == "/Form" and _has_letters(part) for _, part in inside.items()
    )


def _dictionaries(thing: object) -> Iterator[pikepdf.Object]:
    if isinstance(thing, pikepdf.Array):
        parts = list(thing.as_list())
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        parts = [value for _, value in thing.items()]
    else:
        parts = []
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part)


def _lines(page: Page) -> Iterator[Line]:
    rows = defaultdict(list)
    for letter in _letters(page.layout):
        rows[round(letter.matrix[5] * 2) / 2].append(letter)
    for letters in rows.values():
        letters.sort(key=lambda letter: letter.x0)
        together = [letters[0]]
        for letter in letters[1:]:
            if letter.x0 - together[-1].x1 > 0.9 * letter.size:
                yield from _line(page, together)
                together = []
            together.append(letter)
        yield from _line(page, together)


def _letters(inside: LTContainer) -> Iterator[LTChar]:
    """As they were read: pdfplumber makes a dictionary of each, which takes half as long again."""
    for thing in inside:
        if isinstance(thing, LTChar):
            yield thing
        elif isinstance(thing, LTContainer):
            yield from _letters(thing)


def _line(page: Page, letters: list[LTChar]) -> Iterator[Line]:
    ink = [letter for letter in letters if letter.get_text().strip() and letter.get_text() != "\u200b"]
    if ink:
        yield Line(
            text=" ".join("".join(letter.get_text() for letter in letters).replace("\u200b", "").split()),
            size=Counter(round(letter.size, 1) for letter in ink).most_common(1)[0][0],
            font=Counter(letter.fontname.partition("+")[2] for letter in ink).most_common(1)[0][0],
            left=min(letter.x0 for letter in ink) * MM,
            right=max(letter.x1 for letter in ink) * MM,
            top=(float(page.height) - max(letter.y1 for letter in ink)) * MM,
            baseline=(float(page.height) - ink[0].matrix[5]) * MM,
        )


def _x_height_top(line: Line) -> float:
    return line.baseline - 0.5 * line.size * MM


def _columns(row: object) -> int:
    return len([cell for cell in row.cells if cell])


def _table(found: object) -> Table:
    written = [[" ".join((cell or "").split()) for cell in row] for row in found.extract()]
    heights = [(row.bbox[3] - row.bbox[1]) * MM for row in found.rows]
    return Table(tuple(written[0]), written[1:], heights[1:])
