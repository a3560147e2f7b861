"""Whether the sentences of a programme fit its counts: what they name, what that is a share of and is told apart by."""

import re
from collections.abc import Collection, Mapping

from app.country.audiences import AUDIENCES
from app.models.movement.declaration import AUDIENCE, ORGANISED, Count, Declaration
from app.models.movement.field_reading import Path
from app.models.movement.organisation import KINDS
from app.models.movement.question import Type
from app.models.movement.report_themes import THEMES
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.sentence import SHORTCOMING, Element, Form, Sentence, check_form
from app.models.people.administrative_unit import IN_THE_NAME_OF

# Parts of a report beside which texts of returns stand.
PARTS = ("III", "IV", "V")
# Words of counters of returns, which stand on pages and in no paper.
_OF_COUNTERS = re.compile(r"phải gửi|kỳ ấy|đúng hạn|chờ xác nhận|đã gửi kỳ|đến hạn", re.IGNORECASE)
# Entries of dimensions that are no fields.
_ENTRIES: Mapping[str, Collection[str]] = {
    AUDIENCE: AUDIENCES,
    "hard_place": ("any",),
    **dict.fromkeys(ORGANISED, KINDS),
}


def check_sentences(made: Declaration) -> None:
    """Check all sentences, and which texts stand beside which part of a report.

    Raises:
        InvalidDeclaration: one does not fit.
    """
    counts = {each.key: each for each in made.counts}
    for key, part in made.writes.items():
        if key not in made.by_key or made.by_key[key].type is not Type.LONG_TEXT:
            raise InvalidDeclaration(("writes", key), "a field of long text")
        if part not in PARTS:
            raise InvalidDeclaration(("writes", key), f"one of {', '.join(PARTS)}")
    for place, sentence in enumerate(made.sentences):
        path: Path = ("sentences", place)
        check_words(sentence, path)
        for element in sentence.elements:
            if (count := counts.get(element.count)) is None:
                raise InvalidDeclaration((*path, "text"), f"{element.count}: no count of the programme")
            _check_element(made, count, element, path)
        if "officer" not in made.sees and not sentence.styles:
            raise InvalidDeclaration((*path, "for"), "the office does not see it: the papers that may print it")


def check_words(sentence: Sentence, path: Path) -> None:
    """Check what needs no counts.

    Raises:
        InvalidDeclaration: with the path of the sentence.
    """
    try:
        check_form(sentence)
    except InvalidDeclaration as wrong:
        raise InvalidDeclaration((*path, *wrong.path), wrong.why) from wrong
    if sentence.theme not in THEMES:
        raise InvalidDeclaration((*path, "in"), f"one of {', '.join(THEMES)}")
    if set(sentence.styles) - IN_THE_NAME_OF.keys():
        raise InvalidDeclaration((*path, "for"), f"some of {', '.join(IN_THE_NAME_OF)}")
    if _OF_COUNTERS.search(sentence.text):
        raise InvalidDeclaration((*path, "text"), "counters of returns are in no paper")
    if sentence.lack != sentence.text.startswith(SHORTCOMING):
        raise InvalidDeclaration((*path, "lack"), f"true of what begins with “{SHORTCOMING.strip()}”, else not")


def _check_element(made: Declaration, count: Count, element: Element, path: Path) -> None:
    where = (*path, "text")
    if element.form is not Form.COUNT and not count.of:
        raise InvalidDeclaration(where, f"{element.count}{element.form}: the count is no share")
    if element.titles and (not made.title or made.has_personal_title):
        raise InvalidDeclaration(where, f"{element.count} titles: there are none, or they are personal")
    for dimension in filter(None, (element.by, element.dimension)):
        if dimension not in count.by:
            raise InvalidDeclaration(where, f"{element.count}: not told apart by {dimension}")
    known = _ENTRIES.get(element.dimension)
    if element.dimension in made.by_key:
        known = made.by_key[element.dimension].choices
    if known is not None and (strange := set(element.entries) - set(known)):
        raise InvalidDeclaration(where, f"{element.dimension}: no entry {', '.join(sorted(strange))}")
