"""Names as Vietnam writes, looks for and sorts them. Pure functions on text; no Flask, no database.

A name is stored as `clean_name` returns it, with two keys beside it: `search_key` (found by any part, in any order,
without accents) and `sort_key` (tên → họ → đệm, Vietnamese alphabet and tones, in plain byte order).

What "tên" is: the last word. That is how Vietnamese lists are kept, H'Hen Niê under N included; software cannot know
which words of an Ê Đê, Hmong or foreign name are the clan's.
"""

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

NAME_LIMIT = 300
# Bounds for the stored keys: a hostile name may unfold to many times its length, and PostgreSQL refuses index rows
# over 2,704 bytes. 300 Vietnamese letters, each with a tone, stay below both.
SORT_KEY_LIMIT = 1000
SEARCH_KEY_LIMIT = 600

# -- cleaning -----------------------------------------------------------------------------------------------------

_LETTERS = "A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_SIGNS = r"!-@\[-_{-~"  # ASCII but letters, the space and the grave accent
# Nearly all text is clean already: one look tells, and saves the long way.
_PLAIN = re.compile(f"(?:[{_LETTERS}{_SIGNS}]+(?: [{_LETTERS}{_SIGNS}]+)*)?")
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LONE_MARKS = re.compile(rf"(?<![^\W\d_])(?<![{_MARKS}])[{_MARKS}]+")
_SEVERAL_MARKS = re.compile(f"[{_MARKS}]{{2,}}")
_QUALITY = "\u0306\u0302\u031b"  # breve, circumflex, horn: they make another letter, not another tone
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("’‘‛ʼʻʹ＇`´", "'") | dict.fromkeys("‐‑", "-") | {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
)
# A dash or a dot, a running number, or both.
_LISTED = re.compile(r"^\s*(?:[-–—•●▪◦·*+]\s*)?(?:\d{1,4}\s*[.)]\s*(?=\D))?")
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}
# Drawn as nothing although they count as letters, marks or symbols: joiners, fillers, variation selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def clean(text: str) -> str:
    """One line of text as it is stored: NFC, single spaces, nothing that cannot be seen.

    Control, invisible, direction and private signs go; line breaks, tabs and odd spaces become one space; curly
    apostrophes become ', the Icelandic Ð becomes Đ; marks are put in the order in which they compose (a tone typed
    before its circumflex), at most three on a letter, none on nothing. Cleaning twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text).translate(_LOOK_ALIKES)
    text = _BLANK.sub("", "".join(map(_shown, text)))
    text = _LONE_MARKS.sub("", unicodedata.normalize("NFD", text))
    text = _SEVERAL_MARKS.sub(_in_order, text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """Several lines, each as `clean` leaves it, without empty ones."""
    return "\n".join(filter(None, map(clean, text.splitlines())))


def _shown(sign: str) -> str:
    """The sign, a space for any kind of space, or nothing for what cannot be seen."""
    if sign.isspace():
        return " "
    noncharacter = ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"
    return "" if noncharacter or unicodedata.category(sign) in _HIDDEN else sign


def _in_order(marks: re.Match[str]) -> str:
    """The marks on one letter, each once, those that make another letter first."""
    return "".join(sorted(dict.fromkeys(marks[0]), key=lambda mark: mark not in _QUALITY)[:3])


class NameFault(Enum):
    """Why a name cannot be used."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NO_LETTER = "no letter"
    PICTURE = "picture"


class UnusableName(ValueError):
    """A name that cannot be stored: `reason`, and the `text` as far as it was understood.

    `app.country.refusals.sentence` puts it in words.
    """

    def __init__(self, reason: NameFault, text: str) -> None:
        super().__init__(f"{reason}: {text[:40]!r}")
        self.reason = reason
        self.text = text


def clean_name(text: str) -> str:
    """A person's name as it is stored: `clean`, 1–300 characters, at least one letter, no pictures.

    Emoji and other pictures are refused: the fonts of a certificate do not have them. Markup, formulas and template
    signs next to letters are kept as they are; they are text, and whoever prints or exports them treats them so.

    Raises:
        UnusableName: empty, too long, without a letter, or with a picture in it.
    """
    name = clean(text)
    if not name:
        raise UnusableName(NameFault.EMPTY, name)
    if len(name) > NAME_LIMIT:
        raise UnusableName(NameFault.TOO_LONG, name)
    if not any(map(str.isalpha, name)):
        raise UnusableName(NameFault.NO_LETTER, name)
    if pictures := "".join(filter(_is_picture, name)):
        raise UnusableName(NameFault.PICTURE, pictures)
    return name


def unlisted(text: str) -> str:
    """A line without what a list puts before a name: "- Hoa", "• Hoa", "7. Hoa" and "7) Hoa" are "Hoa"."""
    return _LISTED.sub("", text, count=1)


def _is_picture(sign: str) -> bool:
    # Sk holds the skin tones; its ASCII members (^ and `) are harmless. Cn may be an emoji newer than this Python.
    return not sign.isascii() and unicodedata.category(sign) in {"So", "Sk", "Cn"}


# -- one word, spelt ----------------------------------------------------------------------------------------------

# Letter → its place, in 0-9a-z only and no code the beginning of another. So the keys come out the same under every
# collation that puts digits before letters, byte order (SQLite, PostgreSQL's C) first of all.
_ALPHABET = "aăâ b c dđ eê f g h i j k l m n oôơ p q r s t uư v w x y z"
_PLACES = {
    unicodedata.normalize("NFD", letter): family[0] + (str(place) if len(family) > 1 or family == "z" else "")
    for family in _ALPHABET.split()
    for place, letter in enumerate(family, 1)
}
_END, _NEXT_WORD = "0", "1"  # below every letter: the shorter comes first
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}  # huyền hỏi ngã sắc nặng; ngang ""
_OTHER_MARK = "7"
# Letters that Unicode does not take apart, found and sorted with the letter that they look like.
_ALSO = {"ƀ": "b", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ŋ": "ng"}
_STROKE = "\u0338"


class _Word(NamedTuple):
    """A word taken apart once, for all keys."""

    lettered: bool  # has a letter at all
    initial: str  # its first letter without the tone, upper case, "" without letters
    plain: str  # a-z0-9 and foreign letters, lower case, no marks
    whole: str  # the same with marks, the tone at the end wherever it was written: hoà = hòa
    places: str  # order of the letters
    tones: str  # order of the tones
    capitals: str  # 1 for a capital, 0 for another letter


@lru_cache(maxsize=8192)  # a ward's names share some hundred words
def _spelt(word: str) -> _Word:
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
    return _Word(
        lettered=bool(alphabetic),
        initial=unicodedata.normalize("NFC", alphabetic[0]).upper() if alphabetic else "",
        plain="".join(letter[0] for letter in spoken).replace("đ", "d"),
        whole=unicodedata.normalize("NFC", "".join(spoken + marks)) if spoken else "",
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


def _words(text: str) -> list[_Word]:
    return [_spelt(word) for word in clean(text).split()]


# -- searching ----------------------------------------------------------------------------------------------------


def search_key(text: str) -> str:
    """Text to be searched in: lower case, no accents, đ = d, hoà = hòa, no punctuation, single spaces.

    At most 600 characters. It is also the loose key of two people's names: "tran van minh" = "Trần Văn Minh".
    """
    return " ".join(word.plain for word in _words(text) if word.plain)[:SEARCH_KEY_LIMIT]


def search_terms(query: str, limit: int = 8) -> list[str]:
    """The parts of what was typed into a search box, each to be found anywhere in a `search_key`.

    Any part, any order: a row is found when it holds every term. Nothing typed gives [], which finds all.
    """
    return list(dict.fromkeys(search_key(query).split()))[:limit]


def matches(query: str, key: str) -> bool:
    """Whether a stored `search_key` holds every part of what was typed."""
    return all(term in key for term in search_terms(query))


def begins(query: str, key: str) -> bool:
    """Whether each part of what was typed begins a word of a stored `search_key`: "yen" is Yến, not every Nguyễn."""
    return all(f" {term}" in f" {key}" for term in search_terms(query))


def like_pattern(term: str) -> str:
    r"""A pattern for `column.like(pattern, escape="\\")` that finds the term anywhere; its own % and _ are text."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", term) + "%"


def identity_key(full_name: str) -> str:
    """The key by which two names are the same name: case, spaces, signs and the place of the tone do not count.

    Accents count (Hòa ≠ Hoa). It is ASCII exactly when the name was written without accents: then compare
    `search_key` instead and let a phone number decide.
    """
    return " ".join(word.whole for word in _words(full_name) if word.whole)


# -- sorting ------------------------------------------------------------------------------------------------------


def sort_key(full_name: str) -> str:
    """A stored key whose byte order is the Vietnamese order of names: tên, then họ, then đệm.

    Within each: first the letters of the whole part (a ă â b c d đ e ê … o ô ơ … u ư … y z, space before all, then
    - and '), then its tones (ngang huyền hỏi ngã sắc nặng, syllable by syllable, wherever the tone is written).
    Last of all small letters before capitals. At most 1,000 characters of 0-9a-z.
    """
    words = _words(full_name)
    lettered = [word for word in words if word.lettered]
    signs = [word for word in words if not word.lettered]
    given, family, middle = lettered[-1:], lettered[:-1][:1], lettered[1:-1] + signs
    levels: list[str] = []
    for part in (given, family, middle):
        levels.append(_NEXT_WORD.join(word.places for word in part))
        levels.append(_NEXT_WORD.join(word.tones for word in part))
    levels.append("".join(word.capitals for word in given + family + middle).rstrip("0"))
    return _END.join(levels)[:SORT_KEY_LIMIT]


# -- showing ------------------------------------------------------------------------------------------------------


def initials_masked(full_name: str) -> str:
    """The name with all but the given name as initials: "N. T. T. Nhung" (the public check of a certificate).

    An initial is a letter of the alphabet without its tone: Đ., Ư.; a name of one word is shown whole.
    """
    lettered = [word for word in clean(full_name).split() if _spelt(word).lettered]
    return " ".join([f"{_spelt(word).initial}." for word in lettered[:-1]] + lettered[-1:])
