"""Figures of a report: of the plan's targets, of all indicators, and of its tasks, each with the period before and the
same days of the year before. Stored as JSON, they are what was known when the report was sent."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import figures as shown
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import Versions, indicators_of, newest, shelf_of
from app.indicators.reports.binding import keys_in
from app.indicators.reports.elements import ElementFigures, named_count
from app.indicators.reports.headings import headings_of
from app.indicators.reports.lines import COUNT, EARLIER, CountLine, Figure, Figures
from app.indicators.reports.received import received
from app.indicators.reports.report_sentences import report_sentences, sentence_lines, wanted_keys
from app.indicators.reports.target_lines import behind, target_lines
from app.indicators.reports.task_figures import plan_tasks
from app.indicators.target_counts import entered_answers
from app.indicators.zeros import recorded_since
from app.models import AdministrativeUnit, Plan, Report, ReportPassage, ResidentialGroup, Target
from app.models.reports.due import next_due, year_before
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figures

# What counts are called on official papers, where screens have a shorter or a plainer name.
PAPER_NAMES: Mapping[str, object] = {
    "lop": _l("Lớp học đã tổ chức"),
    "buoi": _l("Buổi học đã tổ chức"),
    "nguoi-duoc-giup": _l("Người được hỗ trợ, có ghi tên"),
    "nhap-bu": _l("Lượt hỗ trợ ghi bổ sung từ phiếu giấy"),
    "dai-su": _l("Đại sứ số đang hoạt động"),
    "dai-su-hoat-dong": _l("Đại sứ số có việc được ghi trong 30 ngày"),
    "dai-su-du-nguoi-kem": _l("Đại sứ số nhận kèm đủ số người theo kế hoạch"),
    "dai-su-chua-du-nguoi-kem": _l("Đại sứ số chưa nhận kèm đủ số người theo kế hoạch"),
    "noi-chua-co-dai-su": _l("Địa bàn chưa có Đại sứ số"),
    "nguoi-lau-chua-gap": _l("Người được kèm cặp quá 30 ngày chưa được gặp lại"),
    "cap-lau-chua-gap": _l("Cặp kèm cặp quá 30 ngày chưa gặp lại"),
    "nguoi-tu-lam-duoc": _l("Người tự làm được nhờ được kèm cặp"),
    "noi-co-to": _l("Địa bàn có tổ công nghệ số cộng đồng"),
    "noi-chua-co-to": _l("Địa bàn chưa có tổ công nghệ số cộng đồng"),
    "thanh-vien-to": _l("Thành viên tổ, đội"),
    "to-hoat-dong": _l("Tổ, đội có hoạt động, theo báo cáo tháng"),
    "to-im-lang": _l("Tổ, đội chưa có hoạt động"),
    "to-da-du-lop": _l("Tổ, đội có thành viên dự lớp tập huấn"),
    "nha-to-da-toi": _l("Lượt nhà tổ, đội đã đến, theo báo cáo tháng"),
    "luot-to-da-giup": _l("Lượt người dân tổ, đội đã hướng dẫn, theo báo cáo tháng"),
}


# Periods whose first days differ by no more are one: years of 365 and of 366 days.
SAME = timedelta(days=7)
NEVER = (date.min, date.min)


def figures_of(session: Session, report: Report, today: date, only: Collection[str] | None = None) -> Figures:
    """Figures as sent, or while the report is written, as the rows are now."""
    return Figures.read(report.figures) if report.figures else counted(session, report, today, only, lately=True)


def counted(
    session: Session, report: Report, today: date, only: Collection[str] | None = None, *, lately: bool = False
) -> Figures:
    """Figures of a report as the rows are now. `only` limits the counts to some keys, and compares a count with earlier
    periods only where its key with EARLIER is among them. `lately` accepts the worker's recent count of a target. The
    number of statements does not depend on the number of rows."""
    if not report.unit.is_ward:
        return received(session, report, today)
    plan, until = report.plan, min(report.until, today)
    assert plan
    upto = next_due(session, report)
    lines = target_lines(session, report, plan, until, today, upto=upto, lately=lately)
    figures = {each.key: each for pair in lines for each in pair[1]}
    programmes = newest(session, [report.unit.id], until)
    spoken = report_sentences(programmes, plan.style)
    wanted = None if only is None else {*only, *wanted_keys(spoken)}
    units = tuple(session.scalars(AdministrativeUnit.with_parts([report.unit.id])))
    counts = list(_counts(session, report, until, units, programmes, wanted))
    figures |= {each.key: each for pair in counts for each in pair[1]}
    tasks = plan_tasks(session, report, plan, until, upto, today)
    figures |= tasks.figures
    scope = Scope(units, report.since, until, of_report=True)
    known = {**INDICATORS, **{one.key: one for each in programmes for one in indicators_of(each)}}
    entered = entered_answers(session, report.unit.id, until, today)
    elements = ElementFigures(session, scope, figures, entered)
    figures |= {each.key: each for each in elements.read([one for every in spoken for one in every.counts.values()])}
    keys = _asked_for(session, report, only) - figures.keys()  # of parts of a count "by" has said which part they are
    figures |= {each.key: each for each in elements.read([*filter(None, (named_count(key, known) for key in keys))])}
    annexed = [elements.heard(known[line.key], line) for line, _each in counts if line.key not in entered]  # one answer
    figures |= {each.key: each for _line, each in annexed}
    measured, narrowed = _measuring(session, plan, {line.key for line, _each in lines})
    words = _words(session, plan, until)
    return Figures(
        figures, tuple(line for line, _each in lines), tuple(line for line, _each in annexed),
        behind(lines), tasks.late, tasks.coming, until.isoformat(),
        sentences=tuple(sentence_lines(spoken, figures, words, measured, elements.part_known, narrowed)),
        answers=tasks.answers,
        headings=tuple(headings_of(plan)),
        covers=tuple(session.scalars(ResidentialGroup.wards_before(report.unit.id))),
    )  # fmt: skip


def _measuring(session: Session, plan: Plan, judged: Set[str]) -> tuple[Set[str], Set[str]]:
    """The counts that measure the targets of a plan that a report judges, by key: of all that they count, and
    narrowed."""
    targets = [each for each in session.scalars(Target.of_plan(plan.id)) if each.key in judged]
    measured = {each.measured_by for each in targets if not each.narrowed_to and not each.each_of}
    return measured, {each.measured_by for each in targets if each.narrowed_to}


def _words(session: Session, plan: Plan, day: date) -> Mapping[str, str]:
    """What sentences of a plan's report call the ward's groups, the ward, and the plan where its units tell of it:
    what they tell of another one stands in that one's report."""
    spread = session.scalars(Plan.disseminated(plan.unit_id, day)).first() or plan
    called = str(_("Kế hoạch")) if spread is plan else ""
    return {"group": plan.unit.group_word, "ward": plan.unit.kind, "plan": called}


