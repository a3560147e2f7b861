"""The counts of a programme that a ward makes on its pages."""

from collections.abc import Collection, Mapping
from typing import Any

from app.models.movement.declaration import (
    AROUND,
    AUDIENCE,
    COUNTED_BY,
    DENOMINATOR,
    GROUP_COUNT,
    ORGANISATIONS,
    ORGANISER,
    RECOGNISED,
    STANDINGS,
    SUBJECTS,
    Subject,
)
from app.models.movement.giving import LASTING, PaperKind
from app.models.movement.question import NUMBERS, Type
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
# Units of numbers that mean nothing when they are added.
_NEVER_ADDED = frozenset(("%", "điểm"))
# Subjects of the programme's own, of which groups have some, and which organisations organise.
_OWN = frozenset((Subject.SITE, Subject.EVENT))
# Keys of counts that `counting` makes, and how others begin.
_MADE, _MADE_OF = frozenset(("recorded", "made_groups", "made_units")), ("met_", "sum_")


def counting(definition: Definition) -> Definition:
    """Set the counts: all entries by the counted fields, groups and organisations that have any, each criterion, the
    sum of each number, and plates where the programme gives any. A count that the definition words itself stays while
    all fields, criteria and counts that it uses are present."""
    fields = [each for each in definition["fields"] if each.get("counted")]
    criteria = {each["key"]: each["text"] for each in definition.get("criteria", [])}
    known = {*(each["key"] for each in fields), *criteria, *COUNTED_BY, AUDIENCE}
    stood = [each for each in definition.get("counts", []) if not _made(each) and _speaks_of(each) <= known]
    stood = _with_bases(stood)
    own = [each for each in stood if each.get("where") not in STANDINGS]
    unit, by = definition.get("noun") or "lượt", _by(definition)
    denominator = {"of": HOUSEHOLDS} if definition["subject"] == Subject.HOUSEHOLD else {}
    worded = {key for each in own for key in _speaks_of(each)}
    every = [*own]
    if not own:
        apart = [each["key"] for each in fields if each["type"] not in NUMBERS]
        label = f"Đã ghi: {definition['name']}"
        every.append({"key": "recorded", "unit": unit, "label": label, "by": [*apart, *by], **denominator})
        every += _places_with(definition)
    every += [
        {"key": f"met_{key}", "unit": unit, "label": text, "where": {"all": [key]}, "by": by, **denominator}
        for key, text in criteria.items() if key not in worded
    ]  # fmt: skip
    worded_sums = {each.get("sum") for each in own}
    every += _sums([each for each in fields if _adds_up(each) and each["key"] not in worded_sums], definition)
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
    keys = STANDINGS if paper in LASTING and "valid_for" in definition else (RECOGNISED,)
    made = {"unit": unit, "by": _groups(definition)}
    more = ({"label": LABELS[paper][0], **denominator}, {"label": LABELS[paper][1]})
    return [worded.get(key, {"key": key, "where": key, **made, **each}) for key, each in zip(keys, more, strict=False)]


def _made(count: Mapping[str, Any]) -> bool:
    """Whether a count was made by `counting`."""
    return count["key"] in _MADE or str(count["key"]).startswith(_MADE_OF)


def _groups(definition: Mapping[str, Any]) -> list[str]:
    """The dimension of groups; of events that are asked none, none."""
    return ["group"] if "group" in definition.get("around", AROUND) else []


def _by(definition: Mapping[str, Any]) -> list[str]:
    """The dimensions that the subject has."""
    subject, found = definition["subject"], _groups(definition)
    found += ["period"] if "every" in definition else ["month"] if subject == Subject.EVENT else []
    found += ["organisation"] if subject in {*_OWN, Subject.ORGANISATION} else []
    return [*found, *(["within"] if "within" in definition else [])]


def _places_with(definition: Mapping[str, Any]) -> list[Definition]:
    """How many groups have at least one of what the programme has of its own, and how many organisations organise
    one."""
    if definition["subject"] not in _OWN:
        return []
    noun = definition.get("noun") or "mục"
    groups = {
        "key": "made_groups",
        "unit": "tổ",
        "label": f"Tổ dân phố có {noun}",
        "distinct": "group",
        "of": GROUP_COUNT,
    }
    units = {"key": "made_units", "unit": "đơn vị", "label": f"Đơn vị có {noun}", "distinct": ORGANISER}
    return [*([groups] if _groups(definition) else []), {**units, "of": ORGANISATIONS}]


def _speaks_of(count: Mapping[str, Any]) -> set[str]:
    where = count.get("where")
    of: set[str] = {*count.get("by", ()), *(count[key] for key in ("sum", "size", "distinct") if key in count)}
    of -= {ORGANISER}  # it is no field
    if isinstance(where, Mapping) and ORGANISER not in where:
        criteria = "all" in where and all(isinstance(each, str) for each in where["all"])
        of |= set(where["all"]) if criteria else read_rule(where, ()).fields
    return of


def _with_bases(counts: list[Any]) -> list[Any]:
    """The counts whose bases are there: with a whole go its shares, and the shares of these."""
    keys = {each["key"] for each in counts}
    stay = [each for each in counts if _has_base(each, keys)]
    return stay if len(stay) == len(counts) else _with_bases(stay)


def _has_base(count: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Whether the count of which another is a share is there."""
    of = str(count.get("of", ""))
    return not of or "." in of or of in (SUBJECTS, GROUP_COUNT, ORGANISATIONS) or of in keys


def _adds_up(field: Mapping[str, Any]) -> bool:
    """Whether the answers to a field are added up."""
    return field["type"] in NUMBERS and field.get("unit") not in _NEVER_ADDED


def _sums(fields: Collection[Mapping[str, Any]], definition: Mapping[str, Any]) -> list[Definition]:
    """The counts that add up fields; of a number that a check holds not above another of its unit, the share."""
    units = {each["key"]: "đồng" if each["type"] == Type.MONEY else each.get("unit") or "số" for each in fields}
    bases: dict[str, str] = {}
    for check in definition.get("checks", ()):
        for part, base in check["rule"].get("not_more_than", {}).items():
            if units.get(part, "") == units.get(base) and part not in _chain(base, bases):
                bases.setdefault(part, base)
    return [
        {
            "key": f"sum_{each['key']}", "unit": units[each["key"]], "label": each["label"], "sum": each["key"],
            "by": [*([AUDIENCE] if each["type"] == Type.TALLY else []), *_by(definition)],
            **({"of": f"sum_{bases[each['key']]}"} if each["key"] in bases else {}),
        }
        for each in fields
    ]  # fmt: skip


def _chain(key: str, bases: Mapping[str, str]) -> list[str]:
    """A key, that of which it is a share, and so on."""
    return [key, *(_chain(bases[key], bases) if key in bases else [])]
