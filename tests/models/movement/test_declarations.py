"""What a programme may say of itself: read aloud, refused with its place, judged and counted by what was answered."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.data import programmes
from app.data.programmes import FOLDER, BadFile, catalogue, load
from app.models.movement import drafting
from app.models.movement.declaration import RESERVED, Subject
from app.models.movement.declaration_reading import read
from app.models.movement.declaration_subjects import ConflictingDeclarations, check_together
from app.models.movement.question import Question, Type
from app.models.movement.rules import InvalidDeclaration, read_rule
from tests.golden import assert_listed

HOUSEHOLD = FOLDER / "household.yaml"


def said() -> dict[str, Any]:
    text: dict[str, Any] = yaml.safe_load(HOUSEHOLD.read_text(encoding="utf-8"))
    return text


def test_all_keys_that_ship_are_written_down() -> None:
    written = yaml.safe_load(programmes.KEYS.read_text(encoding="utf-8"))
    assert_listed(catalogue(), written, "app/data/movement_keys.yaml", "write its keys down there, for good")
    for key, declared in catalogue().items():
        assert programmes.keys_of(declared).items() <= written[key].items()


def test_all_that_ship_can_be_read() -> None:
    assert set(catalogue()) == {path.stem for path in FOLDER.glob("*.yaml")}
    for declared in catalogue().values():
        assert read(deepcopy(dict(declared.definition))) == declared


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["fields"][4].update(type="photo"), "learner: is person for good; what is photo is another key"),
        (lambda d: d["fields"][0]["of"].update(half="Nửa nhà"), "level.half: a new key is written down, as of level"),
        (lambda d: d["fields"][3]["of"].pop("zalo"), "how.zalo: what is taken out is written down as gone"),
        (lambda d: d["fields"].append({"key": "tv", "label": "Có TV", "type": "yes_no"}), "tv: was taken out"),
    ],
)
def test_an_edition_that_ships_gives_no_key_another_meaning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any, words: str
) -> None:
    kept = {**programmes.keys_of(catalogue()["household"]), "tv": "gone"}
    monkeypatch.setattr(programmes, "_kept", lambda: {"household": kept})
    edition, path = said(), tmp_path / "household.yaml"
    path.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert load(path) == catalogue()["household"]
    edition["fields"][0]["label"] = "Ai biết dùng dịch vụ số"  # words are free
    change(edition)
    path.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadFile, match=re.escape(words)):
        load(path)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(shape="square"), "shape"),
        (lambda d: d["counts"][0].update(by=["within"]), "counts.0.by"),
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: d["fields"][0].update(of={f"c{each}": f"Lựa chọn {each}" for each in range(13)}), "fields.0.of"),
        (lambda d: d["fields"][0].update(of={"one": "Một", "two": "x" * 201}), "fields.0.of"),
        (lambda d: d.pop("name"), "name"),
        (lambda d: d.update(records=["mayor"]), "records.0"),
        (lambda d: d["fields"][0].update(type="formula"), "fields.0.type"),
        (lambda d: d["fields"][0].pop("of"), "fields.0.of"),
        (lambda d: d["fields"][1].update(of="tools"), "fields.1.of"),
        (lambda d: d["fields"][2].update(key="level"), "fields.2.key"),
        (lambda d: d["criteria"][0].update(rule={"is": {"nobody": True}}), "criteria.0.rule"),
        (lambda d: d["criteria"][0].update(rule={"sum": {"teaches": 1}}), "criteria.0.rule"),
        (lambda d: d["criteria"].append({**d["criteria"][0], "key": "level"}), "criteria.2.key"),
        (lambda d: d["counts"][0].update(where={"filled": "nothing"}), "counts.0.where"),
        (lambda d: d["counts"][0].update(by=["colour"]), "counts.0.by"),
        (lambda d: d["counts"][1].update(where={"all": ["five"]}), "counts.1.where"),
        (lambda d: d.update(recognised_when={"all": ["five"]}), "recognised_when.all.0"),
        (lambda d: d.update(gives={"paper": "medal"}), "gives"),
        (lambda d: d["fields"][2].update(key="thang"), "fields.2.key"),
        (lambda d: d["criteria"].append({**d["criteria"][0], "key": "period"}), "criteria.2.key"),
        (lambda d: d.update(recorded_on=["office"]), "fields.0.quick"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(change: Any, path: str) -> None:
    wrong = said()
    change(wrong)
    with pytest.raises(InvalidDeclaration) as refused:
        read(wrong)
    assert ".".join(map(str, refused.value.path)) == path


def test_a_share_of_another_programme_that_ships_is_checked_with_it() -> None:
    one = {**said(), "key": "one", "sentences": [], "counts": [{"key": "all", "unit": "hộ", "label": "Tất cả"}]}
    right = {"key": "some", "unit": "hộ", "label": "Một phần", "of": "one.all"}
    people = {"key": "people", "unit": "người", "label": "Người", "of": "one.all"}
    check_together({each["key"]: read(each) for each in (one, {**one, "key": "two", "counts": [right]})})
    for wrong in ({**right, "of": "one.none"}, people, {**people, "of": "four.all"}):
        two = {**one, "key": "two", "counts": [right, {**wrong, "key": "more"}]}
        with pytest.raises(ConflictingDeclarations) as refused:
            check_together({each["key"]: read(each) for each in (one, two)})
        assert (refused.value.key, refused.value.path) == ("two", ("counts", 1, "of"))


def test_a_new_name_changes_nothing_else_of_what_ships() -> None:
    for declared in catalogue().values():
        words = {"name": "Tên mới", "noun": declared.noun, "source": declared.source}
        helpers = [each for each in declared.records if each in drafting.HELPERS]
        made = drafting.renamed(declared.definition, **words, helpers=helpers)
        assert made == {**declared.definition, "name": "Tên mới"}


def own(subject: Subject, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A programme of a ward's own with some counted fields."""
    said = drafting.begun(key="own", name="Của phường", noun="nơi", subject=subject, source="", helpers=["group_head"])
    for each in fields:
        said = drafting.with_field(said | more, None, {"counted": True, **each})
    return said