def _asked_for(session: Session, report: Report, only: Collection[str] | None) -> Set[str]:
    """The keys of figures that are asked for: `only`, else those that the report's passages hold."""
    if only is not None:
        return {*only}
    return keys_in(each.text for each in session.scalars(ReportPassage.of(report.id)))


def _counts(
    session: Session, report: Report, until: date, units: tuple[int, ...], programmes: Sequence[Versions],
    only: Collection[str] | None,
) -> Iterator[tuple[CountLine, tuple[Figure, ...]]]:  # fmt: skip
    began, times = recorded_since(session, units), _times(report, until)
    shelved = [shelf_of(each) for each in programmes if each[-1].declared.is_seen_by_office]
    names = {each.key: str(name) for name, shelf in shelved for each in shelf}
    every = [*INDICATORS.values(), *(each for _name, shelf in shelved for each in shelf if each.on_paper)]
    compared = {each.key for each in every if only is None or f"{COUNT}.{each.key}{EARLIER}" in only}
    wanted = [each for each in every if each.key in compared or f"{COUNT}.{each.key}" in (only or ())]
    earlier = [each for each in wanted if each.key in compared]
    found: list[Mapping[str, int | None]] = []
    for place, days in enumerate(times):
        asked = [each for each in earlier if began.of(each).compares(days[0])] if place else wanted  # none of NEVER
        counts = known_figures(session, Scope(units, *days, of_report=True), asked)
        found.append({each.key: began.of(each).known(counts[each.key], days[1]) for each in asked})
    for each in wanted:
        yield _count(each, [counts.get(each.key) for counts in found], names.get(each.key, ""))


def _times(report: Report, until: date) -> list[tuple[date, date]]:
    """The days of a report, the period before and the same days of the year before; NEVER where both are the same, as
    for a year."""
    days = report.until - report.since + timedelta(days=1)
    before, year = (report.since - days, report.since - timedelta(days=1)), year_before(report.since, until)
    same = abs(year[0] - before[0]) <= SAME
    return [(report.since, until), before, NEVER if same else year]


def _count(indicator: Indicator, numbers: Sequence[int | None], programme: str) -> tuple[CountLine, tuple[Figure, ...]]:
    texts = ["" if each is None else indicator.unit.text(each) for each in numbers]
    texts[0] = indicator.unit.cell(numbers[0])
    words, how = str(indicator.words), str(indicator.how)
    now, before, _year = numbers
    share = shown.growth(now, before)
    grown = shown.growth_words(*(each if each is None else each / indicator.unit.parts for each in (now, before)))
    name = str(PAPER_NAMES.get(indicator.key, words))
    line = CountLine(indicator.key, name, str(indicator.unit.words), texts[0], texts[1], texts[2], programme)
    key = f"{COUNT}.{indicator.key}"
    number = None if now is None else now / indicator.unit.parts
    return line, (
        Figure(key, number, shown.count_in_sentence(now, indicator.unit.parts), words, how, texts[1], texts[2]),
        Figure(f"{key}{EARLIER}", share, grown, str(_("%(words)s, so với kỳ trước", words=words)), how),
    )
