"""The counts of a programme that a ward makes on its pages."""

from collections.abc import Collection, Mapping
from typing import Any

from app.models.movement.declaration import (
    AUDIENCE,
    COUNTED_BY,
    DENOMINATOR,
    GROUPS,
    ORGANISATIONS,
    ORGANISER,
    RECOGNISED,
    STANDINGS,
    SUBJECTS,
    Subject,
)
from app.models.movement.giving import LASTING, PaperKind
from app.models.movement.question import Type
from app.models.movement.rules import read_rule
from app.models.movement.sentence import read_sentence

Definition = dict[str, Any]
# What the counts of given and of expired ones are called.
LABELS = {
    PaperKind.PLATE: ("Đã công nhận, biển còn hạn", "Có biển đã hết hạn"),
    PaperKind.RECOGNITION: ("Đã công nhận, giấy còn hạn", "Có giấy công nhận đã hết hạn"),
    PaperKind.MERIT: ("Được khen", ""),
    PaperKind.THANKS: ("Được gửi thư cảm ơn", ""),
}
HOUSEHOLDS = DENOMINATOR + "households"
_ADDED = frozenset((Type.MONEY, Type.TALLY))


def counting(definition: Definition) -> Definition:
    """Set the counts: all entries by the counted fields, each criterion, and plates where the programme gives any. A
    count that the definition words itself stays while all fields and criteria that it uses are present."""
    fields = [each["key"] for each in definition["fields"] if each.get("counted")]
    criteria = {each["key"]: each["text"] for each in definition.get("criteria", [])}
    known = {*fields, *criteria, *COUNTED_BY, AUDIENCE}
    stood = [each for each in definition.get("counts", []) if not _made(each) and _speaks_of(each) <= known]
    stood = [each for each in stood if _has_whole(each, {other["key"] for other in stood})]
    own = [each for each in stood if each.get("where") not in STANDINGS]
    unit = definition.get("noun") or "lượt"
    denominator = {"of": HOUSEHOLDS} if definition["subject"] == Subject.HOUSEHOLD else {}
    worded = {key for each in own for key in _speaks_of(each) if key in criteria}
    every = [*own]
    sums = {each["key"]: each for each in definition["fields"] if each["key"] in fields and each["type"] in _ADDED}
    if not own:
        by = [*(each for each in fields if each not in sums), "group"]
        every.append(
            {"key": "recorded", "unit": unit, "label": f"Đã ghi: {definition['name']}", "by": by, **denominator}
        )
    every += [
        {"key": f"met_{key}", "unit": unit, "label": text, "where": {"all": [key]}, "by": ["group"], **denominator}
        for key, text in criteria.items() if key not in worded
    ]  # fmt: skip
    worded_sums = {each.get("sum") for each in own}
    every += [_sum(each) for key, each in sums.items() if key not in worded_sums]
    counts = [*every, *_standings(definition, stood, unit, denominator)]
    return {**definition, "counts": counts, **_sentences(definition, {str(each["key"]) for each in counts})}


def _sentences(definition: Definition, counts: Collection[str]) -> Definition:
    """The sentences of which all counts are there."""
    every = [(each, read_sentence(each).elements) for each in definition.get("sentences", ())]
    stay = [each for each, elements in every if all(element.count in counts for element in elements)]
    return {"sentences": stay} if "sentences" in definition else {}


def _standings(
    definition: Definition, stood: Collection[Mapping[str, Any]], unit: str, denominator: Mapping[str, str]
) -> list[Any]:
    """The counts of what was given and holds, and of what ran out where it may: those that the definition words, and
    where criteria are to be met the others too."""
    paper = PaperKind(definition.get("gives", {}).get("paper", PaperKind.PLATE))
    worded = {each["where"]: each for each in stood if each.get("where") in STANDINGS}
    if "recognised_when" not in definition:
        return [*worded.values()] if "gives" in definition else []
    keys = STANDINGS if paper in LASTING else (RECOGNISED,)
    return [worded.get(key, _standing(key, paper, unit, denominator)) for key in keys]


def _standing(key: str, paper: PaperKind, unit: str, denominator: Mapping[str, str]) -> Definition:
    """The count of valid plates or papers, or of expired ones."""
    definition = {"key": key, "unit": unit, "where": key, "by": ["group"]}
    label = LABELS[paper]
    if key == RECOGNISED:
        return definition | {"label": label[0], **denominator}
    return definition | {"label": label[1]}


def _made(count: Mapping[str, Any]) -> bool:
    """Whether a count was made by `counting`."""
    return count["key"] == "recorded" or str(count["key"]).startswith(("met_", "sum_"))


def _speaks_of(count: Mapping[str, Any]) -> set[str]:
    where = count.get("where")
    of: set[str] = {*count.get("by", ()), *(count[key] for key in ("sum", "size", "distinct") if key in count)}
    of -= {ORGANISER}  # it is no field
    if isinstance(where, Mapping) and ORGANISER not in where:
        criteria = "all" in where and all(isinstance(each, str) for each in where["all"])
        of |= set(where["all"]) if criteria else read_rule(where, ()).fields
    return of


def _has_whole(count: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Whether the count of which another is a share is there."""
    of = str(count.get("of", ""))
    return not of or "." in of or of in (SUBJECTS, GROUPS, ORGANISATIONS) or of in keys


def _sum(field: Mapping[str, Any]) -> Definition:
    """The count that adds up a field."""
    money, tally = field["type"] == Type.MONEY, field["type"] == Type.TALLY
    unit = "đồng" if money else field.get("unit") or "số"
    by = [*([AUDIENCE] if tally else []), "group"]
    return {"key": f"sum_{field['key']}", "unit": unit, "label": field["label"], "sum": field["key"], "by": by}
