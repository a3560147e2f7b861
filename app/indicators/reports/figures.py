"""Figures of a report: of the plan's targets, of all indicators, and of its tasks, each with the period before and the
same days of the year before. Stored as JSON, they are what was known when the report was sent."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.beginnings import recorded_since
from app.indicators.catalogue import INDICATORS
from app.indicators.programmes import shelves
from app.indicators.readings import FigureStatus, Reading, figure_statuses
from app.indicators.reports.breakdowns import breakdown_figures
from app.indicators.reports.lines import (
    COUNT,
    EARLIER,
    PARTS,
    SHARE,
    TARGET,
    CountLine,
    Figure,
    Figures,
    TargetLine,
)
from app.indicators.reports.paper_names import PAPER_NAMES
from app.indicators.reports.received import received
from app.indicators.reports.task_figures import coming_tasks, late_tasks, task_figures, texts_of
from app.indicators.target_counts import as_of, how_narrowed, meaning_of, name_of
from app.indicators.target_measures import indicator_of
from app.models import Matter, Plan, Report, Target
from app.models.movement.denominator import noun_of
from app.models.reports.period import year_before
from app.models.targets.matter_step import states_on
from app.models.targets.measurement import COMPUTED
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figures

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
    lines = _targets(session, report, plan, until, today, lately=lately)
    figures = {each.key: each for pair in lines for each in pair[1]}
    counts = list(_counts(session, report, until, only))
    figures |= {each.key: each for pair in counts for each in pair[1]}
    scope = Scope((report.unit.id,), report.since, until)
    figures |= {each.key: each for each in breakdown_figures(session, scope, only)}
    matters = session.scalars(Matter.of_plan(plan.id)).all()
    states = states_on(session, [each.id for each in matters], until)
    figures |= {each.key: each for each in task_figures(matters, states, until)}
    late, coming = late_tasks(matters, states, until), coming_tasks(matters, states, until)
    return Figures(
        figures, tuple(line for line, _each in lines), tuple(line for line, _each in counts), _behind(lines),
        texts_of(late), texts_of(coming), until.isoformat(),
    )  # fmt: skip


# -- targets -----------------------------------------------------------------------------------------------------------


def _targets(
    session: Session, report: Report, plan: Plan, until: date, today: date, *, lately: bool
) -> list[tuple[TargetLine, tuple[Figure, ...]]]:
    then = {each.target.id: each for each in figure_statuses(session, plan, report.since - timedelta(days=1))}
    _since, last_year = year_before(report.since, report.until)
    year = {each.target.id: each for each in figure_statuses(session, plan, last_year)}
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan.id)).all()
    running = [each for each in targets if each.since <= until and each.until >= report.since]
    found = [as_of(session, each, date.min, until, today, lately=lately) for each in running]
    lines = []
    for each in found:
        indicator, key = indicator_of(session, each.target), each.target.id
        lines.append(_target(each, indicator, _how(session, each, indicator), then.get(key), year.get(key)))
    return lines


def _how(session: Session, status: FigureStatus, indicator: Indicator | None) -> str:
    """How the numerator was counted or who recorded it, and the day of the denominator."""
    now = status.now
    entered = now is not None and not now.is_counted
    parts = [f"{indicator.words}: {indicator.how}"] if indicator and not entered else []
    if indicator and not entered:
        narrowed = how_narrowed(session, status.target, indicator, status.day)
        parts += [str(_("%(by)s: %(entries)s.", by=by, entries=entries)) for by, entries in narrowed]
    if now and now.words:
        parts.append(str(_("%(source)s, số ngày %(day)s.", source=now.words, day=formats.date(now.day))))
    if now and now.source == COMPUTED and now.made_at:
        parts.append(str(_("Máy đếm lúc %(moment)s.", moment=formats.moment(now.made_at))))
    if now and now.denominator and now.denominator.day:
        values = {"number": now.denominator.text, "day": formats.date(now.denominator.day)}
        parts.append(str(_("Mẫu số %(number)s của ngày %(day)s.", **values)))
    if status.target.own_denominator:
        number = formats.number(status.target.own_denominator)
        parts.append(str(_("Mẫu số %(number)s là của riêng chỉ tiêu này, theo kế hoạch.", number=number)))
    return " ".join(parts) or str(_("Chưa ai ghi số."))


def _target(
    status: FigureStatus, indicator: Indicator | None, how: str, then: FigureStatus | None, year: FigureStatus | None
) -> tuple[TargetLine, tuple[Figure, ...]]:
    target, now = status.target, status.now
    entered = now is not None and not now.is_counted
    share = _reached(status)
    part = shown.count_cell(status.numerator)
    if now and now.approximate:
        part = str(_("khoảng %(number)s", number=part))
    denominator = formats.number(status.denominator) if status.denominator else ""
    parts = "/".join(sentences.counts_in_sentence(each) for each in (part, denominator) if each)
    if target.is_share and not denominator and target.own_denominator:  # known before anything is counted
        denominator = formats.number(target.own_denominator)
    beside, before = (_reached(each) if each and each.reached is not None else "" for each in (then, year))
    key = f"{TARGET}.{target.key}"
    line = TargetLine(
        key=target.key, name=target.name if entered else name_of(target), demand=target.demand,
        unit=target.each_words or target.unit_words, goal=_goal(target),
        whole=denominator or (shown.UNKNOWN_CELL if target.is_share else ""), part=part,
        share=shown.share_cell(status.reached).removesuffix("%") if target.is_share else "", met=status.is_met,
        note=_note(status), noun=_noun(target, indicator), each=target.each_demand, statement=target.statement,
        counted="" if entered else meaning_of(target),
    )  # fmt: skip
    number = float(status.numerator) if status.numerator is not None else None
    return line, (
        Figure(f"{key}.{PARTS}", number, parts, line.name, how, "", ""),
        Figure(f"{key}.{SHARE}", status.reached, share, line.name, how, beside, before),
    )


def _noun(target: Target, indicator: Indicator | None) -> str:
    """Noun of both numbers of a share: what each is asked of, the indicator's unit, or the audience."""
    if target.each_words or not target.is_share:
        return target.each_words
    if target.names_amounts and target.counted_words:
        return target.counted_words
    if indicator:
        return str(indicator.unit.words)
    return str(noun_of(target.audience)) if target.audience else ""


