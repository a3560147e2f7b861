"""Edit the definition of a programme step by step, as a ward does on its pages. Each function returns a new definition
and leaves its argument unchanged; the caller parses the result before storing it (declaration_reading)."""

import re
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from app.country import names
from app.models.helping.lists.definitions import fresh_key as made_key
from app.models.movement.declaration import (
    RESERVED,
    VISITED,
    EntryWay,
    Outcome,
    Shape,
    Subject,
)
from app.models.movement.declaration_subjects import PLACED, with_phones
from app.models.movement.draft_counts import counting
from app.models.movement.field_reading import check_rule, read_question
from app.models.movement.giving import LASTING, NAMING, PaperKind
from app.models.movement.keys import same_words
from app.models.movement.question import AGE, AGREED, LONGEST_CHOICE, MOST_CHOICES, WHO, Type
from app.models.movement.rules import InvalidDeclaration, Rule, read_rule

Definition = dict[str, Any]
# The paper, to and reason of `gives`.
Given = Mapping[str, Any] | None
# Who may record on site, of those that a page offers.
HELPERS = ("group_head", "team_member")
_IN_OFFICE = frozenset(("officer", "leader"))


class ProgrammeStillNeeded(Exception):
    """A field cannot be removed while criteria use it, nor a choice while any rule does; `texts` are those of criteria
    and checks, or the labels of fields that a rule shows."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self.texts = texts


class NeedsField(Exception):
    """A criterion cannot be restored without the fields that it uses."""


class NamesRecipient(Exception):
    """A field that names who gets the paper of the programme stays, of a type that names somebody; so does its deed."""


class NamesSubject(Exception):
    """A field whose answer is the name of a new event or site stays, and a text."""


class SameWords(Exception):
    """Two choices would have the same wording, `words`."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class TooManyChoices(Exception):
    """More different lines than a question offers."""


class LongChoice(Exception):
    """A choice is longer than `LONGEST_CHOICE`; `words` is how it begins."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def begun(*, key: str, name: str, noun: str, subject: Subject, source: str, helpers: Sequence[str]) -> Definition:
    """A new programme of a ward without questions; `helpers` are the roles that record on site, beside the office."""
    definition: Definition = {
        "key": key, "shape": Shape.RECOGNISE.value, "name": name, "noun": noun, "source": source,
        "subject": subject.value, "fields": [], "criteria": [],
        "outcomes": [each.value for each in VISITED] if subject is Subject.HOUSEHOLD else [Outcome.DONE.value],
    }  # fmt: skip
    return renamed(definition, name=name, noun=noun, source=source, helpers=helpers)


def helpers_of(subject: Subject) -> tuple[str, ...]:
    """Those of HELPERS who may record about a subject: they work in groups."""
    return HELPERS if subject in PLACED else ()


def renamed(definition: Mapping[str, Any], *, name: str, noun: str, source: str, helpers: Sequence[str]) -> Definition:
    """The definition with another name, noun, source and other helpers. Where the office alone records,
    nothing is recorded on phones, and no field asked first there (`quick`)."""
    fresh = deepcopy(dict(definition)) | {"name": name, "noun": noun, "source": source}
    before = [each for each in fresh.get("records", ()) if each in HELPERS]
    if "records" in fresh and set(before) == set(helpers):
        return counting(fresh)
    ways = with_phones(fresh).get("recorded_on", [EntryWay.OFFICE.value, EntryWay.IMPORT.value])
    fresh["records"] = _helped_by(fresh.get("records", ["officer"]), helpers)
    if _IN_OFFICE.issuperset(fresh["records"]):
        ways = [each for each in ways if each != EntryWay.DOORSTEP]
        fresh["fields"] = [{name: each[name] for name in each if name != "quick"} for each in fresh["fields"]]
    fresh["recorded_on"] = ways if EntryWay.DOORSTEP in ways or not helpers else [*ways, EntryWay.DOORSTEP.value]
    seeing = [each for each in helpers if each not in before or each in fresh.get("sees", ())]
    fresh["sees"] = _helped_by(fresh.get("sees", ["officer", "leader"]), seeing)
    return counting(fresh)


def _helped_by(roles: Sequence[str], helpers: Sequence[str]) -> list[str]:
    """Roles with these helpers and no others of those that a page offers."""
    stay = [each for each in roles if each not in HELPERS or each in helpers]
    return [*stay, *(each for each in helpers if each not in stay)]


def with_field(
    definition: Mapping[str, Any], place: int | None, field: Mapping[str, Any], taken: Collection[str] = ()
) -> Definition:
    """Add a field, or replace the one at `place`, which keeps its key because entries refer to it. The key of a new one
    is not in `taken`.

    Raises:
        StillNeeded: rules use a choice that the field no longer has, or a type that it was.
        NamesRecipient: it names who gets the paper, and would name nobody.
        NamesSubject: it names a new event or site, and would be no text.
    """
    fresh = deepcopy(dict(definition))
    stands = fresh["fields"][place] if place is not None else {}
    key = stands.get("key") or fresh_key(field["label"], _with_stems([*_keys(fresh), *taken]))
    merged = {**stands, **field, "key": key}
    kept = {name: value for name, value in merged.items() if value not in ("", None, {}, False)}
    if place is None:
        fresh["fields"].append(kept)
    else:
        fresh["fields"][place] = kept
    if needed := _unfit(fresh, key):
        raise ProgrammeStillNeeded(needed)
    if kept["type"] not in NAMING:
        _check_recipient(fresh, key)
    if kept["type"] != Type.TEXT:
        _check_title(fresh, key)
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
    """Remove a field, the checks that use it, and of other fields the rules to show them that do: these have no page
    where they could be removed before.

    Raises:
        StillNeeded: criteria use it.
        NamesRecipient: it names who gets the paper.
        NamesSubject: it names a new event or site.
    """
    fresh = deepcopy(dict(definition))
    key = fresh["fields"].pop(place)["key"]

    def uses(rule: Any) -> bool:
        return key in read_rule(rule, ()).fields

    if needed := [each["text"] for each in fresh.get("criteria", []) if uses(each["rule"])]:
        raise ProgrammeStillNeeded(needed)
    _check_recipient(fresh, key)
    if key == (fresh.get("gives") or {}).get("deed"):
        raise NamesRecipient
    _check_title(fresh, key)
    if "checks" in fresh:
        fresh["checks"] = [each for each in fresh["checks"] if not uses(each["rule"])]
    for each in fresh["fields"]:
        if "shown_when" in each and uses(each["shown_when"]):
            del each["shown_when"]
    return counting(fresh)


def unbound(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What `without_field` removed with a field: the texts of checks, the labels of fields that are always shown."""
    texts = [each["text"] for each in before.get("checks", []) if each not in after.get("checks", [])]
    shown = {each["key"] for each in before["fields"] if "shown_when" in each}
    return texts, [each["label"] for each in after["fields"] if each["key"] in shown and "shown_when" not in each]


