"""Those who are late with what an office expects of them, and were not reminded within the last days.

The rail counts neither: who is expected to send stands in words of rules, which no query of the one statement reads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.indicators import late, late_returns
from app.indicators.late import Late
from app.indicators.waiting.kind import OFFICER, Asked, Harm, Kind, Named, Page, Since
from app.models.reports.reminder import PROGRAMME, REPORT, TASK, TEAM_MONTH

LIST = "office.reminders.show"
# What the address of the list calls each subject.
SLUGS: Mapping[str, str] = {REPORT: "bao-cao", TASK: "nhiem-vu", TEAM_MONTH: "thang", PROGRAMME: "phong-trao"}
LOADS: Mapping[str, Callable[[Asked], Sequence[Late]]] = {
    REPORT: lambda asked: late.late_reports(asked.db, asked.units, asked.day, people=False),
    TEAM_MONTH: lambda asked: late.late_months(asked.db, asked.units, asked.day, people=False),
    PROGRAMME: lambda asked: late_returns.late_returns(
        asked.db, asked.units, asked.day, lambda _programme, declared: declared.is_seen_by(OFFICER), people=False
    ),
}


def waiting(rows: Sequence[Late], today: date) -> list[Late]:
    """Those of some who are overdue and to be reminded."""
    return [each for each in rows if each.waits(today)]


def _rows(about: str, asked: Asked) -> list[Late]:
    return asked.once(f"late-{about}", lambda: waiting(LOADS[about](asked), asked.day))


def _kind(about: str, many: object, one: object) -> Kind:
    page: Page = (LIST, {"viec": SLUGS[about]})

    def found(asked: Asked) -> list[Since]:
        return [Since(place, each.subject.due_on) for place, each in enumerate(_rows(about, asked))]

    def named(asked: Asked, ids: Collection[int]) -> Mapping[int, Named]:
        rows = _rows(about, asked)
        return {
            place: Named(
                rows[place].receiver.name,
                _("%(what)s, hạn %(day)s", what=rows[place].what, day=formats.date(rows[place].subject.due_on)),
                page,
                _l("Nhắc"),
                rows=1,
            )
            for place in ids
        }

    return Kind(
        key=f"late_{about}", harm=Harm.USUAL, ahead=True, page=page, many=many, one=one, act=_l("Nhắc tất cả"),
        found=found, named=named,
    )  # fmt: skip


REPORTS = _kind(REPORT, _l("%(count)s nơi chưa gửi báo cáo"), _l("%(name)s chưa gửi báo cáo"))
MONTHS = _kind(TEAM_MONTH, _l("%(count)s tổ chưa gửi tháng"), _l("%(name)s chưa gửi tháng"))
RETURNS = _kind(PROGRAMME, _l("%(count)s nơi chưa gửi số liệu phong trào"), _l("%(name)s chưa gửi số liệu phong trào"))
LATE = (REPORTS, MONTHS, RETURNS)
