"""Contact sheets: the pictures of a room beside each other, each under its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.look.pictures import Picture

GROUND, INK = "#77787a", "#ffffff"
LABEL, GAP = 22, 12
# Per view: how many columns a sheet has, and how wide a picture stands in it, in pixels.
COLUMNS = {"360-light": (9, 216), "360-dark": (9, 216), "1280-light": (4, 486), "768-light": (6, 324)}
TALLEST = 2100  # a sheet's height; a longer page goes on in the next column
LETTERS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")


@dataclass
class Piece:
    """A picture, or as much of it as one column holds."""

    label: str
    image: Image.Image


def pieces(pictures: Iterable[Picture], view: str, width: int) -> list[Piece]:
    """The pictures of a view at the width of a column, the long ones cut to its height."""
    found = []
    for picture in pictures:
        if view not in picture.files:
            continue
        with Image.open(picture.files[view]) as opened:
            small = opened.convert("RGB")
        small = small.resize((width, max(1, round(small.height * width / small.width))), Image.Resampling.LANCZOS)
        most = TALLEST - LABEL - 2 * GAP
        for top in range(0, small.height, most):
            label = picture.label if top == 0 else f"… {picture.label}"
            found.append(Piece(label, small.crop((0, top, width, min(top + most, small.height)))))
    return found


def write_sheets(pictures: list[Picture], room: str, view: str, folder: Path) -> list[Path]:
    """The sheets of a room in one view, `room.view.1.png` and on; as many as the pictures fill."""
    count, width = COLUMNS.get(view, COLUMNS["360-light"])
    columns: list[list[Piece]] = [[]]
    heights = [GAP]
    for piece in pieces((picture for picture in pictures if picture.room == room), view, width):
        needed = LABEL + piece.image.height + GAP
        if heights[-1] + needed > TALLEST and columns[-1]:
            columns.append([])
            heights.append(GAP)
        columns[-1].append(piece)
        heights[-1] += needed
    files = []
    for number, first in enumerate(range(0, len(columns), count), start=1):
        sheet = columns[first : first + count]
        file = folder / f"{room}.{view}.{number}.png"
        _drawn(sheet, width, max(heights[first : first + count])).save(file)
        files.append(file)
    return files


def _drawn(columns: list[list[Piece]], width: int, height: int) -> Image.Image:
    sheet = Image.new("RGB", (GAP + len(columns) * (width + GAP), height), GROUND)
    draw = ImageDraw.Draw(sheet)
    letters = _letters()
    for place, column in enumerate(columns):
        left, top = GAP + place * (width + GAP), GAP
        for piece in column:
            draw.text((left, top), _shortened(piece.label, draw, letters, width), INK, font=letters)
            sheet.paste(piece.image, (left, top + LABEL))
            top += LABEL + piece.image.height + GAP
    return sheet


def _letters() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in LETTERS:
        if Path(name).exists():
            return ImageFont.truetype(name, 13)
    return ImageFont.load_default()


def _shortened(
    label: str, draw: ImageDraw.ImageDraw, letters: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int
) -> str:
    """The end of a label, as much as stands over its picture: addresses differ at their end."""
    if draw.textlength(label, font=letters) <= width:
        return label
    while label and draw.textlength(f"…{label}", font=letters) > width:
        label = label[1:]
    return f"…{label}"
