"""Parse the declaration of a programme, from a file or a page. An unknown key or value is refused with its path, so
that the line in the file can be found."""

from collections.abc import Mapping, Set
from dataclasses import fields
from enum import StrEnum
from typing import Any

from app.country.periods import PeriodType
from app.models.movement.count_fits import check_counts, check_sentences
from app.models.movement.declaration import (
    AROUND,
    OF_KIND,
    RELATIONS,
    RESERVED,
    STANDINGS,
    WORDS,
    Check,
    Count,
    Criterion,
    Declaration,
    EntryWay,
    Outcome,
    Shape,
    Subject,
)
from app.models.movement.declaration_subjects import check_subject, outcomes_of, read_among, with_phones
from app.models.movement.declared_periods import read_every, read_over_time
from app.models.movement.field_reading import (
    Path,
    check_rule,
    checked as _checked,
    one_of as _one_of,
    read_question,
    text as _text,
)
from app.models.movement.giving import read_gives
from app.models.movement.organisation import KINDS
from app.models.movement.question import Type
from app.models.movement.rules import InvalidDeclaration, read_rule
from app.models.movement.sentence import Sentence, read_sentence
from app.models.movement.written_declarations import check_kinds

# How many years a recognition may be valid.
YEARS = range(1, 21)
# How many years an entry may keep what it says in words.
KEPT = range(1, 100)
# Made of other keys, not declared.
_MADE = {"definition", "valid_years", "keep_years"}
# The roles that may decide.
DECIDING = frozenset({"leader"})
# Who may confirm: roles, and accounts of organisations of a kind.
CONFIRMING = frozenset({"officer", "leader", *(OF_KIND + kind for kind in KINDS)})


def read(definition: Any, *, stored: bool = False) -> Declaration:
    """The declaration of a mapping, from a file, a page or a stored version. The criteria and limits of fields of
    a `stored` one are not checked for their types: older ones never were.

    Raises:
        InvalidDeclaration: the mapping is invalid; names the path.
    """
    if not stored:
        check_kinds(definition)
    given = _checked(Declaration, definition, (), {"valid_for", "keep"}, _MADE)
    listed = enumerate(_list(given, "fields"))
    asked = tuple(read_question(each, ("fields", place), stored=stored) for place, each in listed)
    criteria = tuple(_criterion(each, ("criteria", place)) for place, each in enumerate(_list(given, "criteria")))
    checks = tuple(_check(each, ("checks", place)) for place, each in enumerate(_list(given, "checks")))
    every, due = read_every(given)
    counts = tuple(_count(each, ("counts", place), every) for place, each in enumerate(_list(given, "counts")))
    made = Declaration(
        key=_text(given, "key"), name=_text(given, "name"), source=given.get("source", ""), noun=given.get("noun", ""),
        shape=_one_of(Shape, given, "shape"), subject=_one_of(Subject, given, "subject"), among=read_among(given),
        every=every, due=due, fields=asked, criteria=criteria, checks=checks, counts=counts,
        words=_words(given), keep_years=_years(given, "keep", KEPT) or Declaration.keep_years,
        recorded_on=_some(EntryWay, with_phones(given), "recorded_on"),
        outcomes=_some(Outcome, outcomes_of(given), "outcomes"),
        title=given.get("title", ""), within=given.get("within", ""), plans_ahead=given.get("plans_ahead", False),
        one_per=given.get("one_per", ""), around=_among(AROUND, given, "around"),
        records=_among(RELATIONS, given, "records"), sees=_among(RELATIONS, given, "sees"),
        decides=_among(DECIDING, given, "decides", ()), confirmed_by=_among(CONFIRMING, given, "confirmed_by", ()),
        recognised_when=_recognised(given, {each.key for each in criteria}),
        valid_years=_years(given, "valid_for", YEARS), gives=read_gives(given, asked), shelf=given.get("shelf", ""),
        sentences=_sentences(given), writes=given.get("writes", {}),
        definition={key: each for key, each in definition.items() if key != "shelf"},
    )  # fmt: skip
    check_subject(made)
    _fits(made, typed=not stored)
    return made


def _years(given: Any, key: str, known: range) -> int:
    """The years that a key names; 0 without it."""
    said = given.get(key, {})
    if not isinstance(said, Mapping) or set(said) - {"years"} or (said and said["years"] not in known):
        raise InvalidDeclaration((key,), f"{{years: 2}}, from {known.start} to {known.stop - 1}")
    return int(said.get("years", 0))


def _words(given: Any) -> dict[str, str]:
    words = given.get("words", {})
    if not isinstance(words, Mapping):
        raise InvalidDeclaration(("words",), ", ".join(sorted(WORDS)))
    _known(set(words), WORDS, ("words",), "no such word")
    return {key: _text(words, key, ("words",)) for key in words}


def _sentences(given: Any) -> tuple[Sentence, ...]:
    return tuple(read_sentence(each, ("sentences", place)) for place, each in enumerate(_list(given, "sentences")))


def _criterion(definition: Any, path: Path) -> Criterion:
    given = _checked(Criterion, definition, path)
    return Criterion(
        _text(given, "key", path), _text(given, "text", path), read_rule(given.get("rule"), (*path, "rule"))
    )


def _check(definition: Any, path: Path) -> Check:
    given = _checked(Check, definition, path)
    if given.get("missing", "skip") not in ("skip", "zero"):
        raise InvalidDeclaration((*path, "missing"), "skip or zero")
    return Check(
        _text(given, "text", path), read_rule(given.get("rule"), (*path, "rule")), given.get("missing", "skip")
    )


