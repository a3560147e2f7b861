"""The plan's targets in a report: how each stands, who answered, and where its figure is from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.each_asked import noun_of_each
from app.indicators.figure_status import FigureStatus, Reading
from app.indicators.learning import TEMPLATE
from app.indicators.readings import figure_statuses
from app.indicators.reports.elements import paper_words
from app.indicators.reports.lines import CLAUSE, PARTS, SHARE, TARGET, Figure, TargetLine
from app.indicators.share_words import answered_words, clause
from app.indicators.shares import Verdict
from app.indicators.target_counts import as_of, has_least, how_narrowed, name_of
from app.indicators.target_measures import indicator_of, meaning_of
from app.indicators.zeros import recorded_since
from app.models import Plan, Report, Target
from app.models.movement.denominator import noun_of
from app.models.reports.due import year_before
from app.models.reports.report_terms import ReportKind
from app.models.targets.measurement import COMPUTED
from app.models.targets.narrowing import ALL
from app.models.targets.target import OPERATORS
from app.registers.indicator import MONTH, Indicator

# Brackets in a bracket are commas.


def target_lines(
    session: Session, report: Report, plan: Plan, until: date, today: date, *, upto: date, lately: bool
) -> list[tuple[TargetLine, tuple[Figure, ...]]]:
    """Targets that hold in a report's days, each with its figures: now, as of the report before and a year ago.
    `upto`: when the next report is due; `lately`: see `as_of`."""
    then = {each.target.id: each for each in figure_statuses(session, plan, report.since - timedelta(days=1))}
    _since, last_year = year_before(report.since, report.until)
    year = {each.target.id: each for each in figure_statuses(session, plan, last_year)}
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan.id)).all()
    # What ended in an earlier year was told in that year's reports: a report of one period does not judge it again.
    begun = report.until.replace(month=1, day=1) if report.kind == ReportKind.PERIODIC else report.since
    running = [each for each in targets if each.since <= until and each.judged_until >= max(begun, report.since)]
    found = [as_of(session, each, date.min, until, today, lately=lately) for each in running]
    lines = []
    for each in found:
        indicator, key = indicator_of(session, each.target), each.target.id
        line, figures = _target(each, indicator, _how(session, each, indicator), then.get(key), year.get(key))
        since = _known_since(session, each.target, indicator, max(each.target.since, report.since))
        later = each.target.until >= upto and report.kind != ReportKind.FINAL
        runs = later and each.verdict is Verdict.RUNNING and not line.ceiling
        horizon = _horizon(each.target) if runs else ""
        lines.append((replace(line, since=since, horizon=horizon, met=None if horizon else line.met), figures))
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
        parts.append(str(_("%(source)s, số %(days)s.", source=now.words, days=now.days)))
    if now and now.source == COMPUTED and now.made_at:
        parts.append(str(_("Máy đếm lúc %(moment)s.", moment=formats.moment(now.made_at))))
    if now and now.denominator and now.denominator.day:
        values = {"number": now.denominator.text, "day": formats.date(now.denominator.day)}
        parts.append(str(_("Tổng số %(number)s của ngày %(day)s.", **values)))
    if status.target.own_denominator:
        number = formats.number(status.target.own_denominator)
        parts.append(str(_("Tổng số %(number)s là của riêng chỉ tiêu này, theo kế hoạch.", number=number)))
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
    denominator = formats.number(of) if (of := status.share and status.share.printed_of) else ""
    visited = status.share and status.share.denominator and status.share.denominator.visited
    known_of = denominator or (formats.number(visited) if visited else "")
    parts = "/".join(sentences.counts_in_sentence(each) for each in (part, known_of) if each)
    if target.is_share and not denominator and target.own_denominator:  # known before anything is counted
        denominator = formats.number(target.own_denominator)
    beside, before = (_reached(each) if each and each.reached is not None else "" for each in (then, year))
    key = f"{TARGET}.{target.key}"
    line = TargetLine(
        key=target.key, name=target.name if entered else name_of(target), demand=target.demand,
        unit=target.each_words or target.unit_words, goal=goal_of(target),
        whole=denominator or (shown.UNKNOWN_CELL if target.is_share else ""), part=part,
        share=shown.share_cell(status.reached).removesuffix("%") if target.is_share else "", met=status.is_met,
        note=_note(status), noun=f"{_noun(target, indicator)}{_(' đã khảo sát') if visited else ''}",
        each=target.each_demand, statement=target.statement,
        counted="" if entered else meaning_of(target), ceiling=target.is_ceiling, question=target.question,
        criterion=_criterion(target), **_answered(status) | ({"clause": ""} if visited else {}),
    )  # fmt: skip
    number = float(status.numerator) if status.numerator is not None else None
    figures = [
        Figure(f"{key}.{PARTS}", number, parts, line.name, how, **(status.share.answered if status.share else {})),
        Figure(f"{key}.{SHARE}", status.reached, share, line.name, how, beside, before),
    ]
    figures.append(replace(figures[0], key=f"{key}{CLAUSE}", told=line.clause))
    return line, tuple(figures)


def _criterion(target: Target) -> str:
    """What those that are counted have, where that is not what the target asks of each."""
    if has_least(target):
        return str(_("từ trước đến nay đã hướng dẫn %(each)s", each=target.each_demand))
    topics = next((each.keys for each in target.narrowings if each.dimension == TEMPLATE.key and each.how == ALL), ())
    return str(_("học đủ %(count)s nội dung", count=len(topics))) if topics else ""


def _answered(status: FigureStatus) -> dict[str, Any]:
    share = status.share
    if share is None:
        return {"verdict": status.verdict}
    asked = share.responses
    numbers = {"answered": asked.now + asked.carried, "expected": asked.expected} if asked else {}
    words = {"clause": clause(share) or paper_words(status.now), "reported": answered_words(share)}
    return {"verdict": status.verdict, **words, **numbers}


def _horizon(target: Target) -> str:
    """Until when the goal of a target stands, in words."""
    if target.since.year == target.until.year:
        return str(_("cả năm"))
    return str(_("đến hết năm %(year)s", year=target.until.year))


def _known_since(session: Session, target: Target, indicator: Indicator | None, since: date) -> str:
    """Since when months are known of a target that asks each month; "" where all of `since` on are."""
    if indicator is None or target.each_of != MONTH:
        return ""
    began = recorded_since(session, [target.unit_id]).of(indicator).day
    return str(_("tháng %(month)s", month=f"{began:%-m/%Y}")) if f"{began:%Y-%m}" > f"{since:%Y-%m}" else ""


def _noun(target: Target, indicator: Indicator | None) -> str:
    """Noun of both numbers of a share: what each is asked of, the indicator's unit, or the audience."""
    if target.each_words or not target.is_share:
        return target.each_words
    if target.each_of:
        return noun_of_each(target)
    if target.names_amounts and target.counted_words:
        return target.counted_words
    if indicator and str(indicator.unit.words) != str(noun_of("")):
        return str(indicator.unit.words)
    return str(noun_of(target.audience)) if target.audience or indicator else ""


