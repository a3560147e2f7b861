"""What the working sheets share: a ruled list under what it is of, punched on the left; upright or turned."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from app.country import formats
from app.documents.fitting import MM_PER_PT, shorten
from app.documents.typefaces import face, legible

PORTRAIT, LANDSCAPE = 179, 265  # mm of text, as components/sheet.css and components/landscape.css have it
UPRIGHT, TURNED = 260.0, 175.0  # mm of a sheet below the head of a table
STYLES = ("components/parts.css", "components/roll.css", "components/sheet.css")


def turned_is_shorter(height: Callable[[float], float], *, around: float) -> bool:
    """Whether a table takes fewer sheets when they are turned: `height` of its rows at a width, and `around`, mm."""
    return _sheets(height, LANDSCAPE, around) < _sheets(height, PORTRAIT, around)


def upright_is_shorter(height: Callable[[float], float], *, around: float) -> bool:
    """Whether it takes fewer sheets when they are upright."""
    return _sheets(height, PORTRAIT, around) < _sheets(height, LANDSCAPE, around)


def _sheets(height: Callable[[float], float], width: int, around: float) -> int:
    return ceil((height(width) + around) / (TURNED if width == LANDSCAPE else UPRIGHT))


# The line in the bottom margin of a working sheet, which says what paper a loose sheet belongs to.
SIZE, PAGE_NUMBER = 9, 16  # pt; mm kept for "Trang 10/12" at the other end of the line


def foot(*parts: str, course: str, width: float, beside: str = "") -> str:
    """The parts with the class after the first, one line of at most `width` mm.

    The class tells sheets apart, so what stands `beside` is left out where there is no room for both; only then does
    the name of the class give way, at its end.
    """
    first, *rest = filter(None, parts)
    italic, em, named = face("Tinos-Italic"), SIZE * MM_PER_PT, legible(course)
    room = (width - PAGE_NUMBER) / em
    text = " · ".join(filter(None, (first, named, beside, *rest)))
    if italic.width(text) <= room:
        return text
    return " · ".join((first, shorten(named, italic, room - italic.width(" · ".join((first, "", *rest)))), *rest))


def printed(at: datetime | None, day: datetime | None = None) -> str:
    """When a paper was printed (aware): "in lúc 11:05", with the day unless it is that of `day`; "" for None."""
    if at is None:
        return ""
    other_day = day is None or formats.date(at) != formats.date(day)
    return f"in lúc {formats.local(at):%H:%M}" + (f" ngày {formats.date(at)}" if other_day else "")
