"""The register of a programme about events: its list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.country import formats
from app.entries.event_days import EVENT_DAY
from app.models import Event
from app.models.movement.declaration import OF_ORGANISATIONS, Declaration, Subject
from app.registers.listing import DOWN, Column
from app.registers.parts import Line, RowList


def is_event(declared: Declaration) -> bool:
    """Whether a programme is about events."""
    return declared.subject is Subject.EVENT


def listing(rows: RowList[Any], short: Sequence[str | Column[Line[Any]]], declared: Declaration) -> RowList[Any]:
    """The list of events, the latest day first; those that no title names by organiser and day. On paper it says whose
    they are, where organisations record."""
    name = "name" if declared.title else Column[Line[Any]](
        "name", _l("Tên"), lambda line: line.row.name, "main", Event.search_key.expression
    )  # fmt: skip
    shown, on_paper = _without_days(short), _without_days(rows.on_paper.columns)
    label = declared.words.get("day") or _l("Ngày")
    day: Column[Line[Any]] = Column(EVENT_DAY, label, when, order=Event.held_on.expression)
    who = ["organisation"] if declared.title and not OF_ORGANISATIONS.isdisjoint(declared.records) else []
    return replace(
        rows,
        columns=(name, day, *shown),
        first=DOWN + EVENT_DAY,
        then=(Event.search_key.expression, Event.id.expression),
        loads=(*rows.loads, joinedload(Event.organisation), joinedload(Event.place)),
        search_hint=_l("Tìm theo tên, mã"),
        on_paper=replace(rows.on_paper, columns=(name, day, *who, *on_paper[1:]), order=None, band=None),
    )


def _without_days(columns: Sequence[str | Column[Line[Any]]]) -> list[str | Column[Line[Any]]]:
    """Columns without the day of the event and that of its entry, which is the same."""
    return [each for each in columns if (each if isinstance(each, str) else each.key) not in ("day", EVENT_DAY)]


def when(line: Line[Any]) -> str:
    """Day and hour of an event in words."""
    hour = f", {line.row.starts_at}" if line.row.starts_at else ""
    return f"{formats.date(line.row.held_on)}{hour}"


def title_of(values: Mapping[str, Any]) -> str:
    """The title of an event, or its day."""
    day = values.get(EVENT_DAY)
    return str(values.get("name") or (formats.date(day) if day else ""))
