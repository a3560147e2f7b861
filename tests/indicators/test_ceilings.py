"""Targets that are not to be passed: "không quá 5%"."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import read
from app.indicators.figure_status import FigureStatus, Reading, State
from app.indicators.reports.figures import Figures
from app.indicators.reports.lines import TargetLine
from app.indicators.reports.target_sentences import target_sentence
from app.indicators.shares import DenominatorSource as Of, Share, ShareDenominator, Verdict
from app.indicators.target_counts import counted, parts_of
from app.models import AdministrativeUnit, Target
from app.models.movement.denominator_values import DenominatorValue
from app.registers.responses import Responses
from app.routes.office.targets.words import line_of
from tests.data.test_plans import LEAST
from tests.factories import make_group, make_plan, make_target, make_ward
from tests.indicators.test_least_of_each import shelved

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
ALL, SOME = Responses(24, 24), Responses(8, 24)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def share(number: int | None, responses: Responses | None = None, *, of: int = 1000, told: int | None = None) -> Share:
    return Share(number, ShareDenominator(of, Of.AUDIENCE, told), responses)


@pytest.mark.parametrize(
    ("found", "running", "over"),
    [
        (share(60), Verdict.MISSED, Verdict.MISSED),  # passed is passed
        (share(60, SOME, told=300), Verdict.MISSED, Verdict.MISSED),
        (share(50), Verdict.RUNNING, Verdict.MET),
        (share(50, ALL), Verdict.RUNNING, Verdict.MET),
        (share(10, SOME, told=300), Verdict.PARTIAL, Verdict.PARTIAL),
        (share(10, SOME, told=970), Verdict.RUNNING, Verdict.MET),  # whatever the others say
        (share(None), Verdict.NONE, Verdict.NONE),
        (Share(10, None, None), Verdict.PARTIAL, Verdict.PARTIAL),
    ],
)
def test_a_ceiling_is_missed_once_it_is_passed_and_kept_when_all_have_answered_and_no_time_is_left(
    found: Share, running: Verdict, over: Verdict
) -> None:
    assert found.verdict(5, ceiling=True) is running
    assert found.verdict(5, ceiling=True, is_over=True) is over


@pytest.mark.parametrize(
    ("number", "responses", "running", "over"),
    [(6, SOME, Verdict.MISSED, Verdict.MISSED), (5, SOME, Verdict.PARTIAL, Verdict.PARTIAL),
     (5, ALL, Verdict.RUNNING, Verdict.MET), (None, None, Verdict.NONE, Verdict.NONE)],
)  # fmt: skip
def test_so_is_a_number(number: int | None, responses: Responses | None, running: Verdict, over: Verdict) -> None:
    found = Share(number, None, responses)
    assert found.verdict_of_number(5, ceiling=True) is running
    assert found.verdict_of_number(5, ceiling=True, is_over=True) is over


def status(target: Target, day: date, *numbers: int) -> FigureStatus:
    """A standing after one number at the end of each month before `day`, of 1000."""
    days = [date(day.year, day.month - back, 1) for back in range(len(numbers) - 1, 0, -1)] + [day]
    read = [
        Reading(each, number, DenominatorValue(1000), "computed") for each, number in zip(days, numbers, strict=True)
    ]
    return FigureStatus(target, day, read[-1], None, tuple(read[:-1]))


def limit(session: Session, ward: AdministrativeUnit, **said: Any) -> Target:
    return make_target(session, ward, **{"operator": "<=", "value": 5, "text": "Không quá 5% số hộ còn thiếu", **said})


@pytest.mark.parametrize(
    ("day", "numbers", "state", "pace", "met"),
    [
        (date(2026, 7, 1), (10, 12, 14, 16), State.ON_PACE, "nhịp này không vượt trong kỳ", None),
        (date(2026, 7, 1), (10, 20, 30, 40), State.CLOSE, "nhịp này vượt vào 08/2026", None),
        (date(2026, 7, 1), (10, 10, 10, 10), State.ON_PACE, "hai tháng nay không tăng", None),
        (date(2026, 7, 1), (10, 20, 30, 51), State.OVER, "đã vượt từ 07/2026", False),
        (UNTIL, (10, 20, 30, 49), State.MET, "giữ được đến hết kỳ", True),
    ],
)
def test_the_pace_of_a_ceiling_is_when_it_would_be_passed(
    session: Session, ward: AdministrativeUnit, day: date, numbers: tuple[int, ...], state: State, pace: str, met: bool
) -> None:
    with clock.shifted(clock.at_local(day + timedelta(days=1)) - clock.now()), current_app.test_request_context():
        found = status(limit(session, ward), day, *numbers)
        assert (found.state, found.is_met) == (state, met)
        line = line_of(found, officer=False)
    assert line.pace == pace
    assert (line.word, line.look) == (
        {State.OVER: ("Vượt mức", "bad"), State.CLOSE: ("Sát hạn", "warn"), State.MET: ("Đạt", "good")}.get(
            state, ("Đạt nhịp", "good")
        )
    )


def test_a_ceiling_is_kept_once_its_last_day_is_over(session: Session, ward: AdministrativeUnit) -> None:
    evening = clock.at_local(UNTIL, 21)
    with clock.shifted(evening - clock.now()):
        found = status(limit(session, ward), UNTIL, 40)
        assert (found.state, found.is_met) == (State.ON_PACE, None)
    with clock.shifted(evening + timedelta(hours=3) - clock.now()):
        assert replace(found).is_met is True


def test_a_ceiling_of_each_counts_those_within_it(session: Session, ward: AdministrativeUnit) -> None:
    first, second, third = (make_group(session, ward, f"Tổ {number}") for number in (1, 2, 3))
    shelved(session, ward, first, first, second)
    said = {"measured_by": "libraries.recorded", "each_of": "to", "unit_words": "tủ sách / tổ", "value": 1}
    target = limit(session, ward, plan=make_plan(session, ward), **said)
    found = counted(session, target, date(2026, 11, 20))
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (2, 3)
    over = [(part.name, part.excess(target)) for part in parts_of(session, target, date(2026, 11, 20))]
    assert over == [(first.short_name, 1), (second.short_name, 0), (third.short_name, 0)]  # the farthest first
    assert target.each_demand == "không quá 1 tủ sách"
    assert FigureStatus(target, UNTIL, found).is_met is False  # two of three: of each y every one is asked


@pytest.mark.parametrize(
    ("met", "verdict", "words"),
    [
        (None, Verdict.RUNNING, "3/100 hộ, chiếm 3%; đang trong mức không quá 5%."),
        (True, Verdict.MET, "3/100 hộ, chiếm 3%; đạt chỉ tiêu không quá 5%."),
        (False, Verdict.MISSED, "3/100 hộ, chiếm 3%; vượt chỉ tiêu không quá 5%."),
        (None, Verdict.PARTIAL, "3/100 hộ, chiếm 3%; chưa đủ số liệu để đánh giá."),
    ],
)
def test_a_report_says_of_a_ceiling_whether_it_was_passed(met: bool | None, verdict: Verdict, words: str) -> None:
    line = TargetLine(
        "a", "Hộ còn thiếu", "không quá 5%", "%", "không quá 5", "100", "3", "3", met, "", noun="hộ",
        verdict=verdict, ceiling=True,
    )  # fmt: skip
    said = target_sentence(line, Figures({}, [line], [], "2026-11-20"))
    for key, text in (("chi-tieu.a.ti-so", "3/100"), ("chi-tieu.a.ti-le", "3%")):
        said = said.replace(f"⟦{key}⟧", text)
    assert said == f"Hộ còn thiếu: {words}"


def test_a_plan_says_a_ceiling(session: Session, ward: AdministrativeUnit) -> None:
    plan = read(LEAST.replace("operator: '=',\n   value: 100", "operator: '<=',\n   value: 5"), "x.yaml")
    assert plan.targets["a"]["operator"] == "<="
    target = limit(session, ward)  # the constraint of the table knows it
    assert (target.demand, target.statement) == ("không quá 5%", "Hộ còn thiếu")
    assert (target.is_met(5), target.is_met(5.1)) == (True, False)
