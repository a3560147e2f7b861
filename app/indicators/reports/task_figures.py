"""Figures of a plan's tasks in a report; a list that nobody marked since the plan was loaded says nothing of the
work."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.reports.binding import of_task, quotable
from app.indicators.reports.lines import TASKS, AnswerLine, Figure
from app.models import Matter, Plan, Report
from app.models.targets.matter import DUES
from app.models.targets.matter_step import steps_on
from app.models.targets.task_states import DROPPED, FINISHED, OPEN, UNDER_WAY, UNFINISHED

# States of tasks on the last day of a report, by id; of those that nobody had marked by then there is none.
States = Mapping[int, str]
# How many months after one another the days of a task that comes again are.
AGAIN = {"monthly": 1, "yearly": 12}


class PlanTasks(NamedTuple):
    """What a report says of a plan's tasks: figures by key, those late, those that come, answers."""

    figures: dict[str, Figure]
    late: tuple[str, ...]
    coming: tuple[str, ...]
    answers: tuple[AnswerLine, ...]


def plan_tasks(session: Session, report: Report, plan: Plan, until: date, upto: date) -> PlanTasks:
    """Those of a plan on a day, with what is due by another. Two statements."""
    matters = session.scalars(Matter.of_plan(plan.id)).all()
    steps = steps_on(session, [each.id for each in matters], until)
    states = {key: state for key, (state, _since) in steps.items()}
    return PlanTasks(
        {each.key: each for each in task_figures(matters, states, until)}, late_lines(matters, states, until),
        coming_lines(matters, states, until, upto),
        tuple(answer_lines(matters, steps, report.since, {each.id: each.numeral for each in plan.parts})),
    )  # fmt: skip


def unfinished(matters: Sequence[Matter], states: States) -> list[Matter]:
    """Those with a due day that were still to be done, the nearest first."""
    open_ = [each for each in matters if states.get(each.id, OPEN) in UNFINISHED and each.due_on]
    return sorted(open_, key=lambda each: each.due_on or date.max)


def late_tasks(matters: Sequence[Matter], states: States, until: date) -> list[Matter]:
    return [each for each in unfinished(matters, states) if each.due_on and each.due_on <= until]


def late_lines(matters: Sequence[Matter], states: States, until: date) -> tuple[str, ...]:
    """Those that are late as a sentence names them: "mở lớp AI (Phòng Văn hóa - Xã hội)"."""
    found = late_tasks(matters, states, until)
    return tuple(f"{quotable(each.text)} ({lead})" if (lead := _lead(each)) else quotable(each.text) for each in found)


def coming_lines(matters: Sequence[Matter], states: States, until: date, upto: date) -> tuple[str, ...]:
    """What is to be done after a day and by another, the nearest first: "Công an phường mở lớp AI (31/12/2026)"; what
    comes again with its next day, last where the plan names none. A task that comes again is never finished."""
    found: list[tuple[date, str]] = []
    for each in matters:
        state = states.get(each.id, OPEN)
        if state == DROPPED or (state not in UNFINISHED and each.due not in AGAIN):
            continue
        if each.due_on is None and each.due in AGAIN:
            found.append((date.max, _line(each, str(DUES[each.due]))))
        elif each.due_on and until < (day := _next_day(each, until)) <= upto:
            found.append((day, _line(each, formats.date(day))))
    return tuple(line for _day, line in sorted(found, key=lambda pair: pair[0]))


def _line(matter: Matter, when: str) -> str:
    lead, text = _lead(matter), quotable(matter.text)
    return sentences.begun(f"{f'{lead} {sentences.continued(text)}' if lead else text} ({when})")


def _lead(matter: Matter) -> str:
    return quotable(matter.lead).replace("; ", ", ")


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
    matters = session.scalars(Matter.of_plan(report.plan_id or 0)).all()
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
            yield AnswerLine(of_task(each.id), quotable(each.text), _lead(each), text, numerals[each.part_id])


def task_figures(matters: Sequence[Matter], states: States, until: date) -> Iterator[Figure]:
    """Figures of the tasks of a plan on the last day of a report; none is known before the first was marked."""
    how = str(_("Đếm theo bảng nhiệm vụ của kế hoạch, đến hết kỳ báo cáo."))
    marked = [states[each.id] for each in matters if each.id in states]
    counts: Mapping[str, tuple[object, int]] = {
        "tong": (_("Nhiệm vụ trong kế hoạch"), len(matters)),
        "xong": (_("Nhiệm vụ đã xong"), sum(each in FINISHED for each in marked)),
        "dang": (_("Nhiệm vụ đang làm"), sum(each in UNDER_WAY for each in marked)),
        "cham": (_("Nhiệm vụ quá hạn"), len(late_tasks(matters, states, until))),
    }
    for key, (words, count) in counts.items():
        known = count if marked or not matters else None  # a list that nobody marked says nothing of the work
        yield Figure(f"{TASKS}.{key}", known, shown.count_in_sentence(known), str(words), how)
