"""Figures of a plan's tasks in a report; a list that nobody marked since the plan was loaded says nothing of the
work."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from app.country import figures as shown
from app.indicators.reports.lines import TASKS, Figure
from app.models import Matter
from app.models.targets.task_states import FINISHED, OPEN, UNDER_WAY, UNFINISHED


def late_tasks(matters: Sequence[Matter], until: date) -> list[Matter]:
    return [each for each in matters if each.state in UNFINISHED and each.due_on and each.due_on <= until]


def texts_of(matters: Sequence[Matter]) -> tuple[str, ...]:
    return tuple(each.text.rstrip(".; ") for each in matters)


def task_figures(matters: Sequence[Matter], until: date) -> Iterator[Figure]:
    how = str(_("Đếm theo bảng nhiệm vụ của kế hoạch, đến hết kỳ báo cáo."))
    touched = any(each.state != OPEN for each in matters)  # a list that nobody marked says nothing of the work
    counts: Mapping[str, tuple[object, int]] = {
        "tong": (_("Nhiệm vụ của kế hoạch"), len(matters)),
        "xong": (_("Nhiệm vụ đã xong"), sum(each.state in FINISHED for each in matters)),
        "dang": (_("Nhiệm vụ đang làm"), sum(each.state in UNDER_WAY for each in matters)),
        "cham": (_("Nhiệm vụ quá hạn"), len(late_tasks(matters, until))),
    }
    for key, (words, count) in counts.items():
        known = count if touched or not matters else None
        yield Figure(f"{TASKS}.{key}", known, shown.count_in_sentence(known), str(words), how)