def _reached(status: FigureStatus) -> str:
    if status.reached is None or status.target.is_share:
        return shown.share(status.reached)
    return shown.count(round(status.reached))


def _goal(target: Target) -> str:
    if target.each_words:  # the number alone would read as the goal of all together
        return f"{target.each_demand} / {target.each_words}"
    sign = str(_("trên %(value)s", value=formats.number(target.value))) if target.operator == ">" else ""
    return sign or formats.number(target.value)


def _note(status: FigureStatus) -> str:
    """Note of the annex: no denominator, a share above 100 %, or another source with another figure."""
    notes = []
    if status.now and status.target.is_share and status.denominator is None:
        notes.append(_("chưa có mẫu số"))
    if status.reached is not None and status.target.is_share and status.reached > 100:
        notes.append(status.target.over_why or _("tử số lớn hơn mẫu số, cần xem lại mẫu số"))
    return "; ".join([*map(str, notes), *_origins(status)])


def _origins(status: FigureStatus) -> list[str]:
    """Where the figure is from, of what is counted and was entered: that it was entered, or both with their
    difference. A paper names sources, never who entered."""
    if not status.both:
        now = status.now
        return [_words_of(now)] if now and status.target.measured_by and not now.is_counted else []
    used, other = status.both
    gap = abs(used.numerator - other.numerator)
    more = _("chênh %(gap)s", gap=formats.number(gap)) if gap else _("hai số bằng nhau")
    return [f"{_words_of(used)}, {_words_of(other)}, {more}"]


def _words_of(reading: Reading) -> str:
    values = {"source": reading.source_words, "number": formats.number(reading.numerator)}
    return str(_("%(source)s: %(number)s ngày %(day)s", day=formats.date(reading.day), **values))


def _behind(lines: Sequence[tuple[TargetLine, tuple[Figure, ...]]]) -> tuple[str, ...]:
    missed = [(figures[1].number or 0, line.name, line.counted) for line, figures in lines if line.met is False]
    return tuple(name.removesuffix(f" ({counted})") for _share, name, counted in sorted(missed))


# -- what is counted ---------------------------------------------------------------------------------------------------


def _counts(
    session: Session, report: Report, until: date, only: Collection[str] | None
) -> Iterator[tuple[CountLine, tuple[Figure, ...]]]:
    began, times = recorded_since(session, [report.unit.id]), _times(report, until)
    shelved = shelves(session, [report.unit.id])
    names = {each.key: str(name) for name, shelf in shelved for each in shelf}
    every = [*INDICATORS.values(), *(each for _name, shelf in shelved for each in shelf)]
    compared = {each.key for each in every if only is None or f"{COUNT}.{each.key}{EARLIER}" in only}
    wanted = [each for each in every if each.key in compared or f"{COUNT}.{each.key}" in (only or ())]
    earlier = [each for each in wanted if each.key in compared]
    found: list[Mapping[str, int | None]] = []
    for place, days in enumerate(times):
        asked = [each for each in earlier if began.of(each).compares(days[0])] if place else wanted  # none of NEVER
        counts = known_figures(session, Scope((report.unit.id,), *days), asked)
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
