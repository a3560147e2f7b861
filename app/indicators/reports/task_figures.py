"""Figures of a plan's tasks in a report; a list that nobody marked since the plan was loaded says nothing of the
work."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.reports.binding import of_task, quotable
from app.indicators.reports.lines import TASKS, AnswerLine, Figure
from app.models import Matter, Plan, Report
from app.models.targets.matter import DUES
from app.models.targets.matter_file import steps_on
from app.models.targets.task_states import DROPPED, FINISHED, OPEN, UNDER_WAY, UNFINISHED

# States of tasks on the last day of a report, by id; of those that nobody had marked by then there is none.
States = Mapping[int, str]
# How many months after one another the days of a task that comes again are.
AGAIN = {"monthly": 1, "yearly": 12}
# So many of the next tasks stand in the body.
MOST_LINES = 10
# Who does what a plan says of nobody: the body of the ward under whose letterhead it reports.
_BODIES = {"party": _l("Đảng ủy"), "front": _l("Ban Thường trực Ủy ban MTTQ Việt Nam")}
# A body above the ward, of which a ward reports nothing: "Các sở, ban, ngành", "Công an tỉnh"; not "cơ sở", "trụ sở".
_ABOVE = re.compile(r"(?<!cơ )(?<!trụ )\bsở\b|\btỉnh\b", re.IGNORECASE)
# What goes on all the time has no end, only days on which is told how it goes.
_STANDING = re.compile(r"thường xuyên|định kỳ|h[ằà]ng (?:năm|quý|tháng|tuần)", re.IGNORECASE)
# Keys of figures: unfinished tasks that have no day, those of them that nobody marked as begun (of which the first and
# the last part of a report tell), and next ones of which nobody is named.
NO_DAY, ONGOING, NOBODY = "khong-han", "thuong-xuyen", "khong-ai"


class PlanTasks(NamedTuple):
    """What a report says of a plan's tasks: figures by key, those late, those that come, answers."""

    figures: dict[str, Figure]
    late: tuple[str, ...]
    coming: tuple[str, ...]
    answers: tuple[AnswerLine, ...]


def plan_tasks(session: Session, report: Report, plan: Plan, until: date, upto: date, today: date) -> PlanTasks:
    """Those of a plan on a day, with what is due by another, as of the day of writing."""
    matters = session.scalars(Matter.of_plan(plan.id).options(*Matter.with_owner())).all()
    steps = steps_on(session, [each.id for each in matters], until)
    own = f"{_BODIES.get(report.style, _('Ủy ban nhân dân'))} {report.unit.kind}"
    states = {key: state for key, (state, _since) in steps.items()}
    coming = next_tasks(matters, states, until, upto, today)
    return PlanTasks(
        {each.key: each for each in task_figures(matters, states, until, coming)}, late_lines(matters, states, until),
        coming_lines(coming, today, own),
        tuple(answer_lines(matters, steps, report.since, {each.id: each.numeral for each in plan.parts})),
    )  # fmt: skip


def unfinished(matters: Sequence[Matter], states: States) -> list[Matter]:
    """Those with a due day that were still to be done, the nearest first."""
    open_ = [each for each in matters if states.get(each.id, OPEN) in UNFINISHED and each.due_on]
    return sorted(open_, key=lambda each: each.due_on or date.max)


def late_tasks(matters: Sequence[Matter], states: States, until: date) -> list[Matter]:
    """Those of the ward that were to be done by a day and were not."""
    open_ = unfinished(matters, states)
    return [each for each in open_ if each.due_on and each.due_on <= until and not _is_above(each)]


def late_lines(matters: Sequence[Matter], states: States, until: date) -> tuple[str, ...]:
    """Those that are late as a sentence names them: "mở lớp AI (Phòng Văn hóa - Xã hội)"."""
    found = late_tasks(matters, states, until)
    return tuple(f"{quotable(each.text)} ({who})" if (who := _who(each)) else quotable(each.text) for each in found)


