"""The register of a programme about events: its list, what fits together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.models import Event
from app.models.movement.declaration import Declaration, Outcome, Subject
from app.registers.listing import Column
from app.registers.listing.list_query import DOWN
from app.registers.parts import Line, RowList
from app.registers.programmes.subject_fields import wrong_days

_DAY = "held_on"
_AHEAD = _l("Ngày này chưa tới: anh chị chọn Sẽ tổ chức, hoặc sửa ngày.")
_AHEAD_ALONE = _l("Ngày này chưa tới. Anh chị xem lại ngày.")
_PAST = _l("Ngày này đã qua: anh chị chọn “Đã tổ chức” hoặc “Không tổ chức nữa”, hoặc sửa ngày.")
_HOURS = _l("Giờ kết thúc phải sau giờ bắt đầu.")


def is_event(declared: Declaration) -> bool:
    """Whether a programme is about events."""
    return declared.subject is Subject.EVENT


def outcome_of(declared: Declaration, values: Mapping[str, Any]) -> str:
    """The outcome that a form or an import says; an event that is not planned ahead was held."""
    return str(values.get("outcome") or (Outcome.PLANNED if declared.plans_ahead else Outcome.DONE))


def errors(declared: Declaration, values: Mapping[str, Any], *, pressed: date | None = None) -> Mapping[str, object]:
    """What does not go together: an event of a day to come is not held yet, one of a past day is planned no more, and
    it ends after it starts. `pressed`: the day on which a phone says so, if that is not today."""
    day, outcome, found = values.get(_DAY), outcome_of(declared, values), dict(wrong_days(values))
    if day and day > clock.today() and outcome == Outcome.DONE:
        found[_DAY] = _AHEAD if declared.plans_ahead else _AHEAD_ALONE
    elif day and day < (pressed or clock.today()) and outcome == Outcome.PLANNED:
        found.setdefault("outcome" if values.get("outcome") else _DAY, _PAST)
    starts, ends = str(values.get("starts_at") or ""), str(values.get("ends_at") or "")
    if (ends and ends <= starts) or (ends and not starts):
        found["ends_at"] = _HOURS
    return found


def listing(rows: RowList[Any], short: Sequence[str | Column[Line[Any]]], declared: Declaration) -> RowList[Any]:
    """The list of events, the latest day first; those that no title names by organiser and day."""
    name = "name" if declared.title else Column[Line[Any]](
        "name", _l("Tên"), lambda line: line.row.name, "main", Event.search_key.expression
    )  # fmt: skip
    shown, on_paper = _without_days(short), _without_days(rows.on_paper.columns)
    day: Column[Line[Any]] = Column(_DAY, declared.words.get("day") or _l("Ngày"), when, order=Event.held_on.expression)
    return replace(
        rows,
        columns=(name, day, *shown),
        first=DOWN + _DAY,
        then=(Event.search_key.expression, Event.id.expression),
        loads=(*rows.loads, joinedload(Event.organisation), joinedload(Event.place)),
        search_hint=_l("Tìm theo tên, mã"),
        on_paper=replace(rows.on_paper, columns=(name, day, *on_paper[1:]), order=None, band=None),
    )


def _without_days(columns: Sequence[str | Column[Line[Any]]]) -> list[str | Column[Line[Any]]]:
    """Columns without the day of the event and that of its entry, which is the same."""
    return [each for each in columns if (each if isinstance(each, str) else each.key) not in ("day", _DAY)]


def when(line: Line[Any]) -> str:
    """Day and hour of an event in words."""
    hour = f", {line.row.starts_at}" if line.row.starts_at else ""
    return f"{formats.date(line.row.held_on)}{hour}"


def title_of(values: Mapping[str, Any]) -> str:
    """The title of an event, or its day."""
    day = values.get(_DAY)
    return str(values.get("name") or (formats.date(day) if day else ""))


def name(row: Event, declared: Declaration) -> None:
    """Name an event that no title names."""
    if not declared.title:
        row.call(declared.noun or str(_("hoạt động")))