def unsaid(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The texts of sentences of reports that went with a count, "…" for their figures."""
    stay = [each["text"] for each in after.get("sentences", ())]
    return [
        re.sub(r"\{[^{}]*\}", "…", each["text"]) for each in before.get("sentences", ()) if each["text"] not in stay
    ]


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


def recognising(
    definition: Mapping[str, Any], criteria: Collection[str], years: int | None, gives: Given
) -> Definition:
    """Set recognition: a leader gives a paper to whoever meets `criteria`, a letter of thanks without any too; valid
    for some years or without end where it may run out. Series and deed stay. None for `gives`: no recognition."""
    fresh = {key: each for key, each in definition.items() if key not in ("recognised_when", "valid_for", "gives")}
    if gives is not None and (criteria or gives["paper"] == PaperKind.THANKS):
        fresh |= {"recognised_when": {"all": list(criteria)}} if criteria else {}
        stands = {k: v for k, v in (definition.get("gives") or {}).items() if k in ("series", "deed")}
        fresh["gives"] = {"series": definition["key"], **stands, **{k: v for k, v in gives.items() if v}}
        fresh["decides"] = ["leader"]
        fresh |= {"valid_for": {"years": years}} if years and gives["paper"] in LASTING else {}
    return counting(fresh)


def with_sentences(definition: Mapping[str, Any], sentences: Sequence[Mapping[str, Any]]) -> Definition:
    """Set what reports say of the programme; without any they say nothing, or what ships."""
    fresh = {key: each for key, each in definition.items() if key != "sentences"}
    return fresh | ({"sentences": list(sentences)} if sentences else {})


def choices(lines: Sequence[tuple[str, str]], used: Mapping[str, str]) -> dict[str, str]:
    """The choices of some lines, in order; a line is a key ("" for a new one) and its words. A line keeps its key
    whatever its words, and is removed if it is empty. `used` are all keys that the field ever had, with their last
    words: a new line with the same words gets that key again, any other gets a new key.

    Raises:
        TooManyChoices: there are more than `MOST_CHOICES` different lines.
        LongChoice: one is too long.
        SameWords: two lines with a key have the same words.
    """
    if len({words.casefold() for each in lines if (words := names.clean(each[1]))}) > MOST_CHOICES:
        raise TooManyChoices
    if long := next((words for _key, words in lines if len(names.clean(words)) > LONGEST_CHOICE), ""):
        raise LongChoice(names.clean(long)[:60])
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
    return made_key(words if words[:1].isalpha() else f"muc {words}", {*taken, *RESERVED})


def _check_title(definition: Mapping[str, Any], key: str) -> None:
    if key == definition.get("title"):
        raise NamesSubject


def _check_recipient(definition: Mapping[str, Any], key: str) -> None:
    if key in (definition.get("gives") or {}).get("to", ()):
        raise NamesRecipient


def _keys(definition: Mapping[str, Any]) -> list[str]:
    """All keys, with those of the parts of a person."""
    every = [each["key"] for each in (*definition["fields"], *definition.get("criteria", []))]
    return [*every, *(each["key"] + part for each in definition["fields"] for part in (WHO, AGE, AGREED))]


def _with_stems(keys: Collection[str]) -> set[str]:
    """Some keys, and the keys of persons whose parts they would be."""
    return {*keys, *(each.removesuffix(part) for each in keys for part in (WHO, AGE, AGREED))}


def _rules(definition: Mapping[str, Any]) -> list[tuple[str, Rule]]:
    """The rules of criteria, checks and shown fields, each with its text or label."""
    texts = [(each["text"], each["rule"]) for part in ("criteria", "checks") for each in definition.get(part, [])]
    shown = [(each["label"], each["shown_when"]) for each in definition["fields"] if "shown_when" in each]
    return [(words, read_rule(rule, ())) for words, rule in [*texts, *shown]]


def _unfit(definition: Mapping[str, Any], key: str) -> list[str]:
    """The texts of rules that use a field and do not fit its type or its choices."""
    asked = [read_question(each, (), stored=True) for each in definition["fields"]]
    parts = [part for each in asked for part in each.parts(definition["subject"])]
    fields, found = {each.key: each for each in [*parts, *asked]}, []
    for words, rule in [each for each in _rules(definition) if key in each[1].fields]:
        try:
            check_rule(rule, fields, ())
        except InvalidDeclaration:
            found.append(words)
    return found
