"""Figures of a plan's tasks in a report; a list that nobody marked since the plan was loaded says nothing of the
work."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from app.country import figures as shown
from app.indicators.reports.lines import TASKS, Figure
from app.models import Matter
from app.models.targets.task_states import FINISHED, OPEN, UNDER_WAY, UNFINISHED

# States of tasks on the last day of a report, by id; of those that nobody had marked by then there is none.
States = Mapping[int, str]


def unfinished(matters: Sequence[Matter], states: States) -> list[Matter]:
    """Those with a due day that were still to be done, the nearest first."""
    open_ = [each for each in matters if states.get(each.id, OPEN) in UNFINISHED and each.due_on]
    return sorted(open_, key=lambda each: each.due_on or date.max)


def late_tasks(matters: Sequence[Matter], states: States, until: date) -> list[Matter]:
    return [each for each in unfinished(matters, states) if each.due_on and each.due_on <= until]


def coming_tasks(matters: Sequence[Matter], states: States, until: date) -> list[Matter]:
    return [each for each in unfinished(matters, states) if each.due_on and each.due_on > until]


def texts_of(matters: Sequence[Matter]) -> tuple[str, ...]:
    return tuple(each.text.rstrip(".; ") for each in matters)


def task_figures(matters: Sequence[Matter], states: States, until: date) -> Iterator[Figure]:
    """Figures of the tasks of a plan on the last day of a report; none is known before the first was marked."""
    how = str(_("Đếm theo bảng nhiệm vụ của kế hoạch, đến hết kỳ báo cáo."))
    marked = [states[each.id] for each in matters if each.id in states]
    counts: Mapping[str, tuple[object, int]] = {
        "tong": (_("Nhiệm vụ của kế hoạch"), len(matters)),
        "xong": (_("Nhiệm vụ đã xong"), sum(each in FINISHED for each in marked)),
        "dang": (_("Nhiệm vụ đang làm"), sum(each in UNDER_WAY for each in marked)),
        "cham": (_("Nhiệm vụ quá hạn"), len(late_tasks(matters, states, until))),
    }
    for key, (words, count) in counts.items():
        known = count if marked or not matters else None  # a list that nobody marked says nothing of the work
        yield Figure(f"{TASKS}.{key}", known, shown.count_in_sentence(known), str(words), how)
