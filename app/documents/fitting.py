"""Finds the size and the lines at which a text fits its place, by the fonts' own advances.

WeasyPrint 70 has no `text-wrap: balance`, and a certificate's name is stamped without it: both ask here. Lines break at
plain spaces; what a no-break space holds together stays on one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from app.documents.typefaces import Face

MM_PER_PT = 25.4 / 72
LEADING_ONE, LEADING_MANY = 1.22, 1.15  # line height of one line, and of several, in em
# How wide words run, in em; while one text is broken, each of its words is measured once.
Width = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text in lines, none wider than its place, at a size in pt; `height` of them all in mm."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        """From baseline to baseline, in pt."""
        return self.size * (LEADING_ONE if len(self.lines) == 1 else LEADING_MANY)

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading * MM_PER_PT


def fit(text: str, face: Face, *, width: float, height: float, sizes: Sequence[float], wrap_from: int = 3) -> Fitted:
    """The largest of `sizes` (pt, falling) at which `text` fits `width` × `height` mm.

    The first `wrap_from` sizes are for one line only, since a long name reads better in one smaller line than broken;
    from there it takes as few balanced lines as hold it. A word wider than a line is broken between letters. Raises
    `ValueError` when even the last size does not fit.
    """
    width_per_pt = face.width(text) * MM_PER_PT
    for place, size in enumerate(sizes):
        if width_per_pt * size <= width and size * LEADING_ONE * MM_PER_PT <= height:
            return Fitted(size, (text,))
        if place < wrap_from:
            continue
        room = int(height / (size * LEADING_MANY * MM_PER_PT) + 1e-9)
        if width_per_pt * size > width * room:
            continue
        lines = wrap(text, face, limit=width / (size * MM_PER_PT), most=room)
        if lines:
            return Fitted(size, tuple(lines))
    raise ValueError(f"does not fit {width:g} × {height:g} mm at {sizes[-1]:g} pt: {text[:60]}")


def wrap(text: str, face: Face, *, limit: float, most: int) -> list[str]:
    """`text` in as few balanced lines of at most `limit` em as hold it; none when `most` lines do not."""
    width = cache(face.width)
    lines = _fill(text, width, limit)
    return _balanced(text, width, len(lines), limit) if len(lines) <= most else []


def balance(text: str, face: Face, count: int, limit: float = float("inf")) -> list[str]:
    """`text` broken into at most `count` lines whose longest is as short as can be, and at most `limit` em wide.

    Breaks stand at spaces; only a word that is wider than `limit` is broken inside.
    """
    return _balanced(text, cache(face.width), count, limit)


def _balanced(text: str, width: Width, count: int, limit: float) -> list[str]:
    low = max((wide for wide in map(width, _words(text)) if wide <= limit), default=0.0)
    high = min(width(text) + 1, limit)
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_fill(text, width, middle)) <= count else (middle, high)
    return _fill(text, width, high)


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]


def _fill(text: str, width: Width, limit: float) -> list[str]:
    """Lines filled one after the other; a word wider than a line begins where the line stands and is cut."""
    lines: list[str] = []
    space, used = width(" "), 0.0
    for word in _words(text):
        for place, piece in enumerate(_pieces(word, width, limit)):
            wide, gap = width(piece), "" if place else " "
            if lines and used + (0 if place else space) + wide <= limit:
                lines[-1] += gap + piece
                used += (0 if place else space) + wide
            else:
                lines.append(piece)
                used = wide
    return lines


def _pieces(word: str, width: Width, limit: float) -> list[str]:
    """A word itself when it fits, else cut into pieces of at most `limit` em; marks, which have no width, stay on."""
    if width(word) <= limit:
        return [word]
    pieces, used = [""], 0.0
    for letter in word:
        wide = width(letter)
        if pieces[-1] and used + wide > limit:
            pieces.append("")
            used = 0.0
        pieces[-1] += letter
        used += wide
    return pieces


def shorten(text: str, face: Face, limit: float) -> str:
    """`text`, cut at a word and ended by "…" where it is wider than `limit` em; no dash or comma is left at the cut."""
    if face.width(text) <= limit:
        return text
    words = text.split()
    while words and face.width(_cut(words)) > limit:
        words.pop()
    return _cut(words)


def _cut(words: list[str]) -> str:
    return " ".join(words).rstrip(" –-,;:·(“") + "…"