def _count(definition: Any, path: Path, every: PeriodType | None) -> Count:
    given = _checked(Count, definition, path, set(), {"met", "organiser"})
    where: Any = given.get("where")
    organiser = ""
    if isinstance(where, Mapping) and set(where) == {"organiser"}:
        where, organiser = None, _text(where, "organiser", (*path, "where"))
    met: tuple[str, ...] = ()
    if isinstance(where, Mapping) and set(where) == {"all"} and _are_words(where["all"]):
        where, met = None, tuple(where["all"])
    elif isinstance(where, Mapping):
        where = read_rule(where, (*path, "where"))
    elif where not in (None, *STANDINGS):
        raise InvalidDeclaration((*path, "where"), "a rule, {all: [criteria]}, recognised, lapsed or {organiser: kind}")
    words = {name: _text(given, name, path) for name in ("key", "unit", "label")}
    added = {name: _text(given, name, path) for name in ("sum", "size", "distinct") if name in given}
    over_time = read_over_time(given, path, every=every, plain=not added)
    return Count(
        **words, **added, how=given.get("how", ""), where=where, met=met, of=given.get("of", ""),
        by=tuple(given.get("by", ())), part=tuple(given.get("part", ())), missing=given.get("missing", ""),
        over_time=over_time, organiser=organiser,
    )  # fmt: skip


def _are_words(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(each, str) for each in given)


def _recognised(given: Mapping[str, Any], criteria: Set[str]) -> tuple[str, ...]:
    said = given.get("recognised_when", {})
    _known(set(said), {"all"}, ("recognised_when",), "{all: [criteria]}")
    try:
        return _among(criteria, said, "all", ())
    except InvalidDeclaration as wrong:
        raise InvalidDeclaration(("recognised_when", *wrong.path), wrong.why) from wrong


def _fits(made: Declaration, *, typed: bool) -> None:
    """Check the references between the parts."""
    for word, verb in (("decides", "decides"), ("confirmed_by", "confirms")):
        _known(set(getattr(made, word)), set(made.sees), (word,), f"who {verb} also sees")
    _fits_periods(made)
    asked = [
        (("fields", place), part.key)
        for place, each in enumerate(made.fields)
        for part in ([each] if each.type is Type.TALLY else each.parts(made.subject) or [each])
    ]
    keys: set[str] = set()
    for where, key in [*asked, *((("criteria", place), each.key) for place, each in enumerate(made.criteria))]:
        if key in keys or not key.isidentifier():
            raise InvalidDeclaration((*where, "key"), "a word of its own: letters, digits, _")
        if typed and key in RESERVED:
            raise InvalidDeclaration((*where, "key"), "no word of tables, filters and addresses")
        keys.add(key)
    for place, each in enumerate(made.fields):
        if typed and each.quick and EntryWay.DOORSTEP not in made.recorded_on:
            raise InvalidDeclaration(("fields", place, "quick"), "only where `recorded_on` names phone or doorstep")
    _check_rules(made, typed=typed)
    check_counts(made)
    check_sentences(made)


def _check_rules(made: Declaration, *, typed: bool) -> None:
    """Check the rules of shown fields, criteria and checks."""
    fields = {**made.by_key, **{each.key: each for each in made.fields}}
    for place, each in enumerate(made.fields):
        before = {key: fields[key] for key in (field.key for field in made.fields[:place])}
        if each.shown_when is not None:
            check_rule(each.shown_when, before, ("fields", place, "shown_when"), "no field before it")
    for place, criterion in enumerate(made.criteria):
        check_rule(criterion.rule, fields, ("criteria", place, "rule"), typed=typed)
    for place, check in enumerate(made.checks):
        check_rule(check.rule, fields, ("checks", place, "rule"))


def _fits_periods(made: Declaration) -> None:
    """Check what goes with periods, and what only with them."""
    if EntryWay.TABLE in made.recorded_on and made.subject is Subject.HOUSEHOLD:
        raise InvalidDeclaration(("recorded_on",), "houses are recorded one by one, or imported")
    if made.every is None:
        _known({Outcome.NOTHING} & set(made.outcomes), set(), ("outcomes",), "only with `every`")
    elif EntryWay.DOORSTEP in made.recorded_on and made.subject is Subject.HOUSEHOLD:
        raise InvalidDeclaration(("recorded_on",), "with `every` nobody goes from door to door")
    elif made.recognised_when and made.gives is None:
        raise InvalidDeclaration(
            ("recognised_when",), "with `every` who is recognised gets a paper of the period: `gives`"
        )


def _known(named: Set[str], known: Set[str], path: Path, why: str) -> None:
    if unknown := named - known:
        raise InvalidDeclaration(path, f"{why}: {', '.join(sorted(unknown))}")


def _list(given: Mapping[str, Any], key: str) -> list[Any]:
    value = given.get(key, [])
    if not isinstance(value, list):
        raise InvalidDeclaration((key,), "a list")
    return value


def _some(kind: type[StrEnum], given: Mapping[str, Any], key: str) -> Any:
    return tuple(map(kind, _among(set(kind), given, key)))


def _among(known: Any, given: Mapping[str, Any], key: str, default: Any = None) -> tuple[str, ...]:
    if default is None:
        default = {each.name: each.default for each in fields(Declaration)}[key]
    values = given.get(key, default)
    for place, each in enumerate(values):
        if each not in known:
            raise InvalidDeclaration((key, place), f"one of {', '.join(sorted(known))}")
    return tuple(values)
