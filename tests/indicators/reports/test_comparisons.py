"""With what a report compares, and how a figure, a growth and a target read in it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.country.figures import count_cell
from app.documents.periodic_report import CountRow
from app.documents.periodic_report.document import annexes
from app.indicators.named_figures import INDICATORS
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import PAPER_NAMES, counted
from app.indicators.reports.lines import Figures
from app.indicators.reports.rollup import rolled_up
from app.models import Measurement, Report
from app.routes.office.reports.report_filings import sheets_of
from app.web.database import immediate
from tests.documents import samples_reports
from tests.factories import PAPER, make_plan, make_report, make_target
from tests.helping import Counter

HELPS = "so.luot-ho-tro"


def helped(counter: Counter, day: date, times: int = 1) -> None:
    for minute in range(times):
        counter.record(clock.at_local(day, 8) + timedelta(minutes=minute))


def report_of(session: Session, counter: Counter, since: date, until: date) -> Report:
    return make_report(session, counter.ward, by=counter.helper, since=since, until=until)


def told(session: Session, helps: Sequence[tuple[date, int]], since: date, until: date) -> tuple[Figures, str]:
    """The figures of a report of some days, where so many were helped on some days; and its draft."""
    counter = Counter(session)
    for day, times in helps:
        helped(counter, day, times)
    found = counted(session, report_of(session, counter, since, until), until)
    return found, "\n".join(printed(each.text, found.by_key) for each in drafted(found, []))


def test_a_period_before_the_ward_began_is_compared_with_nothing(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        helps = [(date(2026, 3, 20), 31), (date(2026, 4, 10), 40)]
        found, _draft = told(session, helps, date(2026, 4, 1), date(2026, 4, 30))
        figure = found.by_key[HELPS]
        assert (figure.told, figure.before, figure.year_before) == ("40", "", "")
        assert found.by_key[f"{HELPS}.tang"].number is None
        assert {(each.before, each.year_before) for each in found.counts} == {("", "")}
        assert sheets_of(found)[-1].heading == ["STT", "Phong trào", "Nội dung", "ĐVT", "Kỳ này", "Ghi chú"]


def test_a_zero_is_a_zero_in_both_periods(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        found, draft = told(session, [(date(2026, 1, 1), 1)], date(2026, 4, 1), date(2026, 4, 30))
        lines: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for each in found.counts:
            lines[INDICATORS[each.key].book].add((each.now, each.before, each.year_before))
        assert lines.pop("help") == {("0", "0", "")}
        assert lines.keys() == {"classes", "ambassadors", "pairs", "teams", "programmes", "trail"}  # never begun
        assert {each for found_in in lines.values() for each in found_in} == {("–", "", "")}
        assert found.by_key[HELPS].number == 0
        assert "0 lượt" not in draft  # the annex says so, no sentence boasts of nothing


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [(11, 34, "từ 11 lên 34"), (30, 36, "tăng 20%"), (40, 20, "giảm 50%"), (31, 100, "từ 31 lên 100")],
)
def test_growth_from_little_says_both_numbers(app: Flask, before: int, now: int, words: str) -> None:
    with app.app_context(), immediate() as session:
        helps = [(date(2026, 1, 2), 1), (date(2026, 3, 20), before), (date(2026, 4, 10), now)]
        found, _draft = told(session, helps, date(2026, 4, 1), date(2026, 4, 30))
        assert found.by_key[f"{HELPS}.tang"].told == words
        assert found.by_key[HELPS].before == str(before)


def test_a_yearly_report_compares_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        helps = [(date(2024, 1, 2), 1), (date(2025, 3, 20), 5), (date(2026, 4, 10), 9)]
        found, _draft = told(session, helps, date(2025, 11, 21), date(2026, 11, 20))
        figure = found.by_key[HELPS]
        assert (figure.told, figure.before, figure.year_before) == ("09", "5", "")


def test_a_comparison_that_no_row_has_is_no_column(app: Flask) -> None:
    with app.app_context():
        row = CountRow("Lượt hỗ trợ", "lượt", "40", "", "")
        (annex,) = [each for each in annexes(samples_reports.report(counts=(row,))) if each.name == "counts"]
        assert [each.cell for each in annex.columns] == ["place", "words", "unit", "now"]


@pytest.mark.postgresql
def test_hours_have_the_same_decimals_in_the_ward_and_above_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        for hour, minutes in enumerate((1440, 1440, 1440, 689), start=8):  # 5009: no single help is longer than a day
            counter.record(clock.at_local(date(2026, 4, 10), hour), minutes=minutes)
        report = report_of(session, counter, date(2026, 4, 1), date(2026, 4, 30))
        found = counted(session, report, report.until)
        assert found.by_key["so.gio-ho-tro"].told == "83,5"
        (row,) = [each for each in rolled_up({"Một phường": found}).counts if each.key == "gio-ho-tro"]
        assert count_cell(row.number) == "83,5"


def test_what_is_asked_of_each_month_is_said_of_months(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        plan = make_plan(session, counter.ward)
        asked = {"name": "Tháng có buổi học", "value": 1, "unit_words": "đợt buổi học / tháng"}
        target = make_target(session, counter.ward, plan, **asked)
        session.add(
            Measurement(
                **PAPER,
                unit=counter.ward,
                target=target,
                numerator=3,
                denominator=11,
                counted_on=date(2026, 4, 1),
                from_words="Sổ",
                made_at=clock.at_local(date(2026, 4, 1), 9),  # a report of June knows what was written down by then
            )
        )
        session.flush()
        report = make_report(session, counter.ward, by=counter.helper, plan=plan)
        found = counted(session, report, date(2026, 6, 30))
        (line,) = found.targets
        assert (line.unit, line.goal, line.whole, line.part, line.share) == (
            "tháng", "ít nhất 1 đợt buổi học / tháng", "11", "3", "27,27",
        )  # fmt: skip
        texts = [printed(each.text, found.by_key) for each in drafted(found, []) if each.part == "II" and each.text]
        assert texts == [
            "Người dân trưởng thành: 03/11 tháng có ít nhất 01 đợt buổi học, đạt 27,27% "
            "(số liệu của Sổ ngày 01/4/2026); chưa đạt chỉ tiêu."
        ]


def test_papers_name_counts_that_there_are() -> None:
    assert set(PAPER_NAMES) <= set(INDICATORS)
