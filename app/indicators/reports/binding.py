"""Figures inside the sentences of a report: stored by name, told as they are now, typed over beside what rows say.

In a stored text a figure stands as ⟦key⟧, or ⟦key|what somebody typed over it⟧; in the box in which it is written as
«69,85%». What came back from the box is matched with what stood there when it was opened: the same words are the same
figure, other words in its place are typed over it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.country import formats
from app.country.figures import unknown
from app.indicators.reports.lines import Figure

_STORED = re.compile("⟦([^⟦⟧|]+)(?:\\|([^⟦⟧|]*))?⟧")
_WRITTEN = re.compile("«([^«»]*)»")
_SIGNS = str.maketrans("", "", "⟦⟧|")


@dataclass(frozen=True)
class Bound:
    """A figure in a text: what is told of it now, and what was typed over it ("": nothing)."""

    key: str
    told: str
    typed: str = ""
    figure: Figure | None = None

    @property
    def shown(self) -> str:
        """What stands in the sentence."""
        return self.typed or self.told

    @property
    def difference(self) -> str:
        """By how much what was typed differs, where both are numbers."""
        ours, theirs = _number(self.told), _number(self.typed)
        if not self.typed or ours is None or theirs is None or ours == theirs:
            return ""
        return formats.number(abs(round(theirs - ours, 2)))

    @property
    def stored(self) -> str:
        """As the text keeps it."""
        return f"⟦{self.key}|{self.typed}⟧" if self.typed else f"⟦{self.key}⟧"


def named(key: str) -> str:
    """A figure, as a stored text names it."""
    return f"⟦{key}⟧"


def keys_in(texts: Iterable[str]) -> set[str]:
    """The figures that stand in some stored texts, by key."""
    return {match[1] for text in texts for match in _STORED.finditer(text)}


def parts(text: str, figures: Mapping[str, Figure]) -> list[str | Bound]:
    """A stored text in its pieces: words, and figures as they are now."""
    found: list[str | Bound] = []
    end = 0
    for match in _STORED.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        figure = figures.get(match[1])
        found.append(Bound(match[1], figure.told if figure else unknown(), match[2] or "", figure))
        end = match.end()
    return [*found, text[end:]] if text[end:] else found


def printed(text: str, figures: Mapping[str, Figure]) -> str:
    """A stored text as paper says it: of what was typed over a figure, both."""
    return "".join(each if isinstance(each, str) else _printed(each) for each in parts(text, figures))


def _printed(each: Bound) -> str:
    return f"{each.typed} (sổ ghi {each.told})" if each.typed and each.typed != each.told else each.told


def for_writing(text: str, figures: Mapping[str, Figure]) -> str:
    """A stored text as it stands in the box: each figure between « and »."""
    return "".join(each if isinstance(each, str) else f"«{each.shown}»" for each in parts(text, figures))


def taken_over(written: str, stored: str, opened: str, figures: Mapping[str, Figure]) -> str:
    """What came back from the box, to be stored. `stored` is the text that was opened, `opened` how it stood in the box
    then: rows may have moved since, and a figure that did is still the same figure."""
    bound = [each for each in parts(stored, figures) if isinstance(each, Bound)]
    stood = _WRITTEN.findall(opened)
    known = (
        list(zip(stood, bound, strict=False)) if len(stood) == len(bound) else [(each.shown, each) for each in bound]
    )
    wanted = _WRITTEN.findall(written)
    places = _matched(wanted, [words for words, _each in known])
    pieces = _WRITTEN.split(written)
    out = [_plain(pieces[0])]
    for number, (words, place) in enumerate(zip(wanted, places, strict=True)):
        each = known[place][1] if place is not None else None
        out.append(_kept(each, words, known[place][0]) if each and place is not None else _plain(words))
        out.append(_plain(pieces[2 * number + 2]))
    return "".join(out).strip()


def _kept(each: Bound, words: str, stood: str) -> str:
    typed = each.typed if words == stood else "" if words in (each.told, "") else _plain(words)
    return Bound(each.key, each.told, typed).stored


def _matched(wanted: Sequence[str], known: Sequence[str]) -> list[int | None]:
    """For each of the wanted words which known one it is: the same words in order first, then, in what is left between
    them, one after the other."""
    found: list[int | None] = []
    begin = 0
    for words in wanted:
        place = next((at for at in range(begin, len(known)) if known[at] == words), None)
        found.append(place)
        begin = begin if place is None else place + 1
    free = [at for at in range(len(known)) if at not in found]
    for number, place in enumerate(found):
        if place is None:
            after = max((at for at in found[:number] if at is not None), default=-1)
            before = min((at for at in found[number + 1 :] if at is not None), default=len(known))
            fitting = next((at for at in free if after < at < before), None)
            if fitting is not None:
                found[number] = fitting
                free.remove(fitting)
    return found


def _plain(words: str) -> str:
    return words.translate(_SIGNS)


def _number(words: str) -> float | None:
    text = words.strip().removesuffix("%").replace(".", "").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None
