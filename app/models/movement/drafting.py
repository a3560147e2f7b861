"""A declaration is put together piece by piece on a page of the ward: each function gives a new one, as it is stored,
and leaves the one it was given as it is. What comes out is read again before anybody keeps it (declaration_reading)."""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from app.country import names
from app.models.helping.lists.kept import fresh_key as made_key
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

Said = dict[str, Any]
HOUSEHOLDS = DENOMINATOR + "households"


class StillNeeded(Exception):
    """A field, or a choice of one, cannot go while criteria ask for it; `texts` are theirs."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self.texts = texts


class NeedsField(Exception):
    """A criterion cannot come back without what it asks for."""


class SameWords(Exception):
    """Two choices would be called alike; `words` says how."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def begun(*, key: str, name: str, noun: str, subject: Subject, source: str, helpers: Sequence[str]) -> Said:
    """A programme of a ward's own that asks nothing yet; `helpers` record where it is, beside the office."""
    said: Said = {
        "key": key, "shape": Shape.RECOGNISE.value, "name": name, "noun": noun, "source": source,
        "subject": subject.value, "fields": [], "criteria": [],
        "outcomes": [each.value for each in Outcome] if subject is Subject.HOUSEHOLD else [Outcome.DONE.value],
    }  # fmt: skip
    return renamed(said, name=name, noun=noun, source=source, helpers=helpers)


def renamed(said: Mapping[str, Any], *, name: str, noun: str, source: str, helpers: Sequence[str]) -> Said:
    """The same with another name, and other people who record."""
    fresh = deepcopy(dict(said)) | {"name": name, "noun": noun, "source": source}
    ways = [Way.OFFICE, Way.IMPORT, *([Way.DOORSTEP] if helpers else [])]
    fresh |= {"recorded_on": [each.value for each in ways], "records": ["officer", *helpers]}
    fresh["sees"] = ["officer", "leader", *helpers]
    return counting(fresh)


def with_field(
    said: Mapping[str, Any], place: int | None, field: Mapping[str, Any], taken: Collection[str] = ()
) -> Said:
    """With one more field, or another one in a place; it keeps its key, by which what was recorded is known. A new one
    gets a key that none of `taken` is.

    Raises:
        StillNeeded: criteria ask for a choice that it has no more.
    """
    fresh = deepcopy(dict(said))
    stands = fresh["fields"][place] if place is not None else {}
    key = stands.get("key") or fresh_key(field["label"], _with_stems([*_keys(fresh), *taken]))
    whole = {**stands, **field, "key": key}
    if needed := [each["text"] for each in fresh.get("criteria", []) if _asks_for_no_choice(each["rule"], whole)]:
        raise StillNeeded(needed)
    kept = {name: value for name, value in whole.items() if value not in ("", None, {}, False)}
    if place is None:
        fresh["fields"].append(kept)
    else:
        fresh["fields"][place] = kept
    return counting(fresh)


def taken_back(said: Mapping[str, Any], what: Mapping[str, Any]) -> Said:
    """With a field, or a criterion, that a version in use had, as that one said it and under its key; as it stands
    where it is there.

    Raises:
        NeedsField: it is a criterion that asks for a field that is not there.
    """
    fresh = deepcopy(dict(said))
    if what["key"] in _keys(fresh):
        return fresh
    if "rule" not in what:
        fresh["fields"].append(deepcopy(dict(what)))
        return counting(fresh)
    if not read_rule(what["rule"], ()).fields <= {*_keys(fresh)}:
        raise NeedsField
    fresh.setdefault("criteria", []).append(deepcopy(dict(what)))
    return counting(fresh)


def without_field(said: Mapping[str, Any], place: int) -> Said:
    """Without a field.

    Raises:
        StillNeeded: criteria ask for it.
    """
    fresh = deepcopy(dict(said))
    key = fresh["fields"].pop(place)["key"]
    criteria = fresh.get("criteria", [])
    if needed := [each["text"] for each in criteria if key in read_rule(each["rule"], ()).fields]:
        raise StillNeeded(needed)
    return counting(fresh)


def with_criterion(
    said: Mapping[str, Any], place: int | None, text: str, rule: Mapping[str, Any], taken: Collection[str] = ()
) -> Said:
    """With one more criterion, or another one in a place, which keeps its key; a new one gets a key that none of
    `taken` is."""
    fresh = deepcopy(dict(said))
    every = fresh.setdefault("criteria", [])
    key = every[place]["key"] if place is not None else fresh_key(text, [*_keys(fresh), *taken])
    made = {"key": key, "text": text, "rule": rule}
    if place is None:
        every.append(made)
    else:
        every[place] = made
    return counting(fresh)


def without_criterion(said: Mapping[str, Any], place: int) -> Said:
    """Without a criterion; recognition asks for it no more."""
    fresh = deepcopy(dict(said))
    key = fresh["criteria"].pop(place)["key"]
    asked = [each for each in fresh.get("recognised_when", {}).get("all", []) if each != key]
    fresh.pop("recognised_when", None)
    return counting(fresh | ({"recognised_when": {"all": asked}} if asked else {}))


