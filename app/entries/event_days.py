"""Days and hours of an entry and of an event: what of them does not go together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock
from app.entries.judging import Fault, check
from app.entries.reading import Posted
from app.models import Event, Site
from app.models.movement.declaration import Declaration, Outcome

DAY, EVENT_DAY = "day", "held_on"
_TOO_EARLY = _l("Ngày này trước năm %(year)s. Anh chị xem lại năm.", year=clock.FIRST_YEAR)
_NOT_COME = _l("Ngày này chưa tới. Đến ngày đó anh chị hãy ghi.")
_AHEAD = _l("Ngày này chưa tới: anh chị chọn Sẽ tổ chức, hoặc sửa ngày.")
_AHEAD_ALONE = _l("Ngày này chưa tới. Anh chị xem lại ngày.")
_PAST = _l("Ngày này đã qua: anh chị chọn “Đã tổ chức” hoặc “Không tổ chức nữa”, hoặc sửa ngày.")
_HOURS = _l("Giờ kết thúc phải sau giờ bắt đầu.")


def wrong_days(values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors of the day of an entry or of an event: before the years of which the product knows the time, or of an
    entry to come."""
    days = {key: day for key in (DAY, EVENT_DAY) if (day := values.get(key))}
    early = {key: _TOO_EARLY for key, day in days.items() if day.year < clock.FIRST_YEAR}
    return early | ({DAY: _NOT_COME} if days.get(DAY, date.min) > clock.today() else {})


def outcome_of(declared: Declaration, values: Mapping[str, Any]) -> str:
    """The outcome that a form or an import says; an event that is not planned ahead was held."""
    return str(values.get("outcome") or (Outcome.PLANNED if declared.plans_ahead else Outcome.DONE))


def wrong_event(
    declared: Declaration, values: Mapping[str, Any], *, pressed: date | None = None
) -> Mapping[str, object]:
    """Errors of an event: one of a day to come is not held yet, one of a past day is planned no more, and it ends after
    it starts. `pressed`: the day on which a phone says so, if that is not today."""
    day, outcome, found = values.get(EVENT_DAY), outcome_of(declared, values), dict(wrong_days(values))
    if day and day > clock.today() and outcome == Outcome.DONE:
        found[EVENT_DAY] = _AHEAD if declared.plans_ahead else _AHEAD_ALONE
    elif day and day < (pressed or clock.today()) and outcome == Outcome.PLANNED:
        found.setdefault("outcome" if values.get("outcome") else EVENT_DAY, _PAST)
    starts, ends = str(values.get("starts_at") or ""), str(values.get("ends_at") or "")
    if (ends and ends <= starts) or (ends and not starts):
        found["ends_at"] = _HOURS
    return found


def check_days(declared: Declaration, posted: Posted, site: Site | None = None, **columns: object) -> None:
    """Check the day that is said, and of an event its own against its outcome: of a `site` that is there, or of a new
    one whose day and hours are in `columns`.

    Raises:
        NotRecorded: they do not go together.
    """
    held_on = site.entry_day if site is not None and not posted.made else None
    values = {DAY: posted.day, EVENT_DAY: held_on, "outcome": posted.outcome, **columns}
    wrong = wrong_event(declared, values, pressed=clock.day_of(posted.at, clock.now()))
    check([Fault(key, str(words)) for key, words in wrong.items()])


def name_event(row: Event, declared: Declaration) -> None:
    """Name an event that no title names."""
    if not declared.title:
        row.call(declared.noun or str(_("hoạt động")))
