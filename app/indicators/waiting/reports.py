"""What waits about reports: sent back, asked about, overdue, due, without a number. A report waits as one kind at a
time."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.indicators.waiting.kind import Harm, Named, Page, Rows, Since, WaitingKind, WaitingQuery
from app.models import ArrivalRemark, Document, Report, ReportArrival, ReportState
from app.models.reports.due import DONE, Due, days_asked_for, due_reports

LIST = "office.reports.index"
# So long before its day a report is work of today.
AHEAD = timedelta(days=21)
# A report of these waits for somebody else, or as another kind.
ELSEWHERE = (ReportState.SENT, ReportState.SIGNING, ReportState.RETURNED)


def called(row: Report) -> str:
    """Reports of one name are told apart by their plans."""
    return f"{row.span}, {row.plan.name}" if row.plan else row.span


def _page(row: Report) -> Page:
    return "office.reports.show", {"report": row.public_id}


def _returned(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    named = {}
    for row in asked.db.scalars(Report.in_units(asked.units).where(Report.id.in_(ids))):
        name, small = _("Báo cáo %(span)s", span=called(row)), _("Lãnh đạo: “%(words)s”", words=row.reason)
        named[row.id] = Named(name, small, _page(row), _l("Sửa báo cáo"))
    return named


def _asked_above(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    loads = joinedload(ArrivalRemark.arrival).joinedload(ReportArrival.report).joinedload(Report.plan)
    named = {}
    for row in asked.db.scalars(select(ArrivalRemark).where(ArrivalRemark.id.in_(ids)).options(loads)):
        report = row.arrival.report
        page: Page = ("office.reports.show", {"report": report.public_id, "_anchor": "tinh"})
        name = _("Báo cáo %(span)s", span=called(report))
        named[row.id] = Named(name, _("Tỉnh hỏi: “%(words)s”", words=row.text), page, _l("Trả lời"))
    return named


def _open_above(asked: WaitingQuery) -> Rows:
    to_wards = select(ArrivalRemark.id, ArrivalRemark.at).join(ArrivalRemark.arrival)
    return to_wards.where(ReportArrival.ward_id.in_(asked.units), ArrivalRemark.answered_at.is_(None))


def _near(asked: WaitingQuery) -> list[Due]:
    return due_reports(asked.db, asked.units, asked.day, AHEAD)


def _waiting(fits: Callable[[Due], bool]) -> Callable[[WaitingQuery], list[Since]]:
    """Reports that rules ask for, by their place among all that are near."""

    def find(asked: WaitingQuery) -> list[Since]:
        rows = enumerate(_near(asked))
        return [
            Since(place, each.period.due)
            for place, each in rows
            if fits(each) and not (each.report and each.report.state in ELSEWHERE)
        ]

    return find


def counted(text: str | None, today: date) -> Mapping[str, int]:
    """How many reports are overdue and near, of a text of `asked_for`."""
    days = days_asked_for(text, today, AHEAD, (*DONE, *ELSEWHERE))
    late = sum(day < today for day in days)
    return {OVERDUE.key: late, NEAR.key: len(days) - late}


def _due(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    every = _near(asked)
    return {place: _of_rule(every[place]) for place in ids}


def _of_rule(each: Due) -> Named:
    name = _("Báo cáo %(span)s", span=f"{each.period.name}, {each.rule.plan.name}")
    if each.report:
        return Named(name, _("đang viết"), _page(each.report), _l("Mở báo cáo"))
    return Named(name, _("chưa lập"), (LIST, {"phuong": each.rule.plan.unit.code}), _l("Lập báo cáo"))


def _unnumbered(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    rows = asked.db.scalars(Report.in_units(asked.units).where(Report.id.in_(ids)))
    named = {}
    for row in rows:
        signing = row.state == ReportState.SIGNING
        page = _page(row) if signing else ("office.report_filings.new", {"report": row.public_id})
        small, act = (str(_l("chờ ký")), _l("Ghi số đã ban hành")) if signing else ("", _l("Cho số"))
        named[row.id] = Named(_("Báo cáo %(span)s", span=called(row)), small, page, act)
    return named


RETURNED = WaitingKind(
    key="report_returned", harm=Harm.SENT_BACK, place="reports", page=(LIST, {"xem": "tra-lai"}),
    many=_l("%(count)s báo cáo lãnh đạo trả lại"), act=_l("Xem báo cáo"), named=_returned,
    query=lambda asked: select(Report.id, Report.decided_at).where(
        Report.unit_id.in_(asked.units), Report.state == ReportState.RETURNED
    ),
)  # fmt: skip
ASKED_ABOVE = WaitingKind(
    key="report_asked", harm=Harm.SENT_BACK, place="reports", page=(LIST, {"xem": "tinh-hoi"}),
    many=_l("%(count)s câu tỉnh hỏi"), act=_l("Trả lời"), named=_asked_above, query=_open_above,
)  # fmt: skip
OVERDUE = WaitingKind(
    key="report_overdue", harm=Harm.LATE, place="reports", page=(LIST, {"xem": "qua-han"}), ahead=True,
    many=_l("%(count)s báo cáo quá hạn"), act=_l("Xem báo cáo"), named=_due, found=_waiting(lambda each: each.left < 0),
)  # fmt: skip
NEAR = WaitingKind(
    key="report_due", harm=Harm.DUE, place="reports", page=(LIST, {"xem": "sap-den"}), ahead=True,
    many=_l("%(count)s báo cáo sắp đến hạn"), act=_l("Xem báo cáo"), named=_due,
    found=_waiting(lambda each: each.left >= 0),
)  # fmt: skip
UNNUMBERED = WaitingKind(
    key="report_unnumbered", harm=Harm.DUE, place="reports", page=(LIST, {"xem": "cho-so"}),
    many=_l("%(count)s báo cáo chờ số"), one=_l("%(name)s chờ số"), act=_l("Cho số"),
    named=_unnumbered,
    query=lambda asked: select(Report.id, func.coalesce(Report.decided_at, Report.proposed_at)).where(
        Report.unit_id.in_(asked.units), Report.state.in_((ReportState.APPROVED, ReportState.SIGNING)),
        ~exists().where(Document.report_id == Report.id),
    ),
)  # fmt: skip
REPORTS = (RETURNED, ASKED_ABOVE, OVERDUE, NEAR, UNNUMBERED)
