"""Edit the definition of a programme step by step, as a ward does on its pages. Each function returns a new definition
and leaves its argument unchanged; the caller parses the result before storing it (declaration_reading)."""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from app.country import names
from app.models.helping.lists.definitions import fresh_key as made_key
from app.models.movement.declaration import (
    AGE,
    AGREED,
    COUNTED_BY,
    DENOMINATOR,
    RECOGNISED,
    STANDINGS,
    WHO,
    Outcome,
    Shape,
    Subject,
    Way,
)
from app.models.movement.keys import same_words
from app.models.movement.rules import Rule, read_rule

Definition = dict[str, Any]
HOUSEHOLDS = DENOMINATOR + "households"


class StillNeeded(Exception):
    """A field or a choice cannot be removed while criteria use it; `texts` are those of the criteria."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self.texts = texts


class NeedsField(Exception):
    """A criterion cannot be restored without the fields that it uses."""


class SameWords(Exception):
    """Two choices would have the same wording, `words`."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def begun(*, key: str, name: str, noun: str, subject: Subject, source: str, helpers: Sequence[str]) -> Definition:
    """A new programme of a ward without questions; `helpers` are the roles that record on site, beside the office."""
    definition: Definition = {
        "key": key, "shape": Shape.RECOGNISE.value, "name": name, "noun": noun, "source": source,
        "subject": subject.value, "fields": [], "criteria": [],
        "outcomes": [each.value for each in Outcome] if subject is Subject.HOUSEHOLD else [Outcome.DONE.value],
    }  # fmt: skip
    return renamed(definition, name=name, noun=noun, source=source, helpers=helpers)


def renamed(definition: Mapping[str, Any], *, name: str, noun: str, source: str, helpers: Sequence[str]) -> Definition:
    """The definition with another name, noun, source and other helpers."""
    fresh = deepcopy(dict(definition)) | {"name": name, "noun": noun, "source": source}
    ways = [Way.OFFICE, Way.IMPORT, *([Way.DOORSTEP] if helpers else [])]
    fresh |= {"recorded_on": [each.value for each in ways], "records": ["officer", *helpers]}
    fresh["sees"] = ["officer", "leader", *helpers]
    return counting(fresh)


def with_field(
    definition: Mapping[str, Any], place: int | None, field: Mapping[str, Any], taken: Collection[str] = ()
) -> Definition:
    """Add a field, or replace the one at `place`, which keeps its key because entries refer to it. The key of a new one
    is not in `taken`.

    Raises:
        StillNeeded: criteria use a choice that the field no longer has.
    """
    fresh = deepcopy(dict(definition))
    stands = fresh["fields"][place] if place is not None else {}
    key = stands.get("key") or fresh_key(field["label"], _with_stems([*_keys(fresh), *taken]))
    merged = {**stands, **field, "key": key}
    if needed := [each["text"] for each in fresh.get("criteria", []) if _asks_for_no_choice(each["rule"], merged)]:
        raise StillNeeded(needed)
    kept = {name: value for name, value in merged.items() if value not in ("", None, {}, False)}
    if place is None:
        fresh["fields"].append(kept)
    else:
        fresh["fields"][place] = kept
    return counting(fresh)


def restored(definition: Mapping[str, Any], what: Mapping[str, Any]) -> Definition:
    """Restore a field or criterion of a version in use, with its definition and key; unchanged where it is present.

    Raises:
        NeedsField: the criterion uses a field that is not present.
    """
    fresh = deepcopy(dict(definition))
    if what["key"] in _keys(fresh):
        return fresh
    if "rule" not in what:
        fresh["fields"].append(deepcopy(dict(what)))
        return counting(fresh)
    if not read_rule(what["rule"], ()).fields <= {*_keys(fresh)}:
        raise NeedsField
    fresh.setdefault("criteria", []).append(deepcopy(dict(what)))
    return counting(fresh)


def without_field(definition: Mapping[str, Any], place: int) -> Definition:
    """Remove a field.

    Raises:
        StillNeeded: criteria use it.
    """
    fresh = deepcopy(dict(definition))
    key = fresh["fields"].pop(place)["key"]
    criteria = fresh.get("criteria", [])
    if needed := [each["text"] for each in criteria if key in read_rule(each["rule"], ()).fields]:
        raise StillNeeded(needed)
    return counting(fresh)


def with_criterion(
    definition: Mapping[str, Any], place: int | None, text: str, rule: Mapping[str, Any], taken: Collection[str] = ()
) -> Definition:
    """Add a criterion, or replace the one at `place`, which keeps its key; the key of a new one is not in `taken`."""
    fresh = deepcopy(dict(definition))
    every = fresh.setdefault("criteria", [])
    key = every[place]["key"] if place is not None else fresh_key(text, [*_keys(fresh), *taken])
    made = {"key": key, "text": text, "rule": rule}
    if place is None:
        every.append(made)
    else:
        every[place] = made
    return counting(fresh)


def without_criterion(definition: Mapping[str, Any], place: int) -> Definition:
    """Remove a criterion, also from those of recognition."""
    fresh = deepcopy(dict(definition))
    key = fresh["criteria"].pop(place)["key"]
    asked = [each for each in fresh.get("recognised_when", {}).get("all", []) if each != key]
    fresh.pop("recognised_when", None)
    return counting(fresh | ({"recognised_when": {"all": asked}} if asked else {}))