def next_tasks(
    matters: Sequence[Matter], states: States, until: date, upto: date, today: date
) -> list[tuple[date, Matter]]:
    """What is to be done after a day and by another, the nearest first: what comes again with its next day after
    `today`, last where the plan names none; before it what is late, or over by `today`, when the paper is written,
    while it is not done: nothing of a list that nobody marked is late. A task that comes again is never finished.
    Nothing of a body above the ward."""
    late = [each for each in late_tasks(matters, states, until) if states and each.state in UNFINISHED]
    found: list[tuple[date, Matter]] = []
    for each in matters:
        state, again = states.get(each.id, OPEN), each.due in AGAIN
        if _is_above(each) or state == DROPPED or (state not in UNFINISHED and not again):
            continue
        if each.due_on is None:
            found += [(date.max, each)] if again else []
            continue
        day = _next_day(each, max(until, today))
        if day > upto and each in late:
            day = each.due_on
        if (each in late or until < day <= upto) and (day > today or each.state in UNFINISHED):
            found.append((day, each))
    return sorted(found, key=lambda pair: pair[0])


def coming_lines(tasks: Sequence[tuple[date, Matter]], today: date, own: str) -> tuple[str, ...]:
    """The first `next_tasks` as a paper prints them: "Công an phường mở lớp AI, hoàn thành trước ngày 31/12/2026"; what
    the same body has to do by the same day stands below both, a line each. `own`: who does what is said of nobody."""
    found: dict[tuple[str, tuple[str, str]], list[str]] = {}
    for day, each in tasks[:MOST_LINES]:
        found.setdefault((_who(each) or own, _when(each, day, today)), []).append(quotable(each.text))
    return tuple(_task_line(who, when, texts) for (who, when), texts in found.items())


def _task_line(who: str, when: tuple[str, str], texts: Sequence[str]) -> str:
    after, together = when
    if len(texts) > 1:
        lines = ";\n- ".join(map(sentences.begun, texts))
        return sentences.begun(f"{who} {together}:\n- {lines}")
    return sentences.begun(", ".join(filter(None, (f"{who} {sentences.continued(texts[0])}", after))))


def _when(matter: Matter, day: date, today: date) -> tuple[str, str]:
    """By when, in words behind a task and between who has several and these; of what comes again where the task does
    not say so itself."""
    if day == date.max:
        words = str(DUES[matter.due])
        says_so = re.search(f"h[ằà]ng {words.split()[-1]}", matter.text, re.IGNORECASE)
        return "" if says_so else words, str(_("thực hiện các nhiệm vụ sau %(when)s", when=words))
    on = {"day": formats.date(day)}
    if day <= today:
        words = str(_("(thời hạn được giao: %(day)s)", **on))
        return f"{_('khẩn trương hoàn thành')} {words}", f"{_('khẩn trương hoàn thành các nhiệm vụ sau')} {words}"
    if _STANDING.search(matter.text):
        words = str(_("báo cáo kết quả trước ngày %(day)s", **on))
        return words, f"{_('thực hiện các nhiệm vụ sau')}, {words}"
    return (
        str(_("hoàn thành trước ngày %(day)s", **on)),
        str(_("hoàn thành các nhiệm vụ sau trước ngày %(day)s", **on)),
    )


def _is_above(matter: Matter) -> bool:
    """Whether the plan gives it to bodies above the ward alone."""
    leads = list(filter(None, matter.lead.split("; "))) if matter.unit.is_ward else []
    return bool(leads) and all(map(_ABOVE.search, leads))


def _who(matter: Matter) -> str:
    """Who does it in the plan's words, else the body of the ward that has it."""
    return quotable(matter.lead).replace("; ", ", ") or _body(matter)


def _body(matter: Matter) -> str:
    owner = matter.owner
    return quotable(owner.name) if owner and owner.kind != "account" else ""


