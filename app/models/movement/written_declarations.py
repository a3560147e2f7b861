"""What a declaration that is written in a file must say beyond one that a page puts together: a draft may still lack a
question, name no plan, or keep who decides while nothing is given."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.models.movement.declaration import RECOGNISED, STANDINGS, SUBJECTS, Count, Declaration, Subject
from app.models.movement.declaration_subjects import PLACED
from app.models.movement.field_reading import Path
from app.models.movement.giving import PaperKind
from app.models.movement.question import NUMBERS
from app.models.movement.rules import InvalidDeclaration

PARTS = "fields", "criteria", "checks", "counts", "sentences"
# Keys that hold words, lists or keys with what they say, in whatever part they stand.
_WORDS = frozenset(
    (
        "key",
        "name",
        "noun",
        "source",
        "shape",
        "shelf",
        "subject",
        "title",
        "within",
        "one_per",
        "label",
        "hint",
        "section",
        "type",
        "unit",
        "text",
        "how",
        "sum",
        "size",
        "distinct",
        "missing",
        "over_time",
        "headings",
        "every",
        "in",
        "bound",
    )
)
_LISTS = frozenset(
    (
        *("recorded_on", "records", "sees", "decides", "confirmed_by", "outcomes", "by", "part", "only", "for"),
        *("around", "tasks_to"),
    )
)
_MAPPINGS = frozenset(
    ("among", "due", "keep", "gives", "recognised_when", "valid_for", "words", "also", "offers", "writes")
)


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_mapping(value: Any) -> bool:
    """Whether it is a mapping by words, whose lists are of words."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return False
    return all(_are_words(each) for key, each in value.items() if isinstance(each, list) and key not in PARTS)


# Of each: keys, condition, reason.
_KINDS: tuple[tuple[frozenset[str], Callable[[Any], bool], str], ...] = (
    (_WORDS, lambda value: isinstance(value, str), "words"),
    (frozenset(PARTS), lambda value: isinstance(value, list), "a list"),
    (_LISTS, _are_words, "a list of words"),
    (_MAPPINGS, _is_mapping, "keys with what they say"),
    (frozenset({"also"}), lambda value: all(isinstance(each, str) for each in value.values()), "its keys with words"),
    (frozenset({"recognised_when"}), lambda value: all(map(_are_words, value.values())), "{all: [criteria]}"),
    (frozenset({"most"}), lambda value: type(value) is int, "a number"),
)


def check_kinds(definition: Any) -> None:
    """Check that what stands under each key is a text, a list or a mapping as it must be.

    Raises:
        InvalidDeclaration: it is not; names the path.
    """
    for path, part in _all(definition):
        if not _is_mapping(part):
            raise InvalidDeclaration(path, "keys with what they say")
        for key, value in part.items():
            for keys, fits, why in _KINDS:
                if key in keys and not fits(value):
                    raise InvalidDeclaration((*path, key), why)
        if not isinstance(part.get("of", ""), str if path[:1] == ("counts",) else (str, Mapping)):
            raise InvalidDeclaration((*path, "of"), "words, or of a field keys with words")


def check_written(made: Declaration) -> None:
    """Check a declaration of a file.

    Raises:
        InvalidDeclaration: it says nothing, or what has no meaning, under some key.
    """
    if not made.key.isidentifier():
        raise InvalidDeclaration(("key",), "a word: letters, digits, _")
    _check_empty(made.definition)
    _check_recognition(made)
    _check_choices(made)
    for place, count in enumerate(made.counts):
        for key, fits, why in _OF_COUNTS:
            if not fits(made, count):
                raise InvalidDeclaration(("counts", place, key), why)


def _check_empty(given: Mapping[str, Any]) -> None:
    """Refuse keys that say nothing."""
    for path, part in _all(given):
        for key, value in part.items():
            if key in _WORDS and not value.strip():
                raise InvalidDeclaration((*path, key), "words")
            if key in ("counted", "quick") and value is not True:
                raise InvalidDeclaration((*path, key), "true")
    for key in (*PARTS, "keep", "among"):
        if key in given and not given[key]:
            raise InvalidDeclaration((key,), "says nothing")


def _all(definition: Any) -> Iterator[tuple[Path, Any]]:
    """The declaration and each of its parts, with its path."""
    yield (), definition
    for part in PARTS if isinstance(definition, Mapping) else ():
        every = definition.get(part)
        yield from (((part, place), each) for place, each in enumerate(every if isinstance(every, list) else ()))


def _check_recognition(made: Declaration) -> None:
    """Who is recognised, who decides, what is given and how long it holds go together."""
    given, thanks = made.definition, made.gives is not None and made.gives.paper is PaperKind.THANKS
    needs = [("decides", "gives"), ("recognised_when", "gives"), ("valid_for", "gives"), ("gives", "decides")]
    for key, other in [*needs, *([] if thanks else [("gives", "recognised_when")])]:
        if given.get(key) and not given.get(other):
            raise InvalidDeclaration((key,), f"only with `{other}`")


def _check_choices(made: Declaration) -> None:
    for place, each in enumerate(made.fields):
        of: Mapping[Any, Any] = each.of if isinstance(each.of, Mapping) else {}
        if any(not isinstance(text, str) or not text.strip() for pair in of.items() for text in pair):
            raise InvalidDeclaration(("fields", place, "of"), "keys with words")
        if made.definition["fields"][place].get("most", 1) <= 0:
            raise InvalidDeclaration(("fields", place, "most"), "above 0")


def _tells_numbers_apart(made: Declaration, count: Count) -> bool:
    numbers = {each.key for each in made.asked if each.type in NUMBERS}
    return not numbers & set(count.by)


def _is_given(made: Declaration, count: Count) -> bool:
    return count.where not in STANDINGS or made.recognises


def _says_parts(made: Declaration, count: Count) -> bool:
    written = next(each for each in made.definition["counts"] if each["key"] == count.key)
    return "part" not in written or bool(count.part)


# What a count may say: key, condition, reason.
_OF_COUNTS: tuple[tuple[str, Callable[[Declaration, Count], bool], str], ...] = (
    ("key", lambda made, count: count.key.isidentifier(), "a word: letters, digits, _"),
    ("part", _says_parts, "keys of the tally that is summed"),
    ("where", _is_given, f"{RECOGNISED} only where something is given"),
    ("distinct", lambda made, count: count.distinct != "group" or made.subject in PLACED, "the subject is in no group"),
    ("of", lambda made, count: count.of != SUBJECTS or made.subject is not Subject.EVENT, "events have no whole"),
    ("by", _tells_numbers_apart, "a number tells nothing apart"),
)
