"""What wards reported added up: sum of sum, gaps by name; drawn by lot, parts come to the whole."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.indicators.reports.lines import ONCE_UNKNOWN as NONE, CountLine, Figure, Figures, TargetLine
from app.indicators.reports.rollup import RollUpRow, rolled_up

FROZEN = Path(__file__).with_name("figures_of_2026.json")


def line(part: str, whole: str = "", met: bool | None = None, key: str = "vneid") -> TargetLine:
    return TargetLine(key, "Người đạt trên VNeID", "ít nhất 90%", "người", "90", whole, part, "", met, "")


def told(*targets: TargetLine, lots: int | None = None) -> Figures:
    count = CountLine("luot-hoc", "Lượt học", "lượt", NONE if lots is None else str(lots), NONE, NONE)
    figure = Figure("so.luot-hoc", None if lots is None else float(lots), NONE, "Lượt học", "")
    return Figures({"so.luot-hoc": figure}, targets, (count,))


def target(reported: Mapping[str, Figures]) -> RollUpRow:
    (row,) = rolled_up(reported).targets
    return row


def test_a_share_is_sum_of_sum_and_no_average() -> None:
    row = target({"A": told(line("90", "100", True)), "B": told(line("1.000", "10.000", False))})
    assert (row.number, row.denominator, row.met) == (1090, 10100, 1)
    assert round(row.share or 0, 2) == 10.79  # the average of 90 % and 10 % is 50 %


def test_who_told_nothing_is_a_gap_and_who_told_no_denominator_is_left_out_of_both_halves() -> None:
    row = target({"A": told(line("90", "100")), "B": told(line(NONE, "500")), "C": told(), "D": told(line("70", NONE))})
    assert (row.number, row.denominator) == (90, 100)
    assert (row.gaps, row.without) == (["B", "C"], ["D"])


def test_zero_is_told_and_a_guess_makes_the_sum_a_guess() -> None:
    row = target({"A": told(line("0", "100")), "B": told(line("khoảng 50", "100"))})
    assert (row.number, row.denominator, row.gaps, row.approximate) == (50, 200, [], True)


def test_what_is_no_share_has_no_denominator() -> None:
    row = target({"A": told(line("12")), "B": told(line("1.030"))})
    assert (row.number, row.denominator, row.share, row.without) == (1042, None, None, [])


def test_counts_add_up_and_what_nobody_told_does_not_stand_there() -> None:
    (row,) = rolled_up({"A": told(lots=5), "B": told(lots=None), "C": told(lots=0)}).counts
    assert (row.number, row.gaps) == (5, ["B"])
    assert rolled_up({"B": told(lots=None)}).counts == []


def test_rows_of_one_name_say_whose_question_each_is() -> None:
    asked = [replace(line("24", key=key), question=key) for key in ("teams", "active")]
    counts = [CountLine(f"{key}.people", "Lượt người dự", "lượt", "5", "", "", key) for key in ("Lễ", "Hội nghị")]
    known = {f"so.{each.key}": Figure(f"so.{each.key}", 5.0, "05", each.words, "") for each in counts}
    rolled = rolled_up({"A": Figures(known, asked[:1], counts), "B": Figures({}, asked[1:], ())})
    assert [each.name for each in rolled.targets] == ["Người đạt trên VNeID (a)", "Người đạt trên VNeID (b)"]
    assert [each.name for each in rolled.counts] == ["Lượt người dự (Lễ)", "Lượt người dự (Hội nghị)"]


def test_a_ward_in_which_not_all_answered_is_none_of_those_whose_number_is_complete() -> None:
    part, whole = told(lots=5), told(lots=7)
    figure = replace(part.by_key["so.luot-hoc"], answered=1, expected=4)
    (row,) = rolled_up({"A": replace(part, by_key={figure.key: figure}), "B": whole}).counts
    assert (row.number, row.complete, row.partly) == (12, 1, 1)


@pytest.mark.parametrize("seed", range(5))
def test_parts_rolled_up_come_to_the_whole(seed: int) -> None:
    dice = random.Random(seed)
    wards = {f"Phường {number}": _drawn(dice) for number in range(30)}
    cut = dice.randrange(1, 29)
    first, second = dict(list(wards.items())[:cut]), dict(list(wards.items())[cut:])
    whole, parts = target(wards), (target(first), target(second))
    assert whole.number == sum(each.number or 0 for each in parts)
    assert whole.denominator == sum(each.denominator or 0 for each in parts)
    assert sorted(whole.gaps) == sorted([*parts[0].gaps, *parts[1].gaps])
    assert len(whole.parts) + len(whole.gaps) + len(whole.without) == len(wards)
    shares = [each.share or 0 for each in whole.parts]
    assert min(shares) <= (whole.share or 0) <= max(shares)


def _drawn(dice: random.Random) -> Figures:
    whole = dice.randrange(1, 5000)
    part = f"{dice.randrange(0, whole + 1):,}".replace(",", ".")
    return told(dice.choice([line(part, f"{whole:,}".replace(",", ".")), line(NONE, "12"), line(part, NONE)]))


def test_what_an_older_release_froze_is_read_for_good() -> None:
    """This file was written by the release of November 2026: it never changes."""
    stored = FROZEN.read_text(encoding="utf-8").strip()
    figures = Figures.read(stored)
    again = json.loads(figures.stored())
    assert (
        again.pop("senders") == again.pop("answers") == again.pop("covers") == again.pop("wards") == []
    )  # what later releases added is empty
    added = (
        "wards", "noun", "each", "statement", "counted", "clause", "verdict", "answered", "expected", "ceiling",
        "since", "horizon", "reported", "question", "criterion",
    )  # fmt: skip
    assert {each.pop(key) for each in again["targets"] for key in added} == {"", None, False}
    of_counts = ("part", "noun", "answered", "carried", "partly", "expected")
    assert {each.pop(key) for each in again["by_key"].values() for key in of_counts} == {"", None}
    assert {each.pop("clause") for each in again["counts"]} == {""}
    assert again == json.loads(stored)
    row = target({"A": figures})
    assert (row.number, row.denominator) == (541, 1000)


def test_what_another_release_left_out_or_said_besides_is_read_too() -> None:
    said = json.loads(FROZEN.read_text(encoding="utf-8"))
    del said["late"], said["targets"][0]["note"], said["counts"][0]["programme"]
    said["by_key"]["so.lop"].pop("year_before")
    said |= {"new": 1}
    said["targets"][0]["new"] = "gì đó"
    figures = Figures.read(json.dumps(said))
    assert (figures.late, figures.targets[0].note, figures.counts[0].programme) == ((), "", "")
    assert Figures.read("{}").is_empty