def recognising(said: Mapping[str, Any], criteria: Collection[str], years: int | None) -> Said:
    """The same where a leader gives a plate, for some years or for good, to what meets some criteria; to nobody where
    there is none. A series that was named stays."""
    fresh = {key: each for key, each in said.items() if key not in ("recognised_when", "valid_for", "gives")}
    if criteria:
        fresh |= {"recognised_when": {"all": list(criteria)}, "decides": ["leader"]}
        fresh["gives"] = said.get("gives") or {"paper": "plate", "series": said["key"]}
        fresh |= {"valid_for": {"years": years}} if years else {}
    return counting(fresh)


def counting(said: Said) -> Said:
    """With what is counted of it: all that was recorded, by what counts, each criterion, and plates where there are
    any; a figure that the declaration words itself stays as long as all that it speaks of is there."""
    fields = [each["key"] for each in said["fields"] if each.get("counted")]
    criteria = {each["key"]: each["text"] for each in said.get("criteria", [])}
    known = {*fields, *criteria, *COUNTED_BY}
    stood = [each for each in said.get("counts", []) if not _made(each) and _speaks_of(each) <= known]
    own = [each for each in stood if each.get("where") not in STANDINGS]
    unit = said.get("noun") or "lượt"
    whole = {"of": HOUSEHOLDS} if said["subject"] == Subject.HOUSEHOLD else {}
    worded = {key for each in own for key in _speaks_of(each) if key in criteria}
    every = [*own]
    if not own:
        by = [*fields, "group"]
        every.append({"key": "recorded", "unit": unit, "label": f"Đã ghi: {said['name']}", "by": by, **whole})
    every += [
        {"key": f"met_{key}", "unit": unit, "label": text, "where": {"all": [key]}, "by": ["group"], **whole}
        for key, text in criteria.items() if key not in worded
    ]  # fmt: skip
    if "recognised_when" in said:
        worded_plates = {each["where"]: each for each in stood if each.get("where") in STANDINGS}
        every += [worded_plates.get(key, _standing(key, unit, whole)) for key in STANDINGS]
    return {**said, "counts": every}


def choices(lines: Sequence[tuple[str, str]], used: Mapping[str, str]) -> dict[str, str]:
    """The choices of some lines in their order, each a key ("" for a new one) and its words. A line keeps its key
    whatever it says, and goes where it says nothing. `used` are all keys that the field ever gave, with the words that
    each had last: a new line that says the very same is that choice again, any other gets a key of its own.

    Raises:
        SameWords: two lines with a key say the same.
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
    """The order of some lines of which each says its place, counted from 1 (None: where it stands): those that say
    another place than theirs go there, all others keep their order."""
    moved = [each for each, place in enumerate(places) if place not in (None, each + 1)]
    order = [each for each in range(len(places)) if each not in moved]
    for each in sorted(moved, key=lambda line: places[line] or 0):
        order.insert((places[each] or 1) - 1, each)
    return order


def fresh_key(words: str, taken: Collection[str]) -> str:
    """A key made of words, that none of `taken` is: "Có tủ sách" → "co_tu_sach"; a number never begins one."""
    return made_key(words if words[:1].isalpha() else f"muc {words}", {*taken, *COUNTED_BY})


def _keys(said: Mapping[str, Any]) -> list[str]:
    """All keys there are, with those by which parts of a person are asked."""
    every = [each["key"] for each in (*said["fields"], *said.get("criteria", []))]
    return [*every, *(each["key"] + part for each in said["fields"] for part in (WHO, AGE, AGREED))]


def _with_stems(keys: Collection[str]) -> set[str]:
    """Some keys, and those of which they would be a part if a person were asked for."""
    return {*keys, *(each.removesuffix(part) for each in keys for part in (WHO, AGE, AGREED))}


def _asks_for_no_choice(said: Mapping[str, Any], field: Mapping[str, Any]) -> bool:
    """Whether a rule compares a field with a choice that it has not."""
    of = field.get("of")
    return isinstance(of, Mapping) and bool(of) and not _compared(read_rule(said, ()), field["key"]) <= {*of}


def _compared(rule: Rule, key: str) -> set[str]:
    """With which choices a rule compares a field."""
    own = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    mine = {each for each in own if isinstance(each, str)} if rule.field == key else set()
    return mine.union(*(_compared(each, key) for each in rule.rules))


def _standing(key: str, unit: str, whole: Mapping[str, str]) -> Said:
    """How many are recognised, or how many were and their plate ran out."""
    said = {"key": key, "unit": unit, "where": key, "by": ["group"]}
    if key == RECOGNISED:
        return said | {"label": "Đã công nhận, biển còn hạn", **whole}
    return said | {"label": "Có biển đã hết hạn"}


def _made(count: Mapping[str, Any]) -> bool:
    """Whether a count is one of those made here."""
    return count["key"] == "recorded" or str(count["key"]).startswith("met_")


def _speaks_of(count: Mapping[str, Any]) -> set[str]:
    where = count.get("where")
    of: set[str] = set(count.get("by", ()))
    if isinstance(where, Mapping):
        of |= set(where["all"]) if "all" in where else read_rule(where, ()).fields
    return of
