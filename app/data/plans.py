"""The plans that ship (app/data/plans/<key>.yaml) and those of a file of one's own: what is wrong is told with file and
line. An unknown key is refused, so that nothing of a plan is lost in silence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.country.written import read_yaml
from app.data.programmes import catalogue as programmes
from app.data.reading import line_of
from app.indicators.each_asked import is_list_of
from app.indicators.named_figures import INDICATORS
from app.indicators.narrowed import entries_of
from app.indicators.target_measures import AS_ONE
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS, SUBJECTS
from app.models.movement.declared_periods import OWN_COUNTS
from app.models.movement.organisation import KINDS
from app.models.movement.sentence import DIRECTING, THEMES
from app.models.targets import narrowing
from app.models.targets.matter import DUES
from app.models.targets.plan import STYLES
from app.models.targets.plan_part import FIRST, above, position_of
from app.models.targets.reporting_rule import EVERY
from app.models.targets.target import OPERATORS, PARTS

FOLDER = Path(__file__).with_name("plans")
# So many programmes are offered along with a plan.
MOST_PROGRAMMES = 12
MEASURE = ("measured_by", "narrowed_to", "each_of", "share_of")


class BadPlan(ValueError):
    """A file that is no plan; the message names it with the line."""


@dataclass(frozen=True)
class PlanFile:
    """A plan as a file says it: its own columns, those of its targets, tasks and rules by their keys, and those of its
    `parts:` in their order."""

    key: str
    columns: Mapping[str, Any]
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    matters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    level: str = "ward"
    headings: Sequence[Mapping[str, str]] = ()
    # The keys of the programmes that ship and serve it, those that serve it most first.
    programmes: Sequence[str] = ()


class _Wrong(Exception):
    def __init__(self, path: tuple[str | int, ...], words: str) -> None:
        super().__init__(words)
        self.path = path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def _joined(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("a list of texts")
    return "; ".join(each.replace(";", ",") for each in value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(_text(value))


def _days(value: Any) -> str:
    return ",".join(f"{date.fromisoformat(f'2025-{each}'):%m-%d}" for each in value)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a number from 0 on")
    return value


def _true(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _among(known: Mapping[str, object]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"one of {', '.join(filter(None, known))}")
        return str(value)

    return read


def _narrowed(value: Any) -> str:
    """`{dimension: entry}`; of several entries any (a list), `{all: […]}` or `{none: […]}`; or the text of a target."""
    if isinstance(value, str):
        return narrowing.written(narrowing.read(value))
    if not isinstance(value, dict):
        raise ValueError("entries by dimension")
    found = []
    for dimension, entries in value.items():
        how, keys = narrowing.ANY, entries
        if isinstance(entries, dict) and len(entries) == 1:
            [(how, keys)] = entries.items()
        keys = keys if isinstance(keys, list) else [keys]
        if how not in narrowing.HOW or not keys:
            raise ValueError(f"{dimension}: entries, or one of {', '.join(narrowing.HOW)} with entries")
        found.append(narrowing.Narrowing(_text(dimension), tuple(map(str, keys)), how))
    return narrowing.written(narrowing.read(narrowing.written(found)))


def _numeral(value: Any) -> str:
    if position_of(_text(value)) == 0:
        raise ValueError(f"{FIRST} is of every plan")
    return str(value)


def _themes(value: Any) -> str:
    known = [each for each in THEMES if each != DIRECTING]
    if not isinstance(value, list) or not set(value) <= set(known):
        raise ValueError(f"some of {', '.join(known)}")
    return ",".join(value)


# Each key of a file: the column it fills, and how it is read; "!" must be there.
_HEAD = {
    "title!": ("title", _text), "number": ("number", _text), "date": ("signed_on", _day), "body!": ("body", _text),
    "style!": ("style", _among(STYLES)), "since!": ("since", _day), "until!": ("until", _day),
    "based_on": ("based_on", _joined), "addressees": ("addressees", _joined),
}  # fmt: skip
# What a file may tell beside that no column holds: the issuer's own words stand in its settings.
_BESIDE = {
    "key", "level", "kind", "place", "superior", "signer", "groups_called", "programmes", "parts", "targets", "tasks",
    "reports",
}  # fmt: skip
_HEADING = {"numeral!": ("numeral", _numeral), "title!": ("title", _text), "themes": ("themes", _themes)}
_TARGET = {
    "name!": ("name", _text), "text!": ("text", _text), "part!": ("part", _among(PARTS)), "place": ("place", _text),
    "since!": ("since", _day), "until!": ("until", _day), "operator!": ("operator", _among(OPERATORS)),
    "value!": ("value", _number), "unit!": ("unit_words", _text), "aspirational": ("aspirational", _true),
    "denominator": ("denominator_words", _text), "of": ("audience", _text), "measured_by": ("measured_by", _text),
    "only": ("narrowed_to", _narrowed), "each_of": ("each_of", _text), "why": ("why", _text),
    "whole": ("own_denominator", _number), "share_of": ("share_of", _text),
}  # fmt: skip
_TASK = {
    "text!": ("text", _text), "place": ("place", _text), "part": ("part", _text),
    "directing": ("directing", _text), "lead": ("lead", _joined), "cooperating": ("cooperating", _joined),
    "result": ("result", _text), "when": ("when_words", _text), "due": ("due", _among(DUES)), "by": ("due_on", _text),
}  # fmt: skip
_REPORT = {
    "text!": ("text", _text), "place": ("place", _text), "senders": ("senders", _joined), "to": ("addressee", _text),
    "via": ("via", _text), "every!": ("every", _among(EVERY)), "days": ("days", _days), "when": ("", _text),
}  # fmt: skip


@cache
def catalogue() -> Mapping[str, PlanFile]:
    """All that ship, by key."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def load(path: Path) -> PlanFile:
    """What a file says.

    Raises:
        BadPlan: it is none.
    """
    return read(path.read_text(encoding="utf-8"), path.name)


