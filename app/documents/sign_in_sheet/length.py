"""How many empty rows a long sheet to sign has: some fewer, where these alone would begin another page.

Found from the heights of rows, for a second layout of two hundred people would double the time of their sheet.
"""

from collections.abc import Sequence

from app.documents.column_widths import EDGES
from app.documents.fitting import MM_PER_PT
from app.documents.typefaces import face, legible

ROW, TWO_LINES = 8.2, 10.3  # mm of a row of one line, as components/roll.css has it, and of two
FIRST, OTHER, TAIL = 214.0, 260.0, 50.7  # mm of rows on a first page and on others; of totals and signatures
FEW, MOST_FEWER, LEAST = 4, 6, 4  # empty rows that a short sheet gives up at most, and a long one; that stay


def blank_rows(names: Sequence[str], blank: int, width: float) -> int:
    """The empty rows of a sheet of these names in a column of `width` mm, which was to have `blank`."""
    font, em = face("Tinos-Regular"), 12 * MM_PER_PT
    rows = [TWO_LINES if font.rough(legible(name)) * em + EDGES["roll"] > width else ROW for name in names]
    pages = _pages(rows, blank)
    fewer = range(blank - 1, max(blank - MOST_FEWER, LEAST) - 1, -1)
    return next((count for count in fewer if _pages(rows, count) < pages), blank)


def _pages(rows: Sequence[float], blank: int) -> int:
    """How many pages rows, empty ones and what stands below them take, headed by one line of the class."""
    room, used, pages = FIRST, 0.0, 1
    for high in (*rows, *[ROW] * blank):
        if used + high > room:
            room, used, pages = OTHER, 0.0, pages + 1
        used += high
    return pages + (used + TAIL > room)
