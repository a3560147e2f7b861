"""Figures inside the sentences of a report: stored by key, shown with their current value or the text typed over it.

A stored text holds a figure as ⟦key⟧, or ⟦key|text typed over it⟧; the text box shows it as «69,85%». A submitted text
is matched with the box as it was opened: the same words are the same figure, other words in its place are typed over
it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.country import formats
from app.country.figures import unknown
from app.indicators.reports.lines import CLAUSE, SHARE, Figure
from app.indicators.share_words import answered_words
from app.indicators.shares import Share

_STORED = re.compile("⟦([^⟦⟧|]+)(?:\\|([^⟦⟧|]*))?⟧")
_WRITTEN = re.compile("«([^«»]*)»")
_SIGNS = str.maketrans("", "", "⟦⟧|")
# What a key of words begins with that somebody else wrote: a unit in an entry, the owner of a task in its answer.
_WRITERS = "viet:"
_ENTRY, _TASK = re.compile(_WRITERS + r"(\d+)\.([\w-]+)"), _WRITERS + "nhiem-vu."
_QUOTED = str.maketrans("«»", "“”", "⟦⟧|")


@dataclass(frozen=True)
class Bound:
    """A figure in a text: its current text, and the text typed over it ("": none). `answered`: who did, of a figure
    that is not of all who are asked, where its sentence does not end with that."""

    key: str
    current: str
    typed: str = ""
    figure: Figure | None = None
    answered: str = ""

    @property
    def is_quoted(self) -> bool:
        """Whether it is words that somebody else wrote, no figure."""
        return self.key.startswith(_WRITERS)

    @property
    def is_clause(self) -> bool:
        """Whether it says who answered, at the end of a sentence."""
        return self.key.endswith(CLAUSE)

    @property
    def shown(self) -> str:
        """Text in the sentence."""
        return self.typed or self.current

    @property
    def difference(self) -> str:
        """Difference of the typed number from the current one; "" where either is no number."""
        ours, theirs = _number(self.current), _number(self.typed)
        if not self.typed or ours is None or theirs is None or ours == theirs:
            return ""
        return formats.number(abs(round(theirs - ours, 2)))

    @property
    def remark(self) -> str:
        """What is printed in brackets behind it: the figure that it was typed over, and who answered."""
        counted = _("máy đếm %(told)s", told=self.current) if self.typed and self.typed != self.current else ""
        return ", ".join(filter(None, (counted, self.answered)))

    @property
    def stored(self) -> str:
        """Token of the stored text."""
        return f"⟦{self.key}|{self.typed}⟧" if self.typed else f"⟦{self.key}⟧"


def named(key: str) -> str:
    """Token of a figure in a stored text."""
    return f"⟦{key}⟧"


def of_entry(entry_id: int, field: str) -> str:
    """Key of the words in a field of an entry."""
    return f"{_WRITERS}{entry_id}.{field}"


def entry_of(key: str) -> tuple[int, str] | None:
    """The entry and the field of a key of words; None of other keys."""
    found = _ENTRY.fullmatch(key)
    return (int(found[1]), found[2]) if found else None


def of_task(matter_id: int) -> str:
    """Key of the answer of a task."""
    return f"{_TASK}{matter_id}"


def quotable(words: str) -> str:
    """Words of somebody else on one line, without the signs that tokens and their text box are made of, and without
    what ends a sentence: one follows."""
    return " ".join(words.translate(_QUOTED).split()).rstrip(".;, ")


def quoted_as(key: str, words: str) -> str:
    """Token of words (`quotable`) in a stored text."""
    return f"⟦{key}|{words}⟧"


def replaced(text: str, key: str, token: str) -> str:
    """A stored text with another token in place of that of a key."""
    return _STORED.sub(lambda found: token if found[1] == key else found[0], text)


def keys_in(texts: Iterable[str]) -> set[str]:
    """Keys of the figures in some stored texts."""
    return {match[1] for text in texts for match in _STORED.finditer(text)}


def parts(text: str, figures: Mapping[str, Figure]) -> list[str | Bound]:
    """Pieces of a stored text: words, and figures with their current value."""
    found: list[str | Bound] = []
    end = 0
    for match in _STORED.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        figure = figures.get(match[1])
        found.append(Bound(match[1], figure.told if figure else unknown(), match[2] or "", figure))
        end = match.end()
    found += [text[end:]] if text[end:] else []
    return [
        each if isinstance(each, str) else replace(each, answered=_answered(found, place))
        for place, each in enumerate(found)
    ]


def _answered(found: Sequence[str | Bound], place: int) -> str:
    """Who answered of a figure at a place; "" where all did, or a later token of its sentence says it."""
    each = found[place]
    if isinstance(each, str) or each.figure is None or each.is_clause or each.key.endswith(f".{SHARE}"):
        return ""
    for later in found[place + 1 :]:
        if isinstance(later, Bound) and later.is_clause:
            return ""
        if isinstance(later, str) and ". " in later:
            break
    return answered_words(Share(None, responses=each.figure.responses))


def printed(text: str, figures: Mapping[str, Figure]) -> str:
    """A stored text as printed; a figure that was typed over prints both values."""
    return "".join(each if isinstance(each, str) else _printed(each) for each in parts(text, figures))


def _printed(each: Bound) -> str:
    if each.is_quoted:
        return each.shown
    return f"{each.shown} ({each.remark})" if each.remark else each.shown


def for_writing(text: str, figures: Mapping[str, Figure]) -> str:
    """A stored text for the text box: each figure between « and »."""
    return "".join(each if isinstance(each, str) else f"«{each.shown}»" for each in parts(text, figures))


def taken_over(written: str, stored: str, opened: str, figures: Mapping[str, Figure]) -> str:
    """Submitted text of the box, to be stored. `stored` is the stored text that was opened, `opened` its form in the
    box then: a figure whose value changed since is still the same figure."""
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
    if each.is_quoted:
        return quoted_as(each.key, _plain(words)) if words.strip() else ""
    typed = each.typed if words == stood else "" if words in (each.current, "") else _plain(words)
    return Bound(each.key, each.current, typed).stored


def _matched(wanted: Sequence[str], known: Sequence[str]) -> list[int | None]:
    """Index in `known` of each of the wanted words: equal words in order first, then the rest in order between them."""
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
