"""Plans that ship: read whole, nothing lost, and what is wrong in a file is told with its line."""

from pathlib import Path

import pytest
import yaml

from app.data.plans import FOLDER, BadPlan, catalogue, read
from app.data.programmes import catalogue as programmes
from app.indicators.named_figures import INDICATORS
from app.models.movement.denominator import COUNTED
from app.models.targets import narrowing

FILES = sorted(FOLDER.glob("*.yaml"))
ANY = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
LEAST = """
key: xa-moi
style: state
title: Bình dân học vụ số
body: UBND xã Mới
since: 2026-01-01
until: 2026-12-31
targets:
- {key: a, name: Người lớn, part: chỉ tiêu, text: Tất cả, since: 2026-01-01, until: 2026-12-31, operator: '=',
   value: 100, unit: '%', measured_by: nguoi-hoc}
parts:
- {numeral: '5', title: Phổ cập}
- {numeral: '5.1', title: Cán bộ, themes: [can-bo, hoc-sinh]}
tasks:
- {key: b, text: Mở lớp, due: yearly, by: '10-10', part: '5.1'}
reports:
- {key: c, text: Báo cáo, every: half_yearly, days: [05-20]}
"""


@ANY
def test_all_of_a_plan_that_ships_is_read(path: Path) -> None:
    said, plan = yaml.safe_load(path.read_text(encoding="utf-8")), catalogue()[path.stem]
    assert plan.key == path.stem
    assert [each["text"] for each in said["targets"]] == [each["text"] for each in plan.targets.values()]
    assert [each["text"] for each in said["tasks"]] == [each["text"] for each in plan.matters.values()]
    assert [each["text"] for each in said["reports"]] == [each["text"] for each in plan.rules.values()]
    assert [each["part"] for each in said["tasks"]] == [each["part"] for each in plan.matters.values()]
    assert [each["place"] for each in plan.targets.values()]
    assert plan.columns["addressees"].split("; ")[-1].startswith("Lưu")


@ANY
def test_every_target_is_measured_by_what_there_is_or_says_why_it_is_entered(path: Path) -> None:
    counts = {f"{key}.{count.key}" for key, each in programmes().items() for count in each.counts}
    for target in catalogue()[path.stem].targets.values():
        key, narrowed = target.get("measured_by", ""), narrowing.read(target.get("narrowed_to", ""))
        assert key in INDICATORS or key in counts if key else target["why"]
        known = INDICATORS[key].by_key if key in INDICATORS else {}
        assert {each.dimension for each in narrowed} <= known.keys()
        assert set(target.get("each_of", "").split("+")) <= {"", "don-vi", *known}
        assert target.get("audience", "") in ("", *COUNTED)


def test_a_measure_is_narrowed_to_any_all_or_none_of_some_entries() -> None:
    only = "only: {loai-co-quan: [police, agency], mau: {all: [b, a]}, doi-tuong: {none: [teams]}, o-day: co}"
    plan = read(LEAST.replace("measured_by: nguoi-hoc", f"measured_by: nguoi-hoc, whole: 110, {only}"), "x.yaml")
    assert plan.targets["a"]["own_denominator"] == 110
    text = plan.targets["a"]["narrowed_to"]
    assert text == "doi-tuong=!teams&loai-co-quan=agency|police&mau=a+b&o-day=co"
    assert narrowing.written(narrowing.read(text)) == text


def test_days_of_a_year_become_days_of_the_plan() -> None:
    plan = read(LEAST, "x.yaml")
    assert str(plan.matters["b"]["due_on"]) == "2026-10-10"
    assert plan.rules["c"]["days"] == "05-20"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("style: state", "style: kho"), "x.yaml:3: style: one of state, party, front"),
        (("until: 2026-12-31\ntargets", "until: 2025-12-31\ntargets"), "x.yaml:7: until: a day after since"),
        (("body: UBND xã Mới\n", ""), "body: lacking"),
        (("title: Bình", "tilte: Bình"), "title: lacking"),
        (("key: b, text", "key: b, txt: y, text"), "x.yaml:15: txt: no such key"),
        (("value: 100", "value: mot tram"), "x.yaml:10: value: a number from 0 on"),
        (("measured_by: nguoi-hoc", "place: x"), "measured_by, or why it is entered"),
        (("measured_by: nguoi-hoc", "measured_by: nguoi-hocc"), "nguoi-hocc is not counted"),
        (("measured_by: nguoi-hoc", "measured_by: nguoi-hoc, only: {loai-to: community}"), "not told apart by loai-to"),
        (("measured_by: nguoi-hoc", "measured_by: nguoi-hoc, only: {o-day: roi}"), "no entry of o-day: roi"),
        (("measured_by: nguoi-hoc", "measured_by: vneid.attained, only: {o-day: co}"), "not told apart by o-day"),
        (("measured_by: nguoi-hoc", "why: x, only: {o-day: co}"), "of what is measured"),
        (("measured_by: nguoi-hoc", "measured_by: nguoi-hoc, only: {mau: {some: [a]}}"), "x.yaml:10: only: mau:"),
        (("measured_by: nguoi-hoc", "measured_by: nguoi-hoc, only: 'o-day'"), "x.yaml:10: only: o-day"),
        (("numeral: '5.1'", "numeral: '5.1.1'"), "x.yaml:13: numeral: a numeral like 5 or 5.1"),
        (("numeral: '5.1'", "numeral: 5.1"), "x.yaml:13: numeral: a text"),
        (("numeral: '5.1'", "numeral: I"), "x.yaml:13: numeral: I is of every plan"),
        (("numeral: '5.1'", "numeral: '5'"), "x.yaml:13: numeral: 5 twice"),
        (("numeral: '5.1'", "numeral: '6.1'"), "x.yaml:13: numeral: no 6"),
        (("title: Phổ cập", "themes: [can-bo], title: Phổ cập"), "x.yaml:13: themes: can-bo twice"),
        (("[can-bo, ", "[chi-dao, "), "x.yaml:13: themes: some of truyen-thong, "),
        (("part: '5.1'", "part: '5.2'"), "x.yaml:15: part: one of I, 5, 5.1"),
        (("by: '10-10', part: '5.1'", "by: '10-10'"), "x.yaml:15: part: one of I, 5, 5.1"),
        (("days: [05-20]", "days: [02-30]"), "x.yaml:17: days"),
        (("- {key: c", "- {key: c}\n- {key: c"), "lacking"),
        (("style: state", "style: [state"), "x.yaml:"),
        (("parts:", "programmes: [market, market]\nparts:"), "x.yaml:11: programmes: at most 12, each once"),
        (("parts:", "programmes: [market_stall]\nparts:"), "x.yaml:11: programmes: none that ships and lies within"),
        (("parts:", "programmes: [khong_co]\nparts:"), "none that ships and lies within none: khong_co"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(change: tuple[str, str], words: str) -> None:
    assert change[0] in LEAST
    with pytest.raises(BadPlan) as told:
        read(LEAST.replace(*change), "x.yaml")
    assert words in str(told.value)
