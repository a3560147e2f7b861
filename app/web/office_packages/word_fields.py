"""Fields of Word (ECMA-376 part 1, §17.16): their instructions, put together, and what they say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

# Stands in an instruction for a field within it.
NESTED = "\N{OBJECT REPLACEMENT CHARACTER}"
# Fields that tell of the file itself.
_CODES = """PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT
TOC TC XE INDEX TOA TA DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME REVNUM NUMWORDS NUMCHARS TITLE SUBJECT AUTHOR
LASTSAVEDBY KEYWORDS DOCPROPERTY FILENAME SYMBOL EQ ADVANCE FORMTEXT FORMCHECKBOX FORMDROPDOWN BIBLIOGRAPHY CITATION"""
FIELD_CODES = frozenset(_CODES.split())
_CODE = re.compile(rf"\s*(=|[^\s\\\"{NESTED}]+)")
_WORDS = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
# Switches of HYPERLINK that take a word: a place in the file, the tip shown, a frame; and of any field, its format.
_WITH_WORD = frozenset({"\\l", "\\o", "\\t", "\\s", "\\*", "\\@", "\\#", "\\c"})
_ALONE = frozenset({"\\n", "\\m", "\\h", "\\d", "\\x", "\\y"})
_QUOTES = '"“”„'


def code(instruction: str) -> str:
    """The code of an instruction: PAGE, `=` of a formula, "" where it says nothing."""
    found = _CODE.match(instruction)
    return found[1].upper() if found else ""


def leads_only(instruction: str, is_allowed: Callable[[str], bool]) -> bool:
    """Whether each address of HYPERLINK or INCLUDEPICTURE is allowed. A word of the latter's own is its address."""
    waiting = iter(_WORDS.findall(instruction[instruction.upper().index(code(instruction)) + len(code(instruction)) :]))
    for word in waiting:
        if word.lower() in _WITH_WORD:
            next(waiting, None)
        elif word.lower() not in _ALONE and (
            NESTED in word or not is_allowed(word.strip(_QUOTES).replace("\\\\", "\\"))
        ):
            return False
    return True


@dataclass
class _Field:
    words: list[str] = field(default_factory=list)
    is_result: bool = False


class Instructions:
    """The instruction of each field of a part, put together of all runs over which it is split; with those of deleted
    fields, which come back when the change is rejected. What follows the sign that ends an instruction is one too."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def simple(self) -> None:
        """A field of one element stands here."""
        if self._open and not self._open[-1].is_result:
            self._open[-1].words.append(NESTED)

    def words(self, words: str) -> None:
        """A piece of an instruction."""
        if not self._open:
            self._open.append(_Field())
        self._open[-1].words.append(words)

    def mark(self, mark: str) -> Iterator[str]:
        """A sign: `begin`, `separate`, `end`. Yields the instruction that it ends."""
        if mark == "begin":
            self.simple()
            self._open.append(_Field())
            return
        yield from self._last()
        if mark == "separate":
            self._open.append(_Field(is_result=True))

    def rest(self) -> Iterator[str]:
        """What no sign ended."""
        while self._open:
            yield from self._last()

    def _last(self) -> Iterator[str]:
        if self._open and (words := "".join(self._open.pop().words)).strip():
            yield words
