"""Whether the counts and the sentences of a programme fit its fields and each other."""

import re
from collections.abc import Collection, Mapping, Set

from app.country.audiences import AUDIENCES
from app.models.movement.declaration import (
    AUDIENCE,
    COUNTED_BY,
    DENOMINATOR,
    GROUP_COUNT,
    ORGANISATIONS,
    ORGANISED,
    ORGANISER,
    STANDINGS,
    SUBJECTS,
    WITHIN,
    Count,
    Declaration,
    Subject,
)
from app.models.movement.declared_periods import OWN_COUNTS
from app.models.movement.denominator import COUNTED as DENOMINATORS
from app.models.movement.field_reading import Path, check_rule
from app.models.movement.organisation import KINDS
from app.models.movement.question import NUMBERS, REFERRING, SEVERAL, Type
from app.models.movement.rules import InvalidDeclaration, Rule
from app.models.movement.sentence import SHORTCOMING, THEMES, Element, Form, Sentence, check_form
from app.models.people.administrative_unit import IN_THE_NAME_OF

# What `distinct` may count besides fields: the groups of the subjects, and who organises them.
OF_SUBJECTS = frozenset({"group", ORGANISER})
# Subjects that are organisations, or that one organises.
_OF_ORGANISATIONS = frozenset((Subject.ORGANISATION, Subject.SITE, Subject.EVENT))
_RESERVED = frozenset({SUBJECTS, GROUP_COUNT, ORGANISATIONS, "denominator"})


def check_counts(made: Declaration) -> None:
    """Check all counts.

    Raises:
        InvalidDeclaration: one does not fit.
    """
    counted = {key: each for key, each in made.questions.items() if each.counted}
    keys: set[str] = set()
    for place, count in enumerate(made.counts):
        path: Path = ("counts", place)
        if count.key in keys:
            raise InvalidDeclaration((*path, "key"), "a word of its own")
        keys.add(count.key)
        _known({count.key} & _RESERVED, set(), (*path, "key"), "no word of counts.of")
        if isinstance(count.where, Rule):
            check_rule(count.where, counted, (*path, "where"), "no field that is counted", of_count=True)
        _known(set(count.met), {each.key for each in made.criteria}, (*path, "where"), "no criterion")
        _check_added(made, count, path)
        _check_apart(made, count, path, set(counted))
        if count.of and not _is_whole(made, count):
            known = "a count of one time base and unit, subjects, groups, organisations of a kind where they count"
            raise InvalidDeclaration((*path, "of"), f"no denominator: {known}, or denominator.<whom>")
        if count.missing and (count.missing != "zero" or not count.of):
            raise InvalidDeclaration((*path, "missing"), "zero, beside `of`")


def _check_added(made: Declaration, count: Count, path: Path) -> None:
    """Check what a count adds up or counts."""
    asked = {each.key: each for each in made.fields if each.counted}
    numbers = {key for key, each in asked.items() if each.type in NUMBERS}
    lists = {key for key, each in asked.items() if each.type in SEVERAL}
    rows = {key for key, each in asked.items() if REFERRING.get(each.type) in (Type.ORGANISATION, Type.GROUP)}
    _known({count.sum} - {""}, numbers, (*path, "sum"), "no counted number")
    _known({count.size} - {""}, lists, (*path, "size"), "no counted field that names several")
    if made.subject not in (Subject.SITE, Subject.EVENT):
        organised = set() if made.per_organiser else {count.distinct} & {ORGANISER}
        _known(organised or {count.organiser} - {""}, set(), path, "only of sites and events")
    _known({count.organiser} - {""}, set(KINDS), (*path, "where", ORGANISER), "no kind of organisation")
    _known({count.distinct} - {""}, rows | OF_SUBJECTS, (*path, "distinct"), "no field of organisations or groups")
    if sum(map(bool, (count.sum, count.size, count.distinct, count.where in STANDINGS))) > 1:
        raise InvalidDeclaration(path, "one of sum, size, distinct and a standing")
    if count.part:
        tally = asked.get(count.sum)
        keys = set(tally.choices) if tally and tally.type is Type.TALLY else set()
        _known(set(count.part), keys, (*path, "part"), "no key of the tally that is summed")


def _check_apart(made: Declaration, count: Count, path: Path, counted: Set[str]) -> None:
    """Check by what a count is told apart."""
    asked = {each.key: each for each in made.fields}
    lists = {key for key, each in asked.items() if each.type in SEVERAL}
    tally = {AUDIENCE} if count.sum and asked[count.sum].type is Type.TALLY else set()
    _known(set(count.by), COUNTED_BY | counted | tally, (*path, "by"), "nothing that is counted")
    none = (lists if count.sum else set()) | ({"month"} if made.every else {"period"})
    none |= set() if made.per_organiser or made.subject in _OF_ORGANISATIONS else set(ORGANISED) - counted
    none |= set() if made.within else {WITHIN} - counted
    none |= {key for key in count.by if key in asked and asked[key].type in (Type.MONEY, Type.TALLY)}
    _known(set(count.by) & none, set(), (*path, "by"), "not to be told apart by")
    if made.every:
        _known({count.key} & OWN_COUNTS, set(), (*path, "key"), "a figure that `every` brings")


def _is_whole(made: Declaration, count: Count) -> bool:
    """Whether a count may be a share of what its `of` names."""
    head, _dot, tail = count.of.partition(".")
    if head + "." == DENOMINATOR:
        return tail in DENOMINATORS
    noun = _noun(made, count)
    if head == SUBJECTS:
        return count.plain and not tail
    if tail and count.distinct == ORGANISER and count.organiser != tail:
        return False
    if head in (GROUP_COUNT, ORGANISATIONS):
        return noun == head and (not tail or (head == ORGANISATIONS and tail in KINDS))
    if tail:  # of another programme: what ships is checked when all are read (app/data/programmes.py)
        return head.isidentifier() and tail.isidentifier()
    other = next((each for each in made.counts if each.key == count.of and each is not count), None)
    return other is not None and (other.unit, other.adds_over_time) == (count.unit, count.adds_over_time)


def _noun(made: Declaration, count: Count) -> str:
    """Whether a count counts groups or organisations."""
    counted = count.distinct or (made.subject.value if count.plain else "")
    if counted == ORGANISER:
        return ORGANISATIONS
    asked = {each.key: REFERRING.get(each.type, each.type).value for each in made.fields}
    return asked.get(counted, counted) + "s"


def _known(named: Set[str], known: Set[str], path: Path, why: str) -> None:
    if unknown := named - known:
        raise InvalidDeclaration(path, f"{why}: {', '.join(sorted(unknown))}")


# Whether the sentences of a programme fit its counts: what they name, what that is a share of and is told apart by.
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
