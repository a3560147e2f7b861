"""Parse the declaration of a programme, from a file or a page. An unknown key or value is refused with its path, so
that the line in the file can be found."""

from collections.abc import Mapping, Set
from dataclasses import fields
from enum import StrEnum
from typing import Any

from app.models.movement.declaration import (
    COUNTED_BY,
    DENOMINATOR,
    LISTS,
    RELATIONS,
    STANDINGS,
    Count,
    Criterion,
    Declaration,
    Outcome,
    Question,
    Shape,
    Subject,
    Type,
    Way,
)
from app.models.movement.denominator import COUNTED as DENOMINATORS
from app.models.movement.rules import Misdeclared, Rule, read_rule

Path = tuple[str | int, ...]
# How many years a recognition may be valid.
YEARS = range(1, 21)
# The roles that may decide.
DECIDING = frozenset({"leader"})


def read(definition: Any) -> Declaration:
    """The declaration of a mapping, from a file, a stored version or a page.

    Raises:
        Misdeclared: the mapping is invalid; names the path.
    """
    given = _checked(Declaration, definition, (), {"valid_for", "gives"}, {"definition", "valid_years", "plate_series"})
    asked = tuple(_question(each, ("fields", place)) for place, each in enumerate(_list(given, "fields")))
    criteria = tuple(_criterion(each, ("criteria", place)) for place, each in enumerate(_list(given, "criteria")))
    counts = tuple(_count(each, ("counts", place)) for place, each in enumerate(_list(given, "counts")))
    valid_for = given.get("valid_for", {})
    if not isinstance(valid_for, Mapping) or set(valid_for) - {"years"} or valid_for.get("years", 1) not in YEARS:
        raise Misdeclared(("valid_for",), "{years: 2}, from 1 to 20")
    made = Declaration(
        key=_text(given, "key"), name=_text(given, "name"), source=given.get("source", ""), noun=given.get("noun", ""),
        shape=_one_of(Shape, given, "shape"), subject=_one_of(Subject, given, "subject"),
        fields=asked, criteria=criteria, counts=counts,
        recorded_on=_some(Way, given, "recorded_on"), outcomes=_some(Outcome, given, "outcomes"),
        records=_among(RELATIONS, given, "records"), sees=_among(RELATIONS, given, "sees"),
        decides=_among(DECIDING, given, "decides", ()),
        recognised_when=_recognised(given, {each.key for each in criteria}),
        valid_years=valid_for.get("years", 0), plate_series=_series(given), definition=dict(definition),
    )  # fmt: skip
    _fits(made)
    return made


def _question(definition: Any, path: Path) -> Question:
    given = _checked(Question, definition, path, but={"personal"})
    made = Question(**{**given, "type": _one_of(Type, given, "type", path), "only": tuple(given.get("only", ()))})
    if made.type in (Type.CHOICE, Type.CHOICES) and not made.choices:
        raise Misdeclared((*path, "of"), "the choices, each key with its words")
    if made.type is Type.LIST and made.of not in LISTS:
        raise Misdeclared((*path, "of"), f"a list of the ward: {', '.join(sorted(LISTS))}")
    return made


def _criterion(definition: Any, path: Path) -> Criterion:
    given = _checked(Criterion, definition, path)
    return Criterion(
        _text(given, "key", path), _text(given, "text", path), read_rule(given.get("rule"), (*path, "rule"))
    )


def _count(definition: Any, path: Path) -> Count:
    given = _checked(Count, definition, path, set(), {"met"})
    where: Any = given.get("where")
    met: tuple[str, ...] = ()
    if isinstance(where, Mapping) and set(where) == {"all"}:
        where, met = None, tuple(where["all"])
    elif isinstance(where, Mapping):
        where = read_rule(where, (*path, "where"))
    elif where not in (None, *STANDINGS):
        raise Misdeclared((*path, "where"), "a rule, {all: [criteria]}, recognised or lapsed")
    words = {name: _text(given, name, path) for name in ("key", "unit", "label")}
    return Count(
        **words, how=given.get("how", ""), where=where, met=met, of=given.get("of", ""), by=tuple(given.get("by", ()))
    )


