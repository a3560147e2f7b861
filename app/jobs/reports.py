"""Draws reports: as they stand, to read, or for good once they have their number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import periodic_report
from app.documents.official import in_sentence
from app.documents.periodic_report import CountRow, Paragraph, Part, PeriodicReport, SenderRow, TargetRow
from app.indicators.reports.figures import figures_of
from app.indicators.reports.following import follow
from app.indicators.reports.wording import said_by
from app.jobs.drawing import drawing, issuer_said, signer_said
from app.jobs.issuing import issue
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, Document, Report, ReportArrival, ReportPassage, ReportState, WordTemplate
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str | None:
    """Draw the report `report` as it stands, on paper or in Word; or, as `document`, the file of a numbered one, which
    locks it."""
    if work.kind == "document":
        _file(work)
        return None
    row = db.session.get(Report, int(work.arguments["report"]))
    if row is None:
        raise Impossible(_("Báo cáo này không còn nữa."))
    filed = db.session.scalars(Document.of_report(row.id)).one_or_none()
    content = content_of(filed.paper if filed else _said(row), filed, clock.today().year)
    in_word = work.kind == "report_word"
    name = work.file_of(row.unit.code, "docx" if in_word else "pdf")
    own = db.session.scalars(WordTemplate.used(row.unit_id)).first() if in_word else None
    template = own.file if own else None
    db.session.rollback()
    with drawing():
        drawn = periodic_report.write_docx(content, template) if in_word else periodic_report.draw(content)
    keep(work.papers, name, drawn)
    return name


def _said(row: Report) -> dict[str, Any]:
    passages, figures = db.session.scalars(ReportPassage.of(row.id)).all(), figures_of(db.session(), row, clock.today())
    return said_by(row, passages, figures, now=clock.now())


def _file(work: Work) -> None:
    row = db.session.get(Document, int(work.arguments["document"]))
    if row is None or row.file:
        return
    content, id_ = content_of(row.paper, row, row.year), row.id
    db.session.rollback()
    with drawing():
        drawn = periodic_report.draw(content)

    def lock(session: Any, rows: Any) -> None:
        for each in rows:
            report = session.scalars(Report.locked(each.report_id)).one()
            if report.state == ReportState.APPROVED:
                report.lock_for_good()
                came = report.rule and report.rule.goes_up and ReportArrival.arrive(session, report, each, clock.now())
                if came:
                    follow(session, came, clock.today())
            AuditEvent.note(
                session, "report.locked", at=clock.now(), account_id=work.asked_by_id, unit_id=each.unit_id,
                subject=("report", report.public_id), detail={"name": report.span, "number": each.register_number},
            )  # fmt: skip

    issue(work, Document, {id_: drawn}, lock)


def content_of(said: Mapping[str, Any], filed: Document | None, year: int) -> PeriodicReport:
    """The paper of what a report says; without a number it is a draft."""
    issuer = issuer_said(said)
    day: date | None = filed.signed_on if filed else None
    met = {True: _("Đạt"), False: _("Chưa"), None: ""}
    return PeriodicReport(
        issuer=issuer,
        signer=signer_said(said),
        subject=said["subject"],
        span=said["span"],
        opening=_opening(said, in_sentence(issuer.whole)),
        parts=tuple(
            Part(each["numeral"], each["title"], tuple(Paragraph(**line) for line in each["paragraphs"]))
            for each in said["parts"]
        ),
        closing=_("Trên đây là báo cáo %(subject)s./.", subject=said["subject"][:1].lower() + said["subject"][1:]),
        receivers=tuple(said["receivers"]),
        targets=tuple(
            TargetRow(each["name"], each["unit"], each["goal"], each["whole"], each["part"], each["share"],
                      str(each.get("wards") or met[each["met"]]), each["note"])
            for each in said["targets"]
        ),
        counts=tuple(
            CountRow(each["words"], each["unit"], each["now"], each["before"], each["year_before"])
            for each in said["counts"]
        ),
        senders=tuple(SenderRow(**each) for each in said.get("senders", ())),
        number=filed.register_number if filed else "",
        day=day,
        year=year,
    )  # fmt: skip


def _opening(said: Mapping[str, Any], who: str) -> str:
    """ "Thực hiện Kế hoạch 88/KH-UBND, …": by what, who, of which days, and as of which where it is before the last."""
    days = _("từ %(since)s đến %(until)s", since=said["since"], until=said["until"])
    if said["as_of"]:
        days += _(", số liệu đến hết ngày %(day)s", day=formats.date(date.fromisoformat(said["as_of"])))
    if not said["plan"]:
        return str(_("%(who)s báo cáo kết quả %(span)s (%(days)s) như sau:",
                     who=who[:1].upper() + who[1:], span=said["span"], days=days))  # fmt: skip
    return str(_("Thực hiện %(plan)s, %(who)s báo cáo kết quả %(span)s (%(days)s) như sau:",
             plan=said["plan"], who=who, span=said["span"], days=days))  # fmt: skip