def sums(said: dict[str, Any]) -> dict[str, tuple[str, str, tuple[str, ...], str]]:
    """The counts that add up a field: field, unit, dimensions, whole."""
    return {each.key: (each.sum, each.unit, each.by, each.of) for each in read(said).counts if each.sum}


def test_numbers_amounts_and_tallies_of_a_wards_own_are_added_up_by_what_the_subject_has() -> None:
    tally = {"label": "Học sinh", "type": "tally", "of": {"a": "A", "b": "B"}}
    people = {"label": "Người dự", "type": "number", "unit": "người"}
    shares = [{"label": each, "type": "number", "unit": each, "most": 100} for each in ("%", "điểm")]
    said = own(Subject.SITE, tally, {"label": "Giá trị", "type": "money"}, people, *shares)
    of_sites = "group", "organisation"
    assert sums(said) == {
        "sum_hoc_sinh": ("hoc_sinh", "số", ("audience", *of_sites), ""),
        "sum_gia_tri": ("gia_tri", "đồng", of_sites, ""), "sum_nguoi_du": ("nguoi_du", "người", of_sites, ""),
    }  # fmt: skip
    assert read(said).counts[0].by == of_sites  # a number tells nothing apart
    assert sums(own(Subject.GROUP, people, every="month"))["sum_nguoi_du"][2] == ("group", "period")
    assert sums(own(Subject.EVENT, people, within="market"))["sum_nguoi_du"][2] == (
        "group", "month", "organisation", "within",
    )  # fmt: skip
    assert sums(own(Subject.EVENT, people, around=["place"]))["sum_nguoi_du"][2] == ("month", "organisation")
    assert [each.key for each in read(drafting.without_field(said, 0)).counts if each.sum] == [
        "sum_gia_tri", "sum_nguoi_du",
    ]  # fmt: skip


def test_groups_and_organisations_that_have_any_of_a_wards_own_are_counted() -> None:
    wanted = {"made_groups": ("group", "groups"), "made_units": ("organiser", "organisations")}
    some = {"label": "Có mạng", "type": "yes_no"}
    for subject, more, keys in (
        (Subject.SITE, {}, {*wanted}),
        (Subject.EVENT, {"around": []}, {"made_units"}),
        (Subject.GROUP, {}, set[str]()),
    ):
        said = own(subject, some, **more)
        found = {each.key: (each.distinct, each.of) for each in read(said).counts if each.distinct}
        assert found == {key: each for key, each in wanted.items() if key in keys}
        assert drafting.counting(said) == said, "made counts are made once"


