"""Names as Vietnam writes, looks for and sorts them. Pure functions on text; no Flask, no database.

A name is stored as `clean_name` returns it, with two keys beside it: `search_key` (found by any part, in any order,
without accents) and `sort_key` (tên → họ → đệm, Vietnamese alphabet and tones, in plain byte order).

What "tên" is: the last word. That is how Vietnamese lists are kept, H'Hen Niê under N included; software cannot know
which words of an Ê Đê, Hmong or foreign name are the clan's.
"""

import re
import unicodedata
from enum import Enum

from app.country.spelling import END, NEXT_WORD, SpelledWord, spelt

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
_LISTED = re.compile(r"^\s*(?:[-–—•●▪◦·*+]\s*)?(?:\d{1,4}\s*[.)/]\s*(?=\D))?")
# Letters that Vietnamese in Unicode never has, and text in the fonts before it (TCVN3: ".VnTime") is full of.
OLD_LETTERS = frozenset("µ¶·¹¨»¾¼½Æ©Ç®Î¬«¸ËÏÑªÖ×ØÜÞßäåæçëîïñö÷ûüþ")
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
    SEVERAL = "several"
    GONE = "gone"


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
    if pictures := "".join(filter(is_picture, name)):
        raise UnusableName(NameFault.PICTURE, pictures)
    return name


def unlisted(text: str) -> str:
    """A line without what a list puts before a name: "- Hoa", "• Hoa", "7. Hoa" and "7/ Hoa" are "Hoa"."""
    return _LISTED.sub("", text, count=1)


def is_picture(sign: str) -> bool:
    """Whether a sign is a picture, as no paper can print it."""
    # Sk holds the skin tones; its ASCII members (^ and `) are harmless. Cn may be an emoji newer than this Python.
    return not sign.isascii() and unicodedata.category(sign) in {"So", "Sk", "Cn"}


def _words(text: str) -> list[SpelledWord]:
    return [spelt(word) for word in clean(text).split()]


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

    Accents count (Hòa ≠ Hoa, Đan ≠ Dan). It is ASCII exactly when the name has no accent; whether one was left out says
    `lacks_marks`.
    """
    return " ".join(word.marked for word in _words(full_name) if word.marked)


# Middle words that are not left bare, and syllables that Vietnamese spells with a mark only: ending in c, ch, p or t
# (Ngọc, Tuyết), or with iê, yê, ươ, uô (Hiền, Yến, Hương).
_MIDDLE = {"thi", "van"}
_NEVER_BARE = re.compile(r".*(?:c|ch|p|t)|.*(?:ie|ye|uo).*")


def lacks_marks(typed: str, full_name: str) -> bool:
    """Whether `typed` is this name written without its marks, as on a keyboard that has none: "tran van minh".

    It has no mark at all, and it is no name of its own: missing is a mark of the family name, which a family shares, of
    Thị or Văn, or of a syllable that is never written without one (Ngọc). So "An" is not "Ân" nor "Mai Lan" "Mai Lân":
    both are names as they stand, as those of twins may be.
    """
    if search_key(typed) != search_key(full_name) or not identity_key(typed).isascii():
        return False
    bare, full = ([word for word in _words(name) if word.plain] for name in (typed, full_name))
    last = len(bare) - 1
    return any(
        word.marked != there.marked
        and (place == 0 < last or (0 < place < last and word.plain in _MIDDLE) or _NEVER_BARE.fullmatch(word.plain))
        for place, (word, there) in enumerate(zip(bare, full, strict=False))
    )


def is_one_name(one: str, other: str) -> bool:
    """Whether both may be writings of one name: the same by `identity_key`, or one of them without its marks."""
    return identity_key(one) == identity_key(other) or lacks_marks(one, other) or lacks_marks(other, one)


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
        levels.append(NEXT_WORD.join(word.places for word in part))
        levels.append(NEXT_WORD.join(word.tones for word in part))
    levels.append("".join(word.capitals for word in given + family + middle).rstrip("0"))
    return END.join(levels)[:SORT_KEY_LIMIT]


# -- showing ------------------------------------------------------------------------------------------------------


def initials_masked(full_name: str) -> str:
    """The name with all but the given name as initials: "N. T. T. Nhung" (the public check of a certificate).

    An initial is a letter of the alphabet without its tone: Đ., Ư.; a name of one word is shown whole.
    """
    lettered = [word for word in clean(full_name).split() if spelt(word).lettered]
    return " ".join([f"{spelt(word).initial}." for word in lettered[:-1]] + lettered[-1:])
