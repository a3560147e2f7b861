"""How somebody is written in a text: their names and telephone numbers, found and taken out however they are spelt."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_

from app.country.spelling import SpelledWord, spelt

# In the place of a name or a number within a text; of a key that is searched by, the same as such a key.
REMOVED, REMOVED_KEY = "(đã xóa)", "da xoa"
# Within JSON a line break is written with a letter; a word may have an apostrophe or a hyphen in it.
_TOKEN = re.compile(r"\\[bfnrt\"\\/]|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_VOWELS = frozenset("aeiouy")
# What people put between the digits of a number.
_BETWEEN = r"[\s.\-()_/]{0,2}"
_VIETNAM = "+84"


class Found(NamedTuple):
    """Where in a text somebody stands. `certain`: as they are called; else without accents, as others may be called."""

    start: int
    end: int
    is_phone: bool
    certain: bool


@dataclass(frozen=True)
class Called:
    """Somebody's names, word by word, and numbers in E.164.

    A name is found whatever the case, the spacing and the place of a tone (hoà = hòa). Accents count: "Lê Văn Ân" is
    not found in "Lê Văn An". What is written without any accent ("le van an") is found and is not certain. A name of
    one word is found only where nothing else stands.
    """

    names: tuple[tuple[SpelledWord, ...], ...]
    phones: tuple[str, ...]

    @classmethod
    def by(cls, names: Iterable[str], phones: Iterable[str]) -> "Called":
        """The same of names and numbers as they are stored."""
        spellings = (tuple(spelt(word) for word in _words(name)) for name in names)
        return cls(tuple(dict.fromkeys(filter(None, spellings))), tuple(dict.fromkeys(filter(None, phones))))

    def find(self, text: str) -> list[Found]:
        """Where somebody stands in a text, from the left, none within another."""
        found = sorted([*self._numbers(text), *self._names(text)])
        return [each for place, each in enumerate(found) if all(each.start >= one.end for one in found[:place])]

    def stands_alone(self, text: str, found: Iterable[Found]) -> bool:
        """Whether nothing else is said in a text but what was found."""
        return not re.search(r"[^\W_]", self._without(text, found, " "))

    def removed(self, text: str, *, key: bool = False) -> str:
        """The text without them."""
        return self._without(text, self.find(text), REMOVED_KEY if key else REMOVED)

    def may_stand_in(self, column: Any) -> ColumnElement[bool]:
        """A condition that holds wherever they are found, and in some other rows: each is looked at by `find`."""
        conditions = [column.ilike(f"%{_any_accent(max(name, key=_consonants))}%") for name in self.names]
        for phone in self.phones:
            conditions += [column.like(f"%{between.join(phone[-2:])}%") for between in ("", "_", "__")]
        return or_(*conditions)

    def _numbers(self, text: str) -> Iterator[Found]:
        for phone in self.phones:
            country, digits = (r"(?:(?:\+|00)?84|\(?0\)?)?", phone[3:]) if phone.startswith(_VIETNAM) else (
                r"(?:\+|00)?", phone.removeprefix("+")
            )  # fmt: skip
            wanted = rf"(?<!\d){country}{_BETWEEN}{_BETWEEN.join(digits)}(?!\d)"
            yield from (Found(each.start(), each.end(), True, True) for each in re.finditer(wanted, text))

    def _names(self, text: str) -> Iterator[Found]:
        words = [each for each in _TOKEN.finditer(text) if not each[0].startswith("\\")]
        spelling = [spelt(each[0]) for each in words]
        for name in self.names:
            for first in range(len(words) - len(name) + 1):
                here, candidate = words[first : first + len(name)], spelling[first : first + len(name)]
                if any(text[one.end() : other.start()].strip() for one, other in pairwise(here)):
                    continue
                if (certain := _is_same(name, candidate)) is None:
                    continue
                found = Found(here[0].start(), here[-1].end(), False, certain)
                if len(name) > 1 or self.stands_alone(text, [found]):
                    yield found

    def _without(self, text: str, found: Iterable[Found], instead: str) -> str:
        for each in reversed(list(found)):
            text = text[: each.start] + instead + text[each.end :]
        return text


def _words(name: str) -> list[str]:
    return [each[0] for each in _TOKEN.finditer(name)]


def _is_same(name: tuple[SpelledWord, ...], candidate: list[SpelledWord]) -> bool | None:
    """Whether some words are a name: True; False where they alone bear no accent; None where they are another."""
    if all(one.marked == other.marked for one, other in zip(name, candidate, strict=True)):
        return True
    plain = all(each.marked == each.plain for each in candidate)
    return (
        False if plain and all(one.plain == other.plain for one, other in zip(name, candidate, strict=True)) else None
    )


def _consonants(word: SpelledWord) -> int:
    return sum(letter not in _VOWELS for letter in word.plain)


def _any_accent(word: SpelledWord) -> str:
    """A pattern for LIKE that a word matches with any accents, or none."""
    return "".join("_" if letter in _VOWELS or letter == "d" else letter for letter in word.plain)
