"""What a file that declares a programme may not say, each refused with its line: fields and counts."""

from pathlib import Path
from typing import Any

import pytest

from tests.declarations import BASE, GROUPS, SCHOOLS, refused

# The field, what else the declaration says, the path.
FIELDS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"key": "group"}, {}, "key"), ({"key": "thang"}, {}, "key"), ({"key": "organiser"}, {}, "key"),
    ({"key": "a b"}, {}, "key"), ({"label": " "}, {}, "label"), ({"hint": 3}, {}, "hint"), ({"hint": ""}, {}, "hint"),
    ({"section": ""}, {}, "section"), ({"type": "x"}, {}, "type"), ({"of": {"a": "A"}}, {}, "of"),
    ({"type": "choice"}, {}, "of"), ({"type": "choice", "of": {}}, {}, "of"),
    ({"type": "choice", "of": {"a": 1}}, {}, "of"), ({"type": "choice", "of": {1: "A"}}, {}, "of"),
    ({"type": "list", "of": "topics"}, {}, "of"), ({"type": "list", "of": {"a": "A"}}, {}, "of"),
    ({"type": "tally", "of": "skills"}, {}, "of"), ({"type": "choice", "of": "audiences"}, {}, "of"),
    ({"only": ["x"]}, {}, "only"), ({"type": "choice", "of": {"a": "A"}, "also": {"b": "B"}}, {}, "also"),
    ({"type": "number", "unit": "%"}, {}, "unit"), ({"type": "number", "unit": "%", "most": 200}, {}, "unit"),
    ({"bound": "people"}, {}, "bound"), ({"type": "number", "bound": "moons"}, {}, "bound"),
    ({"type": "number", "unit": "%", "most": 100, "bound": "people"}, {}, "bound"), ({"most": 3}, {}, "most"), ({"type": "number", "most": 0}, {}, "most"), ({"type": "money", "most": 3}, {},
     "most"),
    ({"counted": True}, {}, "counted"), ({"type": "number", "counted": False}, {}, "counted"),
    ({"type": "phone", "counted": True}, {}, "counted"), ({"type": "date", "counted": True}, {}, "counted"),
    ({"type": "file", "counted": True}, {}, "counted"), ({"type": "link", "counted": True}, {}, "counted"),
    ({"planned": True}, {}, "planned"), ({"required": False}, {}, "required"), ({"headings": 3}, {}, "headings"),
    ({"headings": ""}, {}, "headings"), ({"quick": True}, {"recorded_on": ["office"]}, "quick"),
    ({"quick": False}, {}, "quick"), ({"type": "number", "personal": True}, {}, "personal"),
    ({"colour": 1}, {}, "colour"),
    ({"type": "number", "offers": {"of": "luot-ho-tro", "as": "any"}}, GROUPS, "offers.as"),
    ({"type": "number", "offers": {"of": "luot-ho-tro", "x": 1}}, GROUPS, "offers"),
    ({"type": "number", "offers": {"of": "luot-ho-tro", "since": "week"}}, GROUPS, "offers"),
    ({"offers": {"of": "luot-ho-tro"}}, GROUPS, "offers.as"),
    ({"type": "number", "offers": {"of": "luot-ho-tro", "only": {"viec": ["vneid_cai_dat"]}}}, GROUPS, "offers.only"),
    ({"type": "organisation", "only": ["x"]}, {}, "only"), ({"type": "organisations", "only": ["x"]}, {}, "only"),
    ({"type": "money", "offers": {"of": "luot-ho-tro"}}, GROUPS, "offers.as"),
    ({"type": "yes_no", "shown_when": {"is": {"new": True}}}, {}, "shown_when"),
    ({"shown_when": {"parts": {"of": "x", "met": "y", "at_least": 1}}}, {}, "shown_when"),
    ({"key": "n", "label": "Số", "type": "number", "counted": True}, {}, "key"),
]  # fmt: skip
COUNTS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"key": "subjects"}, {}, "key"), ({"key": "a b"}, {}, "key"), ({"key": "sent"}, {"every": "year"}, "key"),
    ({"unit": ""}, {}, "unit"), ({"label": ""}, {}, "label"), ({"how": 3}, {}, "how"), ({"how": ""}, {}, "how"),
    ({"where": "x"}, {}, "where"), ({"where": "recognised"}, {}, "where"),
    ({"where": {"organiser": "x"}}, {}, "where.organiser"),
    ({"where": {"organiser": "school"}}, GROUPS, ""), ({"where": {"all": ["x"]}}, {}, "where"),
    ({"where": {"filled": "day"}}, {}, "where"), ({"where": {"filled": "pic"}}, {}, "where"),
    ({"where": {"is": {"n": 1}}}, {}, "where.is"),
    ({"where": {"parts": {"of": "x", "met": "y", "at_least": 1}}}, {}, "where"), ({"sum": "yes"}, {}, "sum"),
    ({"sum": "u"}, {"fields": [{"key": "u", "label": "U", "type": "number"}]}, "sum"),
    ({"sum": "n", "size": "some"}, {}, ""), ({"sum": "n", "distinct": "who"}, {}, ""),
    ({"size": "some", "distinct": "who"}, {}, ""), ({"part": ["x"]}, {}, "part"),
    ({"sum": "n", "part": ["x"]}, {}, "part"), ({"sum": "t", "part": []}, {}, "part"),
    ({"sum": "t", "part": ["z"]}, {}, "part"), ({"size": "one"}, {}, "size"),
    ({"distinct": "organisation"}, {}, "distinct"), ({"distinct": "one"}, {}, "distinct"),
    ({"distinct": "organiser"}, GROUPS, ""),
    ({"distinct": "group"}, SCHOOLS, "distinct"),
    ({"distinct": "organiser"}, {"subject": "team", "among": {"teams": ["youth"]}}, ""),
    ({"distinct": "co"}, {"fields": [{"key": "co", "label": "U", "type": "course", "counted": True}]}, "distinct"),
    ({"sum": "n", "over_time": "avg"}, {"every": "year"}, "over_time"),
    ({"sum": "n", "over_time": "sum"}, {}, "over_time"), ({"over_time": "sum"}, {"every": "year"}, "over_time"),
    ({"of": "x"}, {}, "of"), ({"of": "c"}, {}, "of"), ({"sum": "n", "of": "subjects"}, {}, "of"),
    ({"of": "subjects"}, {"subject": "event"}, "of"), ({"of": "subjects.x"}, {}, "of"), ({"of": "groups"}, {}, "of"),
    ({"of": "groups.x"}, GROUPS, "of"), ({"of": "organisations"}, {}, "of"),
    ({"of": "organisations.x"}, SCHOOLS, "of"),
    ({"of": "denominator.x"}, {}, "of"), ({"of": "denominator"}, {}, "of"), ({"of": "denominator.students"}, {},
     "of"),
    ({"distinct": "organiser", "of": "organisations.school"}, {}, "of"), ({"of": "a b.c"}, {}, "of"),
    ({"distinct": "organiser", "where": {"organiser": "front"}, "of": "organisations.school"}, {}, "of"),
    ({"by": ["x"]}, {}, "by"), ({"by": ["n"]}, {}, "by"),
    ({"by": ["mo"]}, {"fields": [{"key": "mo", "label": "U", "type": "money", "counted": True}]}, "by"),
    ({"by": ["t"]}, {}, "by"), ({"by": ["month"]}, {"every": "year"}, "by"), ({"by": ["period"]}, {}, "by"),
    ({"by": ["within"]}, {}, "by"), ({"by": ["audience"]}, {}, "by"), ({"sum": "n", "by": ["audience"]}, {}, "by"),
    ({"by": ["organisation"]}, GROUPS, "by"),
    ({"by": ["organiser_kind"]}, {"subject": "household", "recorded_on": ["office"]}, "by"),
    ({"sum": "n", "by": ["some"]}, {}, "by"), ({"sum": "n", "by": ["skills"]}, {}, "by"),
    ({"sum": "n", "by": ["who"]}, {}, "by"), ({"by": ["day"]}, {}, "by"),
    ({"by": ["organisation"]}, {"subject": "team", "among": {"teams": ["youth"]}}, "by"),
    ({"colour": 1}, {}, "colour"), ({"missing": "x", "of": "subjects"}, {}, "missing"), ({"by": "group"}, {}, "by"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "more", "path"), FIELDS)
def test_a_wrong_field_is_refused_with_its_line(
    field: dict[str, Any], more: dict[str, Any], path: str, tmp_path: Path
) -> None:
    fields = [*BASE["fields"], {"key": "new", "label": "Mới", "type": "text", **field}]
    assert refused({**BASE, **more, "fields": fields}, tmp_path) == f"fields.{len(fields) - 1}.{path}"


@pytest.mark.parametrize(("count", "more", "path"), COUNTS)
def test_a_wrong_count_is_refused_with_its_line(
    count: dict[str, Any], more: dict[str, Any], path: str, tmp_path: Path
) -> None:
    fields = [*BASE["fields"], *more.get("fields", [])]
    said = {**BASE, **more, "fields": fields, "counts": [{"key": "c", "unit": "nơi", "label": "Một", **count}]}
    assert refused(said, tmp_path) == ".".join(filter(None, ("counts.0", path)))