def recognising(definition: Mapping[str, Any], criteria: Collection[str], years: int | None) -> Definition:
    """Set recognition: a leader gives a plate to whoever meets `criteria`, valid for some years or without end; none
    without criteria. A named series stays."""
    fresh = {key: each for key, each in definition.items() if key not in ("recognised_when", "valid_for", "gives")}
    if criteria:
        fresh |= {"recognised_when": {"all": list(criteria)}, "decides": ["leader"]}
        fresh["gives"] = definition.get("gives") or {"paper": "plate", "series": definition["key"]}
        fresh |= {"valid_for": {"years": years}} if years else {}
    return counting(fresh)


def counting(definition: Definition) -> Definition:
    """Set the counts: all entries by the counted fields, each criterion, and plates where the programme gives any. A
    count that the definition words itself stays while all fields and criteria that it uses are present."""
    fields = [each["key"] for each in definition["fields"] if each.get("counted")]
    criteria = {each["key"]: each["text"] for each in definition.get("criteria", [])}
    known = {*fields, *criteria, *COUNTED_BY}
    stood = [each for each in definition.get("counts", []) if not _made(each) and _speaks_of(each) <= known]
    own = [each for each in stood if each.get("where") not in STANDINGS]
    unit = definition.get("noun") or "lượt"
    denominator = {"of": HOUSEHOLDS} if definition["subject"] == Subject.HOUSEHOLD else {}
    worded = {key for each in own for key in _speaks_of(each) if key in criteria}
    every = [*own]
    if not own:
        by = [*fields, "group"]
        every.append(
            {"key": "recorded", "unit": unit, "label": f"Đã ghi: {definition['name']}", "by": by, **denominator}
        )
    every += [
        {"key": f"met_{key}", "unit": unit, "label": text, "where": {"all": [key]}, "by": ["group"], **denominator}
        for key, text in criteria.items() if key not in worded
    ]  # fmt: skip
    if "recognised_when" in definition:
        worded_plates = {each["where"]: each for each in stood if each.get("where") in STANDINGS}
        every += [worded_plates.get(key, _standing(key, unit, denominator)) for key in STANDINGS]
    return {**definition, "counts": every}


def choices(lines: Sequence[tuple[str, str]], used: Mapping[str, str]) -> dict[str, str]:
    """The choices of some lines, in order; a line is a key ("" for a new one) and its words. A line keeps its key
    whatever its words, and is removed if it is empty. `used` are all keys that the field ever had, with their last
    words: a new line with the same words gets that key again, any other gets a new key.

    Raises:
        SameWords: two lines with a key have the same words.
    """
    found: dict[str, str] = {}
    carried = {key for key, words in lines if key and names.clean(words)}
    for key, words in ((key, names.clean(words)) for key, words in lines):
        alike = next((each for each in found.values() if same_words(each, words)), None)
        if alike is not None and key:
            raise SameWords(alike)
        if not words or alike is not None:
            continue
        again = (each for each, last in used.items() if each not in carried and same_words(last, words))
        found[key or next(again, None) or fresh_key(words, [*used, *carried, *found])] = words
    return found


def in_order(places: Sequence[int | None]) -> list[int]:
    """The new order of lines. `places` are the wanted places, counted from 1 (None: unchanged): lines with another
    place than theirs move there, all others keep their order."""
    moved = [each for each, place in enumerate(places) if place not in (None, each + 1)]
    order = [each for each in range(len(places)) if each not in moved]
    for each in sorted(moved, key=lambda line: places[line] or 0):
        order.insert((places[each] or 1) - 1, each)
    return order


def fresh_key(words: str, taken: Collection[str]) -> str:
    """A key made of words and not in `taken`: "Có tủ sách" → "co_tu_sach"; it never begins with a digit."""
    return made_key(words if words[:1].isalpha() else f"muc {words}", {*taken, *COUNTED_BY})


def _keys(definition: Mapping[str, Any]) -> list[str]:
    """All keys, with those of the parts of a person."""
    every = [each["key"] for each in (*definition["fields"], *definition.get("criteria", []))]
    return [*every, *(each["key"] + part for each in definition["fields"] for part in (WHO, AGE, AGREED))]


def _with_stems(keys: Collection[str]) -> set[str]:
    """Some keys, and the keys of persons whose parts they would be."""
    return {*keys, *(each.removesuffix(part) for each in keys for part in (WHO, AGE, AGREED))}


def _asks_for_no_choice(definition: Mapping[str, Any], field: Mapping[str, Any]) -> bool:
    """Whether a rule compares a field with a choice that the field lacks."""
    of = field.get("of")
    return isinstance(of, Mapping) and bool(of) and not _compared(read_rule(definition, ()), field["key"]) <= {*of}


def _compared(rule: Rule, key: str) -> set[str]:
    """The choices that a rule compares a field with."""
    own = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    mine = {each for each in own if isinstance(each, str)} if rule.field == key else set()
    return mine.union(*(_compared(each, key) for each in rule.rules))


def _standing(key: str, unit: str, denominator: Mapping[str, str]) -> Definition:
    """The count of valid plates, or of expired ones."""
    definition = {"key": key, "unit": unit, "where": key, "by": ["group"]}
    if key == RECOGNISED:
        return definition | {"label": "Đã công nhận, biển còn hạn", **denominator}
    return definition | {"label": "Có biển đã hết hạn"}


def _made(count: Mapping[str, Any]) -> bool:
    """Whether a count was made by `counting`."""
    return count["key"] == "recorded" or str(count["key"]).startswith("met_")


def _speaks_of(count: Mapping[str, Any]) -> set[str]:
    where = count.get("where")
    of: set[str] = set(count.get("by", ()))
    if isinstance(where, Mapping):
        of |= set(where["all"]) if "all" in where else read_rule(where, ()).fields
    return of