def read(text: str, called: str) -> PlanFile:
    """What a text says; `called` names it where something is wrong.

    Raises:
        BadPlan: it is no plan.
    """
    try:
        document = read_yaml(text)
        return _plan(document)
    except _Wrong as wrong:
        raise BadPlan(f"{called}:{line_of(text, wrong.path)}: {wrong}") from wrong
    except yaml.YAMLError as wrong:
        line = getattr(getattr(wrong, "problem_mark", None), "line", 0) + 1
        raise BadPlan(f"{called}:{line}: {getattr(wrong, 'problem', wrong)}") from wrong


def _plan(document: Any) -> PlanFile:
    if not isinstance(document, dict) or not isinstance(document.get("key"), str):
        raise _Wrong((), "key: a text")
    head = _columns({key: value for key, value in document.items() if key not in _BESIDE}, _HEAD, ())
    if head["until"] < head["since"]:
        raise _Wrong(("until",), "until: a day after since")
    parts = {each: _rows(document.get(each) or [], known, each) for each, known in _PARTS.items()}
    for row in parts["targets"].values():
        if not row.get("measured_by") and not row.get("why"):
            raise _Wrong(("targets",), f"{row['name']}: measured_by, or why it is entered")
        # What measures it is one choice: what a file does not say of it is nothing, not what stands.
        row.update({column: row.get(column, "") for column in MEASURE})
        if wrong := _mismeasured(row):
            raise _Wrong(("targets",), f"{row['name']}: {wrong}")
    headings = _headings(document.get("parts") or [])
    numerals = {FIRST, *(each["numeral"] for each in headings)}
    for place, row in enumerate(parts["tasks"].values()):
        row["due_on"] = _due(row, head["since"])
        if headings and row.get("part") not in numerals:
            raise _Wrong(("tasks", place, "part"), f"part: one of {', '.join(sorted(numerals, key=position_of))}")
    level = str(document.get("level") or "ward")
    rows = parts["targets"], parts["tasks"], parts["reports"]
    return PlanFile(document["key"], head, *rows, level, headings, _served_by(document.get("programmes") or []))


def _served_by(keys: Any) -> Sequence[str]:
    """The programmes that serve a plan: each once, no more than a person reads at once; what lies within another comes
    with that."""
    known = [key for key, declared in programmes().items() if not declared.within]
    if not isinstance(keys, list) or len(keys) > MOST_PROGRAMMES or len(set(keys)) < len(keys):
        raise _Wrong(("programmes",), f"programmes: at most {MOST_PROGRAMMES}, each once")
    for place, key in enumerate(keys):
        if key not in known:
            raise _Wrong(("programmes", place), f"programmes: none that ships and lies within none: {key}")
    return tuple(keys)


