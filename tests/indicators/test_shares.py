"""Figures of real wards that said more than they knew, and what they may say: nineteen, then those found since."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from app.indicators.share_words import answered_words, clause
from app.indicators.shares import DenominatorSource as Of, Doubt, Share, ShareDenominator, Verdict, surer
from app.registers.responses import Responses


class Case(NamedTuple):
    share: Share
    goal: float
    percent: float | None
    verdict: Verdict
    is_over: bool = False
    above: bool = False


def share(number: int | None, whole: ShareDenominator | None = None, *answered: int, proxy: str = "") -> Share:
    return Share(number, whole, Responses(*answered) if answered else None, proxy)


def of(number: int, source: Of, answered: int | None = None) -> ShareDenominator:
    return ShareDenominator(number, source, answered)


# responses: now, expected, carried
CASES = {
    "one of 17 units reported one person": Case(share(1, of(1, Of.REPORTED), 1, 17), 100, None, Verdict.PARTIAL),
    "the same of the ward's own 412": Case(share(1, of(412, Of.AUDIENCE, 1), 1, 17), 100, None, Verdict.PARTIAL),
    "70 of one, of two programmes": Case(share(70, of(1, Of.REPORTED), 0, 17), 100, None, Verdict.PARTIAL),
    "8 of 24 groups, ward's own number": Case(
        share(1154, of(16340, Of.AUDIENCE, 3470), 8, 24), 90, None, Verdict.MISSED, is_over=True, above=True
    ),
    "24 of 24 groups of the police": Case(share(8851, of(16340, Of.AUDIENCE), 24, 24), 90, 54.17, Verdict.MISSED, True),
    "identity of 8 of 24": Case(share(3297, of(17348, Of.AUDIENCE, 3598), 8, 24), 100, None, Verdict.MISSED, True),
    "3 of 4 schools, 3 reported": Case(share(3, of(4, Of.LIST, 3), 3, 4), 80, None, Verdict.PARTIAL),
    "the fourth school says no": Case(share(3, of(4, Of.LIST, 4), 4, 4), 80, 75.0, Verdict.MISSED, True),
    "pupils of 3 of 4 schools, year over": Case(
        share(3553, of(4430, Of.REPORTED), 3, 4), 100, None, Verdict.MISSED, True
    ),
    "the same in May": Case(share(2732, of(4377, Of.REPORTED), 3, 4), 100, None, Verdict.RUNNING),
    "workers of 1 of 3 enterprises": Case(share(40, of(3860, Of.AUDIENCE, 420), 1, 3), 100, None, Verdict.MISSED, True),
    "a weaker measure": Case(
        share(130, of(16340, Of.AUDIENCE), proxy="đã học hết ít nhất một lớp"), 100, 0.8, Verdict.PROXY, True
    ),
    "ambassadors, the ward's own book": Case(share(21, of(30, Of.LIST)), 70, 70.0, Verdict.MET, True),
    "reached whatever the last group says": Case(
        share(6500, of(6808, Of.AUDIENCE, 6600), 23, 24), 95, None, Verdict.MET
    ),
    "a known nought": Case(share(0, of(24, Of.PLAN)), 100, 0.0, Verdict.MISSED, True),
    "all 3 of the list, 420 of 3,860 workers": Case(
        share(300, of(3860, Of.AUDIENCE, 420), 3, 3), 60, None, Verdict.PARTIAL, True
    ),
    "17 of 17 units, of what they reported": Case(
        share(398, of(398, Of.REPORTED), 17, 17), 100, 100.0, Verdict.MET, True
    ),
    "a new month, 22 carried": Case(share(9000, of(16340, Of.REPORTED), 2, 24, 22), 90, 55.08, Verdict.MISSED, True),
    "nobody reported": Case(share(None), 100, None, Verdict.NONE),
}
TYPED = replace(share(150, of(196, Of.AUDIENCE)), doubt=Doubt.PAPER)
CASES |= {
    "typed without a paper, above the goal": Case(TYPED, 60, None, Verdict.PARTIAL, is_over=True),
    "3 of 4 schools have more pupils than the ward knows of": Case(
        share(5309, of(5230, Of.AUDIENCE, 5409), 3, 4), 90, None, Verdict.PARTIAL
    ),
    "of 100 % each of whom one is known to lack": Case(
        share(5309, of(5230, Of.AUDIENCE, 5409), 3, 4), 100, None, Verdict.MISSED, is_over=True
    ),
    "9 of 24 groups, one typed wrong": Case(
        share(20197, of(17348, Of.AUDIENCE, 20500), 9, 24), 100, None, Verdict.RUNNING
    ),
    "as many as the ward knows of, of some who have more": Case(
        share(5230, of(5230, Of.AUDIENCE, 5409), 3, 4), 90, None, Verdict.PARTIAL
    ),
    "all groups, more households than there are": Case(
        share(10991, of(6808, Of.AUDIENCE), 24, 24), 80, None, Verdict.PARTIAL
    ),
    "more than the plan's number, of some": Case(share(112, of(110, Of.PLAN), 20, 24), 100, None, Verdict.PARTIAL),
    "the same once all have answered": Case(share(112, of(110, Of.PLAN), 24, 24), 100, 101.82, Verdict.MET),
    "76 of the 103 houses that were visited": Case(
        share(76, of(6808, Of.VISITED, 103)), 100, None, Verdict.PARTIAL, True
    ),
    "the same of as few as are asked for": Case(share(76, of(6808, Of.VISITED, 103)), 1, None, Verdict.PARTIAL),
    "nearly all houses were visited": Case(share(6000, of(6808, Of.VISITED, 6700)), 80, 88.13, Verdict.MET),
    "typed, of more than the ward knows of": Case(
        replace(share(6000, of(5230, Of.AUDIENCE)), typed=True), 100, None, Verdict.PARTIAL, is_over=True
    ),
    "typed, of more than the plan's number": Case(
        replace(share(26000, of(25000, Of.PLAN)), typed=True), 60, None, Verdict.PARTIAL
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_share_says_no_more_than_who_answered(case: Case) -> None:
    percent = case.share.percent
    assert percent == (case.percent if case.percent is None else pytest.approx(case.percent, abs=0.01))
    assert case.share.verdict(case.goal, is_over=case.is_over, above=case.above) is case.verdict


def test_of_two_sources_the_more_complete_counts() -> None:
    groups, police = CASES["8 of 24 groups, ward's own number"].share, CASES["24 of 24 groups of the police"].share
    assert surer(groups, police) is police
    assert surer(police, groups) is police
    assert surer(police, police) is police
    assert surer(CASES["76 of the 103 houses that were visited"].share, groups) is groups


@pytest.mark.parametrize("doubt", [Doubt.PAPER, Doubt.UNKNOWN])
def test_what_is_doubtful_counts_last(doubt: Doubt) -> None:
    groups, police = CASES["8 of 24 groups, ward's own number"].share, CASES["24 of 24 groups of the police"].share
    doubtful = replace(police, doubt=doubt)
    assert surer(groups, doubtful) is groups
    assert surer(doubtful, police) is police
    assert (doubtful.percent, doubtful.verdict(90)) == (None, Verdict.PARTIAL)


def test_what_is_doubtful_reaches_no_number_and_passes_none() -> None:
    said: Any = {"is_over": True}
    assert TYPED.verdict_of_number(100, **said) is TYPED.verdict_of_number(100, ceiling=True) is Verdict.PARTIAL
    visited = share(76, of(6808, Of.VISITED, 103))
    assert [visited.verdict_of_number(goal, **said) for goal in (70, 80)] == [Verdict.MET, Verdict.PARTIAL]


def test_a_whole_below_its_part_is_not_printed() -> None:
    assert CASES["all groups, more households than there are"].share.printed_of is None
    assert CASES["3 of 4 schools have more pupils than the ward knows of"].share.printed_of == 5409


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (TYPED, "chưa có văn bản"),
        (CASES["typed, of more than the ward knows of"].share, "cần kiểm tra tổng số"),
        (share(76, of(6808, Of.VISITED, 103)), "trong 103 hộ đã khảo sát"),
        (share(5309, of(5230, Of.AUDIENCE, 5409), 3, 4), "03/04 nơi đã báo, cần kiểm tra tổng số"),
        (share(9000, ShareDenominator(14196, Of.REPORTED, recorded=16340), 24, 24),
         "cần kiểm tra tổng số: phường, xã ghi 16.340"),
        (share(9000, ShareDenominator(16000, Of.REPORTED, recorded=16340), 24, 24), ""),
    ],
)  # fmt: skip
def test_words_say_why_a_number_is_not_of_all(said: Share, words: str) -> None:
    assert answered_words(said) == words


def test_how_many_answered_is_printed_under_no_number_until_all_have() -> None:
    assert share(3, of(3, Of.ENTRIES), 3, 4).printed_of is None
    assert share(3, of(3, Of.ENTRIES), 4, 4).printed_of == 3
    assert share(3553, of(4430, Of.REPORTED), 3, 4).printed_of == 4430


def test_a_number_above_its_whole_is_printed_without_it() -> None:
    assert share(10991, of(6808, Of.AUDIENCE, 1759), 5, 24).printed_of is None
    assert share(10991, of(6808, Of.AUDIENCE), 24, 24).printed_of is None
    assert share(6808, of(6808, Of.AUDIENCE), 24, 24).printed_of == 6808


def test_a_number_above_its_whole_says_so_at_the_end_of_its_sentence() -> None:
    assert clause(share(10_991, of(6_808, Of.AUDIENCE, 1_759), 5, 24)) == (
        " (theo báo cáo của 05/24 nơi, cần kiểm tra tổng số)"
    )
    assert clause(share(7_000, of(6_808, Of.AUDIENCE), 24, 24)) == " (cần kiểm tra tổng số)"
    assert (
        clause(share(70, of(1, Of.REPORTED), 1, 17)) == " (theo báo cáo của 01/17 nơi)"
    )  # the others tell of how many
