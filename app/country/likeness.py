"""Names that are almost what was typed: one letter off, written as it sounds, a word more or less. Pure functions.

Works on keys as `names.search_key` makes them: lower case, no accents, words apart by single spaces.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

# Shorter words are like too many others.
SHORTEST = 3


class Likeness(StrEnum):
    """In what a name differs from what was typed."""

    SOUND = "sound"  # Sinh ~ Xinh, Trang ~ Chang, Lý ~ Lí
    LETTER = "letter"  # Thiệu ~ Thiêuj, Hoa ~ Hao
    FEWER = "fewer"  # Nguyễn Văn An ~ An Nguyễn: a word was typed that is not on file
    YEAR = "year"  # the name agrees, the year is one or two beside it


# Beginnings that many say alike, each with the one that stands for both.
_BEGINNINGS = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("gi", "d"),
    ("tr", "ch"),
    ("qu", "c"),
    ("s", "x"),
    ("k", "c"),
    ("r", "d"),
    ("l", "n"),
)
_ENDINGS = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"))


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """How a word is said where s = x, tr = ch, gi = d = r, l = n, i = y, and n, ng, nh end alike."""
    for written, spoken in _BEGINNINGS:
        if word.startswith(written) and len(word) > len(written):
            word = spoken + word[len(written) :]
            break
    for written, spoken in _ENDINGS:
        if word.endswith(written) and len(word) > len(written):
            word = word[: -len(written)] + spoken
            break
    return word.replace("y", "i")


def spellings(word: str) -> list[str]:
    """Other ways to write a word that sounds alike and begins otherwise: "sinh" → "xinh"; without the word itself."""
    found = []
    for one, other in (*_BEGINNINGS, ("d", "gi"), ("d", "r"), ("r", "gi"), ("gi", "r")):
        for written, spoken in ((one, other), (other, one)):
            if word.startswith(written) and len(word) > len(written):
                found.append(spoken + word[len(written) :])
    return [each for each in dict.fromkeys(found) if each != word and sound(each) == sound(word)]


@lru_cache(maxsize=65536)
def one_letter_off(one: str, other: str) -> bool:
    """Whether one letter was changed, left out, added, or two neighbours were swapped; equal words are not off."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (swapped and one[start + 2 :] == other[start + 2 :])


@lru_cache(maxsize=65536)
def _likeness_of_words(typed: str, word: str) -> Likeness | None:
    if min(len(typed), len(word)) < SHORTEST - 1:
        return None
    if sound(typed) == sound(word):
        return Likeness.SOUND
    return Likeness.LETTER if min(len(typed), len(word)) >= SHORTEST and one_letter_off(typed, word) else None


def likeness(terms: Sequence[str], key: str) -> Likeness | None:
    """In what a name on file differs from the words typed, when it differs in one thing only.

    None where it holds every word (that is a hit) or differs in more.
    """
    words = key.split()
    missing = [term for term in terms if term not in key]
    if not missing:
        return None
    if len(missing) == 1:
        found = [like for word in words if (like := _likeness_of_words(missing[0], word))]
        if found:
            return Likeness.SOUND if Likeness.SOUND in found else Likeness.LETTER
    if len(words) >= 2 and len(terms) > len(words) and set(words) <= set(terms):
        return Likeness.FEWER
    return None


def alike(one: str, other: str) -> bool:
    """Whether two whole names on file may be one person's: the same words in any order, or words of one are all of
    the other's (two at least), or one word differs by a letter or its spelling."""
    mine, theirs = one.split(), other.split()
    fewer, more = sorted((set(mine), set(theirs)), key=len)
    if fewer <= more:
        return len(fewer) >= 2 or fewer == more
    if len(mine) != len(theirs):
        return False
    apart = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return len(apart) == 1 and _likeness_of_words(*apart[0]) is not None


def halves(word: str) -> tuple[str, str]:
    """The two halves of a word: whatever is one letter off begins with the first or ends with the second."""
    middle = len(word) // 2
    return word[:middle], word[middle:]


def swapped_in_the_middle(word: str) -> str:
    """The word with the two letters at its middle swapped: the one slip that leaves neither half whole."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
