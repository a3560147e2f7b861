"""The picture that a chat shows of a class's link: what, when and where, to be read on a phone without opening it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.country import clock, formats
from app.documents.faults import PaperFault
from app.documents.typefaces import FILES, legible

# Draws the picture of a link, 1200 × 630: PNG of at most 30 KB, the letters over a ground that is drawn once
# (ground.svg, by `script/pictures`).
GROUND = Path(__file__).with_name("ground.png")
INK, BRAND, GOLD, WHITE = "#16202a", "#0b4a63", "#ffc629", "#ffffff"
COLOURS = 32
# The words stand from here to the right edge, above the two people from here to their rays.
LEFT, RIGHT, RAYS = 384, 1150, 790
TOP, FOOT = 212, 530
TITLES = ((92, 1), (70, 2), (60, 2), (50, 3), (42, 3))  # sizes, and how many lines of each there is room for
PLACES = (54, 46, 40, 36, 32)
LINE = 1.16  # of a line's size from one to the next
LEAF = (62, 212, 332, 508)


@dataclass(frozen=True, slots=True)
class LinkPicture:
    """What stands on it. `starts_at` (aware) is the first lesson, `lessons` how many there are, `place` is where."""

    ward: str
    course: str
    starts_at: datetime
    lessons: int
    place: str
    seats: int


def draw(picture: LinkPicture) -> bytes:
    """The picture of a class. Raises `PaperFault` when a font is not installed."""
    image, pen = _begun(picture.ward)
    _leaf(pen, picture.starts_at)
    title, below = _title(pen, picture.course)
    lessons = f"học {picture.lessons} buổi" if picture.lessons > 1 else "học một buổi"
    below = _lines(pen, [f"{formats.time(picture.starts_at)}, {lessons}"], 60 if title == 1 else 44, below + 12) + 4
    place, size = _place(picture.place, FOOT - below, 54 if title == 1 else 40)
    _lines(pen, place, size, below)
    _pill(pen, f"Miễn phí, {formats.number(picture.seats)} chỗ")
    return _packed(image)


def draw_general() -> bytes:
    """The picture of what has none of its own: a ward's home, a class before its picture is drawn."""
    image, pen = _begun("Bình dân học vụ số")
    _lines(pen, ["Lớp học miễn phí", "gần nhà bác"], 96, 216, left=62, bold=True)
    _lines(pen, ["Dùng điện thoại, VNeID,", "trả tiền, tránh lừa đảo"], 52, 456, left=62)
    return _packed(image)


def _begun(name: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    with Image.open(GROUND) as ground:
        image = ground.convert("RGB")
    pen = ImageDraw.Draw(image)
    pen.text((184, 62), "Lớp Số", WHITE, _font(42, bold=True), anchor="ls")
    size = next((size for size in (42, 36, 30) if _width(name, size) <= RIGHT - 184), 24)
    pen.text((184, 110), legible(name), WHITE, _font(size), anchor="ls")
    return image, pen


def _leaf(pen: ImageDraw.ImageDraw, moment: datetime) -> None:
    """The leaf of a block calendar."""
    left, top, right, bottom = LEAF
    day, middle = clock.local(moment), (left + right) / 2
    pen.rounded_rectangle(LEAF, 26, WHITE, BRAND, 8)
    pen.rounded_rectangle((left, top, right, top + 76), 26, BRAND, corners=(True, True, False, False))
    pen.text((middle, top + 56), formats.weekday(day), WHITE, _font(46, bold=True), anchor="ms")
    pen.text((middle, top + 208), str(day.day), INK, _font(136, bold=True), anchor="ms")
    pen.text((middle, bottom - 26), f"tháng {day.month}", INK, _font(46), anchor="ms")


def _title(pen: ImageDraw.ImageDraw, course: str) -> tuple[int, float]:
    """The title as large as it fits; of one that fits nowhere what does. How many lines it took, and where they end."""
    text = legible(course)
    for size, most in TITLES:
        lines = _wrapped(text, size, RIGHT - LEFT, bold=True)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return len(lines), _lines(pen, lines, size, TOP, bold=True)


def _place(place: str, height: float, largest: float) -> tuple[list[str], float]:
    """Where it is, as large as it fits left of the two people; of what fits nowhere as much as there is room for."""
    for size in PLACES:
        lines, most = _wrapped(legible(place), size, RAYS - LEFT), int(height / (size * LINE))
        if size <= largest and len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"] if most else []
    return lines, size


def _pill(pen: ImageDraw.ImageDraw, text: str) -> None:
    width = _width(text, 40, bold=True) + 72
    pen.rounded_rectangle((62, 540, 62 + width, 606), 33, GOLD)
    pen.text((62 + width / 2, 587), text, INK, _font(40, bold=True), anchor="ms")


def _lines(
    pen: ImageDraw.ImageDraw, lines: Sequence[str], size: float, top: float, *, left: int = LEFT, bold: bool = False
) -> float:
    """Write lines one under the other; returns where they end."""
    for line in lines:
        pen.text((left, top + 0.9 * size), line, INK, _font(size, bold=bold), anchor="ls")
        top += size * LINE
    return top


def _wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """A text in lines that are no wider, broken between words; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(text: str, size: float, *, bold: bool = False) -> float:
    return float(_font(size, bold=bold).getlength(text))


@cache
def _font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "Arimo-Bold" if bold else "Arimo-Regular"
    if not FILES[name].is_file():
        raise PaperFault(f"font {name} is not installed: run script/setup")
    return ImageFont.truetype(str(FILES[name]), size)


def _packed(image: Image.Image) -> bytes:
    """Few colours: a chat fetches it over the same line as everything else."""
    out = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
