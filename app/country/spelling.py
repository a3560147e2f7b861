"""One word of a name, spelt: by which letters, marks and tones it is found and sorted."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Letter → its place, in 0-9a-z only and no code the beginning of another. So the keys come out the same under every
# collation that puts digits before letters, byte order (SQLite, PostgreSQL's C) first of all.
_ALPHABET = "aăâ b c dđ eê f g h i j k l m n oôơ p q r s t uư v w x y z"
_PLACES = {
    unicodedata.normalize("NFD", letter): family[0] + (str(place) if len(family) > 1 or family == "z" else "")
    for family in _ALPHABET.split()
    for place, letter in enumerate(family, 1)
}
END, NEXT_WORD = "0", "1"  # below every letter: the shorter comes first
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}  # huyền hỏi ngã sắc nặng; ngang ""
_OTHER_MARK = "7"
# Letters that Unicode does not take apart, found and sorted with the letter that they look like.
_ALSO = {"ƀ": "b", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ŋ": "ng"}
_STROKE = "\u0338"


class SpelledWord(NamedTuple):
    """A word taken apart once, for all keys."""

    lettered: bool  # has a letter at all
    initial: str  # its first letter without the tone, upper case, "" without letters
    plain: str  # a-z0-9 and foreign letters, lower case, no marks
    marked: str  # the same with marks, the tone at the end wherever it was written: hoà = hòa
    places: str  # order of the letters
    tones: str  # order of the tones
    capitals: str  # 1 for a capital, 0 for another letter


@lru_cache(maxsize=8192)  # a ward's names share some hundred words
def spelt(word: str) -> SpelledWord:
    """A word taken apart."""
    letters: list[str] = []
    marks: list[str] = []
    capitals: list[str] = []
    for sign in unicodedata.normalize("NFKD", word):
        small = sign.lower()
        if not unicodedata.combining(small):
            letters.extend(_ALSO.get(small, small))
            capitals.append("0" if small == sign else "1")
            if small in _ALSO:
                marks.append(_STROKE)
        elif letters and letters[-1] + small in _PLACES:
            letters[-1] += small
        else:
            marks.append(small)
    alphabetic = [letter for letter in letters if letter[0].isalpha()]
    spoken = [letter for letter in letters if letter[0].isalnum()]
    return SpelledWord(
        lettered=bool(alphabetic),
        initial=unicodedata.normalize("NFC", alphabetic[0]).upper() if alphabetic else "",
        plain="".join(letter[0] for letter in spoken).replace("đ", "d"),
        marked=unicodedata.normalize("NFC", "".join(spoken + marks)) if spoken else "",
        places="".join(_PLACES.get(letter) or _place_of(letter[0]) for letter in letters),
        tones="".join(_TONES.get(mark, _OTHER_MARK) for mark in marks),
        capitals="".join(capitals),
    )


def _place_of(sign: str) -> str:
    """The place of what is not in the alphabet: - ' other signs, digits, then (after z) foreign letters."""
    if sign in "-'":
        return "2" if sign == "-" else "3"
    if "0" <= sign <= "9":
        return "5" + sign
    return ("z2" if sign.isalpha() else "4") + f"{ord(sign):06x}"
