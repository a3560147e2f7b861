"""Period of a page of figures: this week, month, quarter or year, one that is over, or from a day to a day; and what
it says of residential groups that went from one ward to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.days import parse_day
from app.country.months import spans
from app.models import AdministrativeUnit, ResidentialGroup

YEAR = timedelta(days=366)
Choices = tuple[tuple[str, object], ...]
CHOICES: Choices = (
    ("tuan", _l("Tuần này")), ("thang", _l("Tháng này")), ("quy", _l("Quý này")), ("nam", _l("Năm nay")),
)  # fmt: skip
CHOICES_OVER: Choices = (
    ("thang-truoc", _l("Tháng trước")), ("quy-truoc", _l("Quý trước")), ("nam-truoc", _l("Năm trước")),
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Days, both included. `key` names the choice, "" where days were typed; `trouble` says what was wrong with these:
    the period is this month then."""

    key: str
    since: date
    until: date
    trouble: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """Arguments of an address for the same period."""
        if self.key:
            return {"ky": self.key}
        return {"tu": self.since.isoformat(), "den": self.until.isoformat()}


def named(key: str, today: date) -> Period:
    """This week, month, quarter or year so far, or the last that is over."""
    return Period(key, *spans(today)[key])


def period_asked(years: int = 1) -> Period:
    """Period of the address (`?ky=`, or `?tu=` and `?den=`, so many years at most); this month without one."""
    today = clock.today()
    since, until = request.values.get("tu", "").strip(), request.values.get("den", "").strip()
    if since or until:
        return _typed(since, until, today, years)
    key = request.values.get("ky", "thang")
    return named(key if key in spans(today) else "thang", today)


def _typed(since: str, until: str, today: date, years: int) -> Period:
    month = named("thang", today)
    try:
        begins = parse_day(since, today, past=True) if since else None
        ends = parse_day(until, today, past=True) if until else today
    except ValueError:
        trouble = _("Có ngày chưa đọc được. Anh chị ghi ngày/tháng/năm, ví dụ 01/11/2026. Đang xem tháng này.")
        return Period("thang", month.since, month.until, trouble)
    ends = min(ends, today)
    begins = begins or ends.replace(day=1)
    if begins > ends or ends - begins > YEAR * years:
        trouble = _(
            "Ngày đầu phải trước ngày cuối, và cách nhau không quá %(years)s năm. Đang xem tháng này.", years=years
        )
        return Period("thang", month.since, month.until, trouble)
    return Period("", begins, ends)


def moves_of(session: Session, units: Sequence[AdministrativeUnit], period: Period) -> list[str]:
    """Since when a ward counts groups that came to it in a time, and until when those that left it. Two statements, and
    none of several wards."""
    if len(units) != 1:
        return []
    found = session.execute(ResidentialGroup.moves(units[0].id, period.since)).all()
    ids = {each for came, went, _day, _many in found for each in (came, went) if each is not None}
    names = {each.id: each.full_name for each in session.scalars(AdministrativeUnit.among(ids))} if ids else {}
    notes = []
    for came, went, day, many in found:
        if came is None or day is None:
            continue
        words = {"count": formats.number(many), "word": units[0].group_word, "day": formats.date(day)}
        if went == units[0].id:
            notes.append(_("%(count)s %(word)s từ %(ward)s về từ ngày %(day)s: số của những ngày trước đó tính ở "
                          "%(ward)s, sổ phong trào đi theo nhà.", ward=names[came], **words))  # fmt: skip
        else:
            notes.append(_("%(count)s %(word)s sang %(ward)s từ ngày %(day)s: số từ ngày ấy tính ở %(ward)s, sổ phong "
                          "trào đi theo nhà.", ward=names[went], **words))  # fmt: skip
    return notes