def _next_day(matter: Matter, after: date) -> date:
    """Its day, of one that comes again the first one after a day."""
    first = day = matter.due_on or date.min
    months = first.month - 1
    while day <= after and matter.due in AGAIN:
        months += AGAIN[matter.due]
        year, month = first.year + months // 12, months % 12 + 1
        day = date(year, month, min(first.day, monthrange(year, month)[1]))
    return day


def answers_of(session: Session, report: Report, today: date) -> list[AnswerLine]:
    """Those of the plan of a report, two statements."""
    matters = session.scalars(Matter.of_plan(report.plan_id or 0).options(*Matter.with_owner())).all()
    steps = steps_on(session, [each.id for each in matters], min(report.until, today))
    numerals = {each.id: each.numeral for each in report.plan.parts} if report.plan else {}
    return [*answer_lines(matters, steps, report.since, numerals)]


def answer_lines(
    matters: Sequence[Matter], steps: Mapping[int, tuple[str, date]], since: date, numerals: Mapping[int, str]
) -> Iterator[AnswerLine]:
    """Answers of the tasks that were finished since a day and still are; `steps`: their states on the last day,
    `numerals`: those of the plan's parts by id. What was reported and not accepted is none."""
    for each in matters:
        state, day = steps.get(each.id, (OPEN, date.min))
        if state in FINISHED and each.state in FINISHED and day >= since and (text := quotable(each.answer)):
            who = _body(each) or _who(each)
            yield AnswerLine(of_task(each.id), quotable(each.text), who, text, numerals[each.part_id or 0])


def task_figures(
    matters: Sequence[Matter], states: States, until: date, coming: Sequence[tuple[date, Matter]] = ()
) -> Iterator[Figure]:
    """Figures of the tasks of a plan on the last day of a report; none is known before the first was marked, but how
    many of those to come nobody has."""
    how = str(_("Đếm theo bảng nhiệm vụ của kế hoạch, đến hết kỳ báo cáo."))
    marked = [states[each.id] for each in matters if each.id in states]
    finished, under_way, dropped = (sum(each in of for each in marked) for of in (FINISHED, UNDER_WAY, (DROPPED,)))
    ongoing = [each for each in matters if each.due_on is None and each.due not in AGAIN]
    standing = sum(states.get(each.id, OPEN) not in (*FINISHED, *UNDER_WAY, DROPPED) for each in ongoing)
    counts: Mapping[str, tuple[object, int]] = {
        "tong": (_("Nhiệm vụ trong kế hoạch"), len(matters)),
        "xong": (_("Nhiệm vụ đã xong"), finished),
        "dang": (_("Nhiệm vụ đang làm"), under_way),
        "thoi": (_("Nhiệm vụ không làm nữa"), dropped),
        "con": (_("Nhiệm vụ chưa bắt đầu, thường xuyên"), len(matters) - finished - under_way - dropped),
        ONGOING: (_("Nhiệm vụ thường xuyên, chưa ghi đang làm"), standing),
        "chua": (_("Nhiệm vụ chưa triển khai"), len(matters) - finished - under_way - dropped - standing),
        "cham": (_("Nhiệm vụ quá hạn"), len(late_tasks(matters, states, until))),
        NO_DAY: (_("Nhiệm vụ chưa xong, không ghi thời hạn"),
                 sum(states.get(each.id, OPEN) not in (*FINISHED, DROPPED) for each in ongoing)),
    }  # fmt: skip
    for key, (words, count) in counts.items():
        known = count if marked or not matters else None  # a list that nobody marked says nothing of the work
        yield Figure(f"{TASKS}.{key}", known, shown.count_in_sentence(known), str(words), how)
    nobody = sum(not _who(each) for _day, each in coming[:MOST_LINES])
    words = str(_("Việc kỳ tới chưa ghi ai làm"))
    yield Figure(f"{TASKS}.{NOBODY}", nobody, shown.count_in_sentence(nobody), words, how)
