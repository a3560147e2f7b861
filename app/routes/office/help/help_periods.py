"""Which days a page of the office's view is about: this week, month or quarter, or from a day to a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _

from app.country import clock
from app.country.months import spans
from app.web.forms.days import parse_day

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; `key` is that of the choice, "" where the days were typed. `trouble` says
    what was wrong with them: the period is this month then."""

    key: str
    since: date
    until: date
    trouble: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What leads to the same period again, for an address."""
        if self.key:
            return {"ky": self.key}
        return {"tu": self.since.isoformat(), "den": self.until.isoformat()}


def named(key: str, today: date) -> Period:
    """This week, month, quarter or year so far, or the last that is over."""
    return Period(key, *spans(today)[key])


def choices() -> list[tuple[str, str]]:
    """The named ones, in words."""
    return [("tuan", _("Tuần này")), ("thang", _("Tháng này")), ("quy", _("Quý này")), ("nam", _("Năm nay"))]


def choices_over() -> list[tuple[str, str]]:
    """Those that are over."""
    return [("thang-truoc", _("Tháng trước")), ("quy-truoc", _("Quý trước")), ("nam-truoc", _("Năm trước"))]


def period_asked(years: int = 1) -> Period:
    """What the address asks for (`?ky=`, or `?tu=` and `?den=`, so many years at most); this month without it."""
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