def _headings(rows: Any) -> list[dict[str, str]]:
    """The parts of a plan: each numeral and each theme once, "5.1" below a "5"."""
    found = [_columns(row, _HEADING, ("parts", place)) for place, row in enumerate(rows)]
    numerals = [each["numeral"] for each in found]
    seen = set[str]()
    for place, numeral in enumerate(numerals):
        if numeral in numerals[:place]:
            raise _Wrong(("parts", place, "numeral"), f"numeral: {numeral} twice")
        if above(numeral) not in ("", *numerals):
            raise _Wrong(("parts", place, "numeral"), f"numeral: no {above(numeral)}")
        for theme in filter(None, found[place].get("themes", "").split(",")):
            if theme in seen:
                raise _Wrong(("parts", place, "themes"), f"themes: {theme} twice")
            seen.add(theme)
    return found


_Columns = Mapping[str, tuple[str, Callable[[Any], Any]]]
_PARTS: Mapping[str, _Columns] = {"targets": _TARGET, "tasks": _TASK, "reports": _REPORT}


def _mismeasured(row: Mapping[str, Any]) -> str:
    """What is wrong with how a target is measured. How counts of a ward's own programmes are told apart, and which
    entries its lists have, only the ward knows."""
    by, narrowed = row["measured_by"], row["narrowed_to"]
    if not by:
        beside = narrowed or row["each_of"] or row["share_of"]
        return "only, each_of, share_of: of what is measured" if beside else ""
    if row["share_of"] and (wrong := _uncounted(row["share_of"], whole=True)):
        return f"share_of: {wrong}"
    if row["each_of"] and not is_list_of(row["each_of"], row["share_of"]):
        return "share_of: of what is asked of each, the list of these"
    if wrong := _uncounted(by):
        return f"measured_by: {wrong}"
    entries, narrowings = entries_of(by, programmes(), None), narrowing.read(narrowed)
    if entries is None:
        return ""
    asked = {each.dimension for each in narrowings} | set(filter(None, row["each_of"].split("+")))
    if lacking := sorted(asked - entries.keys() - {AS_ONE}):
        return f"{by} is not told apart by {', '.join(lacking)}"
    for each in narrowings:
        known = entries.get(each.dimension) or (lambda name: True)
        if unknown := [name for name in each.keys if not known(name)]:
            return f"only: no entry of {each.dimension}: {', '.join(unknown)}"
    return ""


def _uncounted(key: str, *, whole: bool = False) -> str:
    """What is wrong with the key of a figure: nothing counts it. What a ward's own programmes count only it knows."""
    head, dot, tail = key.partition(".")
    if key in INDICATORS or (whole and (key == GROUP_COUNT or (head == ORGANISATIONS and tail in ("", *KINDS)))):
        return ""
    declared = programmes().get(head)
    own = OWN_COUNTS if declared and declared.every else ()
    counted = {*(each.key for each in declared.counts), *own, *([SUBJECTS] if whole else [])} if declared else {tail}
    return "" if dot and tail in counted else f"{key} is not counted"


def _rows(rows: Any, known: Mapping[str, tuple[str, Callable[[Any], Any]]], within: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        key = row.get("key") if isinstance(row, dict) else None
        if not isinstance(key, str) or key in found:
            raise _Wrong((within, place), "key: a text of its own")
        rest = {name: value for name, value in row.items() if name != "key"}
        found[key] = _columns(rest, known, (within, place)) | {"position": place + 1}
    return found


def _columns(
    row: Mapping[str, Any], known: Mapping[str, tuple[str, Callable[[Any], Any]]], path: tuple[str | int, ...]
) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, (column, how) in known.items():
        key = name.rstrip("!")
        if key not in row and name != key:
            raise _Wrong(path, f"{key}: lacking")
        if key in row:
            try:
                columns[column] = how(row[key])
            except ValueError as wrong:
                raise _Wrong((*path, key), f"{key}: {wrong}") from wrong
    columns.pop("", None)
    unknown = set(row) - {name.rstrip("!") for name in known}
    if unknown:
        raise _Wrong((*path, min(unknown)), f"{min(unknown)}: no such key")
    return columns


def _due(row: dict[str, Any], since: date) -> date | None:
    """The day by which a task is due: the one named, or of each year's day the first one in the plan's time."""
    due_on = row.get("due_on")
    if not due_on:
        return None
    if row.get("due") == "yearly":
        first = date.fromisoformat(f"{since.year}-{due_on}")
        return first if first >= since else first.replace(year=since.year + 1)
    return date.fromisoformat(due_on)