def _series(given: Any) -> str:
    """The number series of the plates: the one named, else the key of the programme."""
    gives = given.get("gives", {})
    if not gives:
        return ""
    if not isinstance(gives, Mapping) or gives.get("paper") != "plate" or set(gives) - {"paper", "series"}:
        raise Misdeclared(("gives",), "{paper: plate, series: household}, of the papers that ship")
    series = gives.get("series", given["key"])
    if not str(series).isidentifier():
        raise Misdeclared(("gives", "series"), "a word of its own: letters, digits, _")
    return str(series)


def _recognised(given: Mapping[str, Any], criteria: Set[str]) -> tuple[str, ...]:
    try:
        return _among(criteria, given.get("recognised_when", {}), "all", ())
    except Misdeclared as wrong:
        raise Misdeclared(("recognised_when", *wrong.path), wrong.why) from wrong


def _fits(made: Declaration) -> None:
    """Check the references between the parts."""
    asked = [
        (("fields", place), part.key)
        for place, each in enumerate(made.fields)
        for part in each.parts(made.subject) or [each]
    ]
    keys: set[str] = set()
    for where, key in [*asked, *((("criteria", place), each.key) for place, each in enumerate(made.criteria))]:
        if key in keys or not key.isidentifier():
            raise Misdeclared((*where, "key"), "a word of its own: letters, digits, _")
        keys.add(key)
    counted = {each.key for each in (*made.asked, *made.photos) if each.counted}
    for place, criterion in enumerate(made.criteria):
        _known(set(criterion.rule.fields), set(made.by_key), ("criteria", place, "rule"), "no field")
    for place, count in enumerate(made.counts):
        spoken_of = set(count.where.fields) if isinstance(count.where, Rule) else set()
        _known(spoken_of, counted, ("counts", place, "where"), "no field that is counted")
        _known(set(count.met), {each.key for each in made.criteria}, ("counts", place, "where"), "no criterion")
        _known(set(count.by), COUNTED_BY | counted, ("counts", place, "by"), "nothing that is counted")
        denominators = {"", *(DENOMINATOR + key for key in DENOMINATORS)}
        _known({count.of}, denominators, ("counts", place, "of"), "no denominator")


def _known(named: Set[str], known: Set[str], path: Path, why: str) -> None:
    if unknown := named - known:
        raise Misdeclared(path, f"{why}: {', '.join(sorted(unknown))}")


def _checked(
    kind: Any, definition: Any, path: Path, more: frozenset[str] | set[str] = frozenset(), but: Any = ()
) -> Any:
    """The mapping of a part, if all its keys are known."""
    if not isinstance(definition, Mapping):
        raise Misdeclared(path, "keys with what they say")
    known = ({each.name for each in fields(kind)} | more) - set(but)
    for key in definition:
        if key not in known:
            raise Misdeclared((*path, str(key)), f"no such key; known: {', '.join(sorted(known))}")
    return definition


def _list(given: Mapping[str, Any], key: str) -> list[Any]:
    value = given.get(key, [])
    if not isinstance(value, list):
        raise Misdeclared((key,), "a list")
    return value


def _text(given: Mapping[str, Any], key: str, path: Path = ()) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Misdeclared((*path, key), "words")
    return value


def _one_of(kind: type[StrEnum], given: Mapping[str, Any], key: str, path: Path = ()) -> Any:
    if given.get(key) not in list(kind):
        raise Misdeclared((*path, key), f"one of {', '.join(kind)}")
    return kind(given[key])


def _some(kind: type[StrEnum], given: Mapping[str, Any], key: str) -> Any:
    return tuple(map(kind, _among(set(kind), given, key)))


def _among(known: Any, given: Mapping[str, Any], key: str, default: Any = None) -> tuple[str, ...]:
    if default is None:
        default = {each.name: each.default for each in fields(Declaration)}[key]
    values = given.get(key, default)
    for place, each in enumerate(values):
        if each not in known:
            raise Misdeclared((key, place), f"one of {', '.join(sorted(known))}")
    return tuple(values)
