"""What the working sheets share: a ruled list under what it is of, punched on the left; upright or turned."""

from collections.abc import Callable
from math import ceil

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