def test_a_number_that_a_check_holds_below_another_of_its_unit_is_a_share_of_it() -> None:
    labels = {"Đã học": "người", "Người dự": "người", "Được mời": "người", "Số buổi": "buổi"}
    fields = [{"label": label, "type": "number", "unit": unit} for label, unit in labels.items()]
    below = [("da_hoc", "nguoi_du"), ("nguoi_du", "duoc_moi"), ("duoc_moi", "da_hoc"), ("so_buoi", "da_hoc")]
    checks = [{"text": "Nhiều hơn", "rule": {"not_more_than": {part: whole}}} for part, whole in below]
    said = drafting.counting(own(Subject.SITE, *fields) | {"checks": checks})
    before = deepcopy(said)
    assert {key: each[3] for key, each in sums(said).items()} == {
        "sum_da_hoc": "sum_nguoi_du", "sum_nguoi_du": "sum_duoc_moi", "sum_duoc_moi": "", "sum_so_buoi": "",
    }  # fmt: skip
    assert {key: each[3] for key, each in sums(drafting.without_field(said, 1)).items()} == {
        "sum_da_hoc": "", "sum_duoc_moi": "sum_da_hoc", "sum_so_buoi": "",
    }  # fmt: skip
    assert said == before


def test_shares_of_shares_go_with_the_whole_of_all() -> None:
    said = own(Subject.SITE, {"label": "Dự toán", "type": "money"}, {"label": "Đã chi", "type": "money"})
    counts = [
        {"key": "all", "unit": "đồng", "label": "Dự toán", "sum": "du_toan"},
        {"key": "given", "unit": "đồng", "label": "Được giao", "sum": "da_chi", "of": "all"},
        {"key": "spent", "unit": "đồng", "label": "Đã chi", "sum": "da_chi", "of": "given"},
    ]
    fresh = drafting.without_field(said | {"counts": counts}, 0)
    assert [each.key for each in read(fresh).counts] == ["recorded", "made_groups", "made_units", "sum_da_chi"]


def test_what_runs_out_is_counted_where_it_may() -> None:
    said = drafting.with_criterion(
        own(Subject.SITE, {"label": "Có", "type": "yes_no"}), None, "Có", {"is": {"co": True}}
    )
    for years, keys in ((None, ["recognised"]), (2, ["recognised", "lapsed"])):
        fresh = drafting.recognising(said, ["co_2"], years, {"paper": "recognition"})
        assert [each.key for each in read(fresh).counts if each.where in keys] == keys


def test_a_file_that_is_wrong_is_told_by_its_line(tmp_path: Path) -> None:
    text = HOUSEHOLD.read_text(encoding="utf-8").replace("type: yes_no", "type: maybe")
    line = text[: text.index("type: maybe")].count("\n") + 1
    file = tmp_path / "household.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=f"household.yaml:{line}: fields.2.type"):
        load(file)


def test_a_file_bears_the_key_of_its_programme(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(HOUSEHOLD.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadFile, match="the name of the file is other"):
        load(file)


@pytest.mark.parametrize(
    ("rule", "answers", "holds"),
    [
        ({"is": {"a": True}}, {"a": True}, True),
        ({"is": {"a": True}}, {"a": False}, False),
        ({"is": {"a": True}}, {}, False),
        ({"filled": "a"}, {"a": False}, True),
        ({"filled": "a"}, {"a": []}, False),
        ({"has_all": {"a": ["x", "y"]}}, {"a": ["y", "z", "x"]}, True),
        ({"has_all": {"a": ["x", "y"]}}, {"a": ["x"]}, False),
        ({"at_least": {"a": 3}}, {"a": 3}, True),
        ({"at_least": {"a": 2}}, {"a": ["x", "y"]}, True),
        ({"at_least": {"a": 3}}, {}, False),
        ({"at_most": {"a": 3}}, {"a": 4}, False),
        ({"all": [{"filled": "a"}, {"filled": "b"}]}, {"a": 1}, False),
        ({"any": [{"filled": "a"}, {"filled": "b"}]}, {"a": 1}, True),
    ],
)
def test_a_rule_holds_of_answers(rule: Any, answers: dict[str, Any], holds: bool) -> None:
    assert read_rule(rule, ()).holds(answers) is holds


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        (Type.TEXT, ["Niê"], [3, "x" * 501]),
        (Type.NUMBER, [0, 3, 2.5], [-1, "3", True, 10**9]),
        (Type.DATE, ["2026-11-22"], ["22/11/2026", 5]),
        (Type.YES_NO, [True, False], ["yes", 1]),
        (Type.CHOICE, ["x"], ["z", ["x"]]),
        (Type.CHOICES, [["x"], ["y", "x"]], ["x", ["z"], [1]]),
    ],
)
def test_a_field_accepts_what_is_of_its_type(type_: Type, right: list[Any], wrong: list[Any]) -> None:
    field = Question("f", "F", type_, of={"x": "X", "y": "Y"})
    assert [given for given in right if not field.accepts(given)] == []
    assert [given for given in wrong if field.accepts(given)] == []


def test_a_key_made_of_words_is_no_reserved_one() -> None:
    assert {drafting.fresh_key(words, ()) for words in ("Tổ", "Tháng", "Period")}.isdisjoint(RESERVED)