def _reached(status: FigureStatus) -> str:
    if status.target.is_share:  # of a number that is known, and of which not all have answered: "–"
        return (shown.share if status.numerator is None else shown.share_cell)(status.reached)
    if status.reached is None:
        return shown.unknown()
    return shown.count(round(status.reached))


def goal_of(target: Target) -> str:
    """What it demands, as the annex prints it."""
    if target.each_words:  # the number alone would read as the goal of all together
        return f"{target.each_demand} / {target.each_words}"
    sign = f"{OPERATORS[target.operator]} " if target.operator in (">", "<=") else ""
    return f"{sign}{formats.number(target.value)}"


def _note(status: FigureStatus) -> str:
    """Note of the annex: no denominator, a share above 100 %, or another source with another figure."""
    notes = []
    if status.now and status.target.is_share and status.denominator is None:
        notes.append(_("chưa có tổng số"))
    if status.share and (words := answered_words(status.share)):
        notes.append(words)
    if status.reached is not None and status.target.is_share and status.reached > 100:
        notes.append(status.target.over_why or _("số đạt lớn hơn tổng số, cần xem lại tổng số"))
    return "; ".join([*map(str, notes), *_origins(status)])


def _origins(status: FigureStatus) -> list[str]:
    """Whose number is printed, of what is counted and was entered, and what the other one says. A paper names sources,
    never who entered."""
    if not status.both:
        now = status.now
        return [_words_of(status.target, now)] if now and status.target.measured_by and not now.is_counted else []
    used, other = status.both
    both = f"{_words_of(status.target, used)}; {_words_of(status.target, other, number=True)}"
    return [sentences.begun(both)]


def _words_of(target: Target, reading: Reading, *, number: bool = False) -> str:
    """ "số của Công an phường ngày 22/11/2026", "sổ của phường ngày 20/11/2026: 1.154 (08/24 tổ dân phố đã báo)"."""
    whose = _("sổ của phường") if reading.is_counted else _("số của %(source)s", source=reading.body or reading.words)
    words = f"{whose} {reading.days}"
    words += f": {formats.number(reading.numerator)}" if number else ""
    answered = answered_words(reading.share(target))
    return f"{words} ({answered})" if answered else words


def behind(lines: Sequence[tuple[TargetLine, tuple[Figure, ...]]]) -> tuple[str, ...]:
    """What the plan calls those not met, the farthest from its goal first."""
    missed = [(figures[1].number or 0, line.official_name) for line, figures in lines if line.met is False]
    return tuple(name for _share, name in sorted(missed))
