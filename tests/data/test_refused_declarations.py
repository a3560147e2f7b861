"""What a file that declares a programme may not say, each refused with its line: the declaration, criteria, checks."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.data.programmes import BadFile, load, load_all
from tests.declarations import BASE, GIVES, GROUPS, SCHOOLS, refused

AT: dict[str, Any] = {"key": "at", "label": "Nơi", "type": "groups", "counted": True}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"key": "a b"}, "key"), ({"name": " "}, "name"), ({"noun": ""}, "noun"), ({"source": 3}, "source"),
    ({"fields": {"a": 1}}, "fields"), ({"fields": [], "criteria": None}, "fields"), ({"criteria": []}, "criteria"),
    ({"checks": []}, "checks"), ({"counts": []}, "counts"), ({"shape": "x"}, "shape"),
    ({"keep": {"years": 0}}, "keep"), ({"keep": {"years": 2, "x": 1}}, "keep"), ({"keep": {"years": 100}}, "keep"),
    ({"keep": {}}, "keep"), ({"keep": {"years": "2"}}, "keep"), ({"subject": "x"}, "subject"),
    ({"subject": "organisation"}, "among"), ({"subject": "team"}, "among"),
    ({"among": {"organisations": ["school"]}}, "among"), ({**GROUPS, "among": {}}, "among"),
    ({"subject": "organisation", "among": {"organisations": ["x"]}}, "among.organisations.0"),
    ({"subject": "organisation", "among": {"organisations": ["school"], "chosen": False}}, "among.chosen"),
    ({"every": "week"}, "every"), ({"subject": "event", "every": "year"}, "every"), ({"due": {"day": 5}}, "due"),
    ({"every": "year", "due": {"day": 32}}, "due"), ({"every": "year", "due": {"day": 3, "days_after": 2}}, "due"),
    ({"every": "half", "due": {"month_day": ["5-20"]}}, "due"),
    ({"every": "year", "due": {"month_day": ["2-30"]}}, "due"), ({"every": "report", "due": {"day": 5}}, "due"),
    ({"every": "year", "due": {"day": 0}}, "due"), ({"within": "tried"}, "within"),
    ({**GROUPS, "within": "market"}, "within"), ({"title": "n"}, "title"), ({"title": "x"}, "title"),
    ({**GROUPS, "title": "called"}, "title"),
    ({"title": "called", "fields": [{"key": "called", "label": "T", "type": "text"}]}, "title"),
    ({"subject": "event", "plans_ahead": False}, "plans_ahead"), ({"plans_ahead": True}, "plans_ahead"),
    ({"tasks_to": ["n"]}, "tasks_to.0"), ({**GROUPS, "tasks_to": ["at"], "fields": [AT]}, "tasks_to"),
    ({"subject": "event", "tasks_to": [], "fields": [AT]}, "tasks_to"),
    ({"subject": "event", "tasks_to": "at", "fields": [AT]}, "tasks_to"),
    ({"around": []}, "around"), ({"subject": "event", "around": ["hall"]}, "around.0"),
    ({"subject": "event", "around": "group"}, "around"),
    ({"subject": "event", "around": [], "counts": [{"key": "all", "unit": "x", "label": "X", "by": ["group"]}]},
     "counts.0"),
    ({"subject": "event", "around": ["hours"],
      "counts": [{"key": "all", "unit": "x", "label": "X", "distinct": "group", "of": "groups"}]}, "counts.0"),
    ({**GROUPS, "one_per": "x", "records": ["organisation.front"]}, "one_per"),
    ({"one_per": "organiser", "records": ["unit"]}, "one_per"), ({"recorded_on": ["fax"]}, "recorded_on.0"),
    ({"recorded_on": ["public"]}, "recorded_on.0"), ({"records": ["public"]}, "records.0"),
    ({"recorded_on": "office"}, "recorded_on"), ({"records": ["mayor"]}, "records.0"),
    ({"records": ["own_organisation"]}, "records.0"),
    ({**SCHOOLS, "records": ["unit"]}, "records.0"),
    ({"records": ["organisation.x"]}, "records.0"),
    ({**SCHOOLS, "records": ["organisation.school"]}, "records.0"),
    ({**SCHOOLS, "records": ["team_head"]}, "records.0"),
    ({"sees": ["public", "officer"]}, "sees.0"),
    ({**SCHOOLS, "sees": ["organisation.school"]}, "sees.0"),
    ({"sees": "officer"}, "sees"),
    ({"confirmed_by": ["group_head"], "sees": ["group_head", "officer", "leader"]}, "confirmed_by.0"),
    ({"confirmed_by": ["unit"], "sees": ["unit", "officer", "leader"]}, "confirmed_by.0"),
    ({"confirmed_by": ["organisation.police"]}, "confirmed_by"),
    ({**SCHOOLS, "confirmed_by": ["own_organisation"], "sees": ["own_organisation", "officer", "leader"]},
     "confirmed_by.0"),
    ({"gives": {"paper": "plate", "series": "s"}, "decides": ["officer"], "recognised_when": {"all": ["ok"]}},
     "decides.0"),
    ({"decides": ["leader"]}, "decides"), ({"outcomes": ["absent"]}, "outcomes"),
    ({"outcomes": ["done", "nothing"]}, "outcomes"),
    ({"subject": "event", "outcomes": ["done", "called_off"]}, "outcomes.1"),
    ({"subject": "event", "plans_ahead": True, "outcomes": ["done", "planned"]}, "outcomes.1"),
    ({**GROUPS, "outcomes": ["done", "absent"]}, "outcomes.1"),
    ({"recognised_when": {"all": ["ok"]}}, "recognised_when"),
    ({"gives": {"paper": "plate", "series": "s"}, "decides": ["leader"], "recognised_when": {"all": ["x"]}},
     "recognised_when.all.0"),
    ({"gives": {"paper": "plate", "series": "s"}, "decides": ["leader"], "recognised_when": {"any": ["ok"]}},
     "recognised_when"),
    ({"gives": {"paper": "plate", "series": "s"}, "recognised_when": {"all": ["ok"]}}, "gives"),
    ({"gives": {"paper": "medal"}, "decides": ["leader"], "recognised_when": {"all": ["ok"]}}, "gives"),
    ({"gives": {"paper": "plate"}, "decides": ["leader"]}, "gives"),
    ({"gives": {"series": "s"}, "decides": ["leader"], "recognised_when": {"all": ["ok"]}}, "gives"),
    ({"gives": {"paper": "plate", "x": 1}, "decides": ["leader"], "recognised_when": {"all": ["ok"]}}, "gives"),
    ({"gives": {"paper": "merit"}, "decides": ["leader"], "recognised_when": {"all": ["ok"]},
    "valid_for": {"years": 2}}, "valid_for"),
    ({"valid_for": {"years": 2}}, "valid_for"),
    ({**GIVES, "valid_for": {"years": 0}}, "valid_for"),
    ({"public": {"list": True}}, "public"), ({"words": {"x": "X"}}, "words"), ({"words": {"add": ""}}, "words.add"),
    ({"colour": "x"}, "colour"),
    ({"fields": [{"key": "a", "label": "A", "type": "text", "shown_when": {"is": {"b": True}}}, {"key": "b",
    "label": "B", "type": "yes_no"}]}, "fields.0.shown_when"),
    ({"subject": "household", "recorded_on": ["office"], "fields": [{"key": "p", "label": "P", "type": "person"},
    {"key": "p_who", "label": "X", "type": "text"}], "criteria": None}, "fields.1.key"),
    ({"fields": [{"key": "p", "label": "P", "type": "person"}, {"key": "p_age", "label": "X", "type": "text"}]},
     "fields.1.key"),
    ({"criteria": [{"key": "yes", "text": "K", "rule": {"is": {"yes": True}}}]}, "criteria.0.key"),
    ({"criteria": [{"key": "a b", "text": "K", "rule": {"is": {"yes": True}}}]}, "criteria.0.key"),
    ({"criteria": [{"key": "group", "text": "K", "rule": {"is": {"yes": True}}}]}, "criteria.0.key"),
    ({"criteria": [{"key": "k", "text": "", "rule": {"is": {"yes": True}}}]}, "criteria.0.text"),
    ({"criteria": [{"key": "k", "text": "K", "rule": None}]}, "criteria.0.rule"),
    ({"criteria": [{"key": "k", "text": "K", "rule": {"is": {"yes": True}, "filled": "n"}}]}, "criteria.0.rule"),
    ({"criteria": [{"key": "k", "text": "K", "rule": {"like": {"yes": 1}}}]}, "criteria.0.rule"),
    ({"criteria": [{"key": "k", "text": "K", "rule": {"is": {"zz": True}}}]}, "criteria.0.rule"),
    ({**GROUPS, "criteria": [{"key": "k", "text": "K", "rule": {"parts": {"of": "x", "met": "y", "at_least": 1}}}]},
     "criteria.0.rule"),
    ({"checks": [{"text": "T", "rule": {"parts": {"of": "x", "met": "y", "at_least": 1}}}]}, "checks.0.rule"),
    ({"checks": [{"text": "T", "rule": {"filled": "n"}, "missing": "x"}]}, "checks.0.missing"),
    ({"checks": [{"text": "", "rule": {"filled": "n"}}]}, "checks.0.text"),
    ({"checks": [{"key": "c", "text": "T", "rule": {"filled": "n"}}]}, "checks.0.key"),
    ({"checks": [{"text": "T", "rule": {"filled": "pic"}}]}, "checks.0.rule.filled"),
    ({"counts": [{"unit": "nơi", "label": "C", "key": "a"}, {"unit": "nơi", "label": "C", "key": "a"}]},
     "counts.1.key"),
    ({"counts": [{"unit": "người", "label": "C", "key": "a", "sum": "n"}, {"unit": "nơi", "label": "C", "key": "b",
    "of": "a"}]}, "counts.1.of"),
    ({"every": "year", "counts": [{"unit": "nơi", "label": "C", "key": "a", "sum": "n", "over_time": "sum"},
    {"unit": "nơi", "label": "C", "key": "b", "sum": "m", "over_time": "last", "of": "a"}]}, "counts.1.of"),
    ({"every": "year", "counts": [{"unit": "nơi", "label": "C", "key": "a", "sum": "n", "over_time": "sum"},
    {"unit": "nơi", "label": "C", "key": "b", "of": "a"}]}, "counts.1.of"),
]  # fmt: skip
RULES: list[tuple[dict[str, Any], str]] = [
    ({"is": {"n": 3}}, "is"), ({"is": {"yes": "yes"}}, "is"),
    ({"is": {"one": "z"}}, "is"), ({"is": {"some": "a"}}, "is"),
    ({"filled": "pic"}, "filled"), ({"filled": "doc"}, "filled"),
    ({"has_all": {"one": ["a"]}}, "has_all"),
    ({"has_all": {"some": ["z"]}}, "has_all"), ({"has_all": {"some": "a"}}, "has_all"),
    ({"any_part": {"n": ["x"]}}, "any_part"), ({"any_part": {"t": []}}, "any_part"),
    ({"any_part": {"t": ["z"]}}, "any_part"), ({"at_least": {"yes": 1}}, "at_least"),
    ({"at_least": {"n": "1"}}, "at_least"), ({"at_least": {"n": True}}, "at_least"),
    ({"at_least": {"t": 1}}, "at_least"), ({"at_most": {"n": 1, "m": 2}}, "at_most"),
    ({"total_at_least": {"of": ["n", "t"], "value": 3}}, "total_at_least"),
    ({"total_at_least": {"of": ["n"], "value": 3, "x": 1}}, "total_at_least"),
    ({"total_at_least": {"of": ["n"]}}, "total_at_least"),
    ({"total_at_most": {"of": ["n"], "value": 3}}, "total_at_most"),
    ({"not_more_than": {"n": "m", "m": "n"}}, "not_more_than"),
    ({"not_more_than": {"n": "yes"}}, "not_more_than"),
    ({"not_more_than": {"t": "n"}}, "not_more_than"),
    ({"parts": {"of": "x", "met": "y", "at_least": 1, "z": 1}}, "parts"),
    ({"parts": {"of": "x", "met": "y"}}, "parts"),
    ({"any": [{"parts": {"of": "x", "met": "y"}}]}, "any.0.parts"),
    ({"all": {"is": {"yes": True}}}, "all"), ({"all": []}, "all"),
]  # fmt: skip


def test_the_declaration_itself_is_right(tmp_path: Path) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(yaml.safe_dump(BASE, allow_unicode=True), encoding="utf-8")
    assert load(path).key == "tried"


@pytest.mark.parametrize(("change", "path"), WRONG)
def test_a_wrong_declaration_is_refused_with_its_line(change: dict[str, Any], path: str, tmp_path: Path) -> None:
    said = {key: each for key, each in {**BASE, **change}.items() if each is not None}
    assert refused(said, tmp_path) == path


@pytest.mark.parametrize(("rule", "path"), RULES)
def test_a_rule_that_fits_no_field_is_refused_with_its_line(rule: dict[str, Any], path: str, tmp_path: Path) -> None:
    criteria = [{"key": "k", "text": "Đạt", "rule": rule}]
    assert refused({**BASE, "criteria": criteria}, tmp_path) == f"criteria.0.rule.{path}"
    if not {"parts", "any"} & set(rule):
        assert refused({**BASE, "checks": [{"text": "Đạt", "rule": rule}]}, tmp_path) == f"checks.0.rule.{path}"


ONE = {"unit": "nơi", "label": "Một"}
# Of which subject, what is offered, and a key of it that does not exist.
ONLY = [
    ("organisation", "can-bo-hoc-het-lop", "doi-tuong", "school"), ("organisation", "can-bo-hoc-het-lop", "mau", "none"),
    ("organisation", "can-bo-hoc-het-lop", "loai-to", "community"), ("group", "to-dang-co", "loai-to", "school"),
    ("group", "luot-ho-tro", "viec", "none"), ("group", "luot-ho-tro", "ly-do", "none"),
    ("group", "luot-ho-tro", "tuoi", "16"), ("group", "luot-ho-tro", "noi", "school"),
    ("group", "luot-ho-tro", "dia-ban-kho", "yes"), ("group", "luot-ho-tro", "thang", "september"),
    ("group", "other.all", "one", "c"), ("group", "other.all", "yes", "co"), ("group", "other.all", "some", "a"),
    ("group", "other.all", "dia-ban-kho", "yes"), ("group", "other.all", "loai-co-quan", "communal"),
]  # fmt: skip
_TOLD_APART = [{"key": "all", **ONE, "by": ["group", "one", "yes", "hard_place", "organiser_kind"]}]


def _offering(subject: str, of: str, only: dict[str, Any]) -> dict[str, Any]:
    field = {"key": "n", "label": "N", "type": "number", "offers": {"of": of, "only": only}}
    among = {"organisations": ["school"]} if subject == "organisation" else None
    return {"subject": subject, "among": among, "fields": [field], "criteria": None}


@pytest.mark.parametrize(
    ("subject", "of", "only"),
    [
        ("organisation", "can-bo-hoc-het-lop", {"doi-tuong": "teachers", "mau": "can-bo-ai"}),
        ("group", "luot-ho-tro", {"viec": "vneid_cai_dat", "tuoi": "16_35", "noi": "home", "dia-ban-kho": "co"}),
        ("group", "other.all", {"one": "a", "yes": "yes", "dia-ban-kho": "khong", "loai-co-quan": "school"}),
    ],
)  # fmt: skip
def test_a_figure_of_keys_that_there_are_is_offered(
    subject: str, of: str, only: dict[str, str], tmp_path: Path
) -> None:
    for key, said in (("tried", _offering(subject, of, only)), ("other", {"counts": _TOLD_APART})):
        given = {name: each for name, each in {**BASE, "key": key, **said}.items() if each is not None}
        (tmp_path / f"{key}.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    assert set(load_all(tmp_path)) == {"tried", "other"}


@pytest.mark.parametrize(
    ("change", "other", "path"),
    [
        ({"within": "none"}, {}, "within"),
        ({"within": "other"}, {"subject": "group"}, "within"),
        ({"within": "other"}, {"within": "tried"}, "within"),
        ({"criteria": [{"key": "k", "text": "K", "rule": {"parts": {"of": "other", "met": "x", "at_least": 1}}}]}, {},
         "criteria.0.rule"),
        ({"counts": [{"key": "c", **ONE, "of": "other.none"}]}, {}, "counts.0.of"),
        ({"counts": [{"key": "c", **ONE, "of": "none.all"}]}, {}, "counts.0.of"),
        ({"counts": [{"key": "c", **ONE, "of": "other.all"}]}, {"subject": "event"}, "counts.0.of"),
        ({"counts": [{"key": "c", **ONE, "of": "other.all"}]}, {"every": "year"}, "counts.0.of"),
        ({"counts": [{"key": "c", "unit": "người", "label": "C", "of": "other.all"}]}, {}, "counts.0.of"),
        ({"subject": "group", "fields": [{"key": "n", "label": "N", "type": "number", "offers": {"of": "none"}}],
          "criteria": None}, {}, "fields.0.offers"),
        *((_offering(subject, of, {dimension: key}), {"counts": _TOLD_APART}, f"fields.0.offers.only.{dimension}")
          for subject, of, dimension, key in ONLY),
        ({"fields": [{"key": "s", "label": "S", "type": "list", "of": "skills", "only": ["vneid", "none"]}],
          "criteria": None}, {}, "fields.0.only"),
    ],
)  # fmt: skip
def test_programmes_that_do_not_fit_together_are_refused_with_their_line(
    change: dict[str, Any], other: dict[str, Any], path: str, tmp_path: Path
) -> None:
    for key, said in (("tried", {**BASE, **change}), ("other", {**BASE, "key": "other", **other})):
        given = {name: each for name, each in said.items() if each is not None}
        (tmp_path / f"{key}.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadFile) as wrong:
        load_all(tmp_path)
    name, _line, place = (each.strip() for each in str(wrong.value).split(":")[:3])
    assert (name in ("tried.yaml", "other.yaml"), place) == (True, path)


@pytest.mark.parametrize(
    ("text", "line"),
    [("name: Thử\nname: Lại\n", 2), ("name: Thử\nkeep:\n  years: 2\n  years: 3\n", 4), ("name: Thu\u0309\n", 1)],
)
def test_what_is_said_twice_or_not_put_together_is_refused(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=rf"tried\.yaml:{line}: "):
        load(path)
