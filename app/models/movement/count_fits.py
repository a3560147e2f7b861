"""Whether the counts of a programme fit its fields: what they add up, are a share of and are told apart by."""

from collections.abc import Set

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
from app.models.movement.field_reading import Path
from app.models.movement.organisation import KINDS
from app.models.movement.question import NUMBERS, REFERRING, SEVERAL, Type
from app.models.movement.rule_fits import check_rule
from app.models.movement.rules import InvalidDeclaration, Rule

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
