"""Draws the help log, the report of help, and the empty sheet for ticking helps."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import help_report, help_tally_sheet
from app.documents.help_report import Entry, Figures, HelpReport, Strokes, TopicRow
from app.documents.help_tally_sheet import HelpTallySheet
from app.indicators.help import CLOSES, OPENS, By
from app.indicators.help_counts import lately_by_topic, lines, topic_lines, total
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, report_signer_of, row_of, signer_of
from app.jobs.help_orders import scope_of
from app.jobs.work import Impossible, Work
from app.models import Account, AdministrativeUnit, HelpDesk, HelpTopic, Meaning, PlaceKind
from app.registers.indicator import Scope
from app.web.database import db
from app.web.responses import public_address
from app.web.words.help_log import LogRow, hour_words, log_rows, strokes


def perform(work: Work) -> str:
    """Draw the log (`help_log`) or the report (`help_report`) of a scope; returns its file."""
    scope = scope_of(dict(work.arguments))
    unit = db.session.get(AdministrativeUnit, scope.units[0])
    if unit is None:
        raise Impossible(_("Đơn vị này không còn nữa."))
    content = _report(unit, scope, with_log=work.kind == "help_log", prepared_by=drawing.name_of(work.asked_by_id))
    if number := work.arguments.get("number"):
        content = replace(content, number=number, day=date.fromisoformat(work.arguments["day"]))
    return draw_file(work, unit.code, help_report.draw, content)


def _report(unit: AdministrativeUnit, scope: Scope, *, with_log: bool, prepared_by: str) -> HelpReport:
    days = (scope.until - scope.since).days + 1
    span = _span(scope)
    entries = tuple(_entry(row) for row in log_rows(db.session(), scope)) if with_log else None
    named: dict[str, Any] = (
        {} if with_log else {"subject": "Kết quả hỗ trợ người dân", "kind": "BC", "receivers": _receivers(unit)}
    )
    return HelpReport(
        issuer=issuer_of(unit),
        signer=signer_of(unit) if with_log else report_signer_of(unit),
        title="SỔ HỖ TRỢ NGƯỜI DÂN" if with_log else "BÁO CÁO",
        span=span,
        within=f"Trong {span[:1].lower()}{span[1:]}",
        where=_where(unit, scope),
        figures=_figures(scope),
        topics=tuple(
            TopicRow(row.label, row.logged, row.ended, row.tallied or 0) for row in topic_lines(db.session(), scope)
        ),
        strokes=_strokes(scope, days) if with_log else (),
        entries=entries,
        days=days,
        year=clock.today().year,
        group_label=drawing.group_label(unit),
        prepared_by=prepared_by,
        beside_kiosk=any(line.key == PlaceKind.KIOSK for line in lines(db.session(), scope, By.PLACE)),
        **named,
    )


def _receivers(unit: AdministrativeUnit) -> tuple[str, ...]:
    """The usual receivers of such a report, by the kind of office; the signer edits them by hand."""
    above = f" {unit.parent.full_name}" if unit.parent else ""
    return {
        "party": (f"Ban Thường vụ Đảng ủy{above} (báo cáo)", "Thường trực Đảng ủy", "Lưu Văn phòng Đảng ủy"),
        "front": (f"Ủy ban MTTQ Việt Nam{above} (báo cáo)", "Thường trực Đảng ủy", "Lưu: VT"),
    }.get(unit.paper_style, (f"UBND{above} (báo cáo)", "Thường trực Đảng ủy, lãnh đạo UBND", "Lưu: VT"))


def _span(scope: Scope) -> str:
    if scope.since == scope.until:
        return formats.long_date(scope.since).capitalize()
    if scope.since.day == 1 and scope.until.month == scope.since.month and scope.until.year == scope.since.year:
        return f"Tháng {scope.since.month} năm {scope.since.year}"
    return f"Từ {formats.date(scope.since)} đến {formats.date(scope.until)}"


def _where(unit: AdministrativeUnit, scope: Scope) -> str:
    desk = db.session.get(HelpDesk, scope.only[By.DESK]) if By.DESK in scope.only else None
    helper = db.session.get(Account, scope.only[By.HELPER]) if By.HELPER in scope.only else None
    if helper is not None:
        return f"do {helper.full_name} ghi"
    return f"tại {desk.name}" if desk else f"trên địa bàn {unit.full_name}"


def _figures(scope: Scope) -> Figures:
    session = db.session()
    sums = total(session, scope)
    meanings, homes = lines(session, scope, By.MEANING), lines(session, scope, By.GROUP)
    return Figures(
        logged=sums.logged,
        tallied=sums.tallied or 0,
        minutes=sums.minutes,
        timed=sums.timed,
        people=sums.people,
        unnamed=sums.unnamed,
        alone=sum(line.logged for line in meanings if line.key == Meaning.ALONE),
        results=[(line.label, line.logged) for line in meanings if line.key != Meaning.ALONE],
        places=_named(scope, By.PLACE),
        ages=_named(scope, By.AGE),
        reasons=_named(scope, By.REASON),
        groups=[(line.label, line.logged) for line in homes if line.key is not None],
        elsewhere=sum(line.logged for line in homes if line.key is None),
    )


def _named(scope: Scope, by: By) -> list[tuple[str, int]]:
    return [(line.label, line.logged) for line in lines(db.session(), scope, by) if line.logged]


def _entry(row: LogRow) -> Entry:
    what = f"{row.topics} ({row.other_words})" if row.other_words else row.topics
    result = f"{row.result} ({row.reason[:1].lower()}{row.reason[1:]})" if row.reason else row.result
    whom = ", ".join(filter(None, (row.age, row.short_group)))
    return Entry(row.at, what, result, whom, row.minutes, row.helper, row.name)


def _strokes(scope: Scope, days: int) -> tuple[Strokes, ...]:
    return tuple(
        Strokes(hour_words(row, with_day=days > 1), row.topic.label, row.count) for row in strokes(db.session(), scope)
    )


# As many topics as leave room on one side; the others are written in.
ROWS, EMPTY = 11, 2


def draw_tally_sheet(work: Work) -> str:
    """Draw the sheet of `desk` for `day`, first the topics used most in the last month."""
    desk = row_of(work, HelpDesk, "desk", _("Bàn này không còn nữa."))
    day = date.fromisoformat(work.arguments["day"])
    often = lately_by_topic(db.session(), desk, day)
    topics = sorted(db.session.scalars(HelpTopic.offered(desk.unit_id)), key=lambda topic: -often[topic.id])
    content = HelpTallySheet(
        issuer=issuer_of(desk.unit),
        desk=desk.name,
        day=day,
        topics=[topic.label for topic in topics[:ROWS]],
        hours=range(OPENS, CLOSES),
        address=public_address(f"/quay/nhap-bu?ngay={day.isoformat()}&quay={desk.key}"),
        empty=EMPTY,
    )
    return draw_file(work, desk.unit.code, help_tally_sheet.draw, content)
