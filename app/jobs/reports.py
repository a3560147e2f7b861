"""Draws reports: the present draft to read, or the final file of a numbered report."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats, sentences
from app.documents import periodic_report
from app.documents.official import in_sentence
from app.documents.periodic_report import (
    AnswerRow,
    CountRow,
    Paragraph,
    PeriodicReport,
    ReportPart,
    SenderRow,
    TargetRow,
    WardRow,
)
from app.indicators.reports.figures import figures_of
from app.indicators.reports.following import follow
from app.indicators.reports.wording import paper_content
from app.jobs.drawing import drawing, issuer_from, row_of, signer_from
from app.jobs.issuing import issue
from app.jobs.work import Work
from app.models import AuditEvent, Document, Report, ReportArrival, ReportPassage, ReportState, WordTemplate
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str | None:
    """Draw the report `report` in its present state, on paper or in Word; as `document`, draw the file of a numbered
    report and lock the report."""
    if work.kind == "document":
        _file(work)
        return None
    row = row_of(work, Report, "report", _("Báo cáo này không còn nữa."))
    filed = db.session.scalars(Document.of_report(row.id)).one_or_none()
    content = content_of(filed.paper if filed else _draft(row), filed, clock.today().year)
    in_word = work.kind == "report_word"
    name = work.file_of(row.unit.code, "docx" if in_word else "pdf")
    own = db.session.scalars(WordTemplate.used(row.unit_id)).first() if in_word else None
    template = own.file if own else None
    db.session.rollback()
    with drawing():
        drawn = periodic_report.write_docx(content, template) if in_word else periodic_report.draw(content)
    keep(work.papers, name, drawn)
    return name


def _draft(row: Report) -> dict[str, Any]:
    passages, figures = db.session.scalars(ReportPassage.of(row.id)).all(), figures_of(db.session(), row, clock.today())
    return paper_content(row, passages, figures, now=clock.now())


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


def content_of(paper: Mapping[str, Any], filed: Document | None, year: int) -> PeriodicReport:
    """The paper of a report's content; without a number it is a draft."""
    issuer = issuer_from(paper)
    day: date | None = filed.signed_on if filed else None
    committee = "BAN THƯỜNG VỤ" in paper.get("in_the_name_of", "")  # of what was filed before: the office alone
    who = ("Ban Thường vụ " if committee else "") + in_sentence(issuer.full_name)
    met = {True: _("Đạt"), False: _("Chưa"), None: ""}
    return PeriodicReport(
        issuer=issuer,
        signer=signer_from(paper),
        subject=paper["subject"],
        span=paper["span"],
        opening=_opening(paper, who),
        who=who,
        parts=tuple(
            ReportPart(each["numeral"], each["title"], tuple(Paragraph(**line) for line in each["paragraphs"]))
            for each in paper["parts"]
        ),
        closing=_closing(paper),
        receivers=tuple(paper["receivers"]),
        targets=tuple(
            TargetRow(each["name"], each["unit"], each["goal"].replace(" / ", "/"), each["whole"], each["part"],
                      each["share"], str(each.get("verdict_word", each.get("wards") or met[each["met"]])), each["note"])
            for each in paper["targets"]
        ),
        counts=tuple(
            CountRow(*(each.get(name, "") for name in ("words", "unit", "now", "before", "year_before", "group")))
            for each in paper["counts"]
        ),
        wards=tuple(
            WardRow(*(each.get(name, "") for name in ("name", "denominator", "part", "share", "group")))
            for each in paper.get("wards", ())
        ),
        senders=tuple(SenderRow(**each) for each in paper.get("senders", ())),
        answers=tuple(AnswerRow(**each) for each in paper.get("answers", ())),
        number=filed.register_number if filed else "",
        day=day,
        year=year,
    )  # fmt: skip


def _closing(paper: Mapping[str, Any]) -> str:
    subject = paper["subject"][:1].lower() + paper["subject"][1:]
    if before := paper.get("replaces"):
        subject = f"{subject}. {_('Báo cáo này thay %(before)s', before=before)}"
    return str(_("Trên đây là báo cáo %(subject)s./.", subject=subject))


def _opening(paper: Mapping[str, Any], who: str) -> str:
    """ "Thực hiện Kế hoạch 88/KH-UBND, …": the plan, the sender, the period, and the day up to which figures count;
    what was filed before that day was in it reads as it did."""
    plan = _("Thực hiện %(plan)s, ", plan=paper["plan"]) if paper["plan"] else ""
    who = who if plan else sentences.begun(who)
    if day := paper.get("counted_to"):
        words = _("%(who)s báo cáo kết quả triển khai Phong trào “Bình dân học vụ số” %(span)s (số liệu tính đến ngày "
                  "%(day)s) như sau:", who=who, span=paper["span"], day=day)  # fmt: skip
        return f"{plan}{words}"
    days = _("từ %(since)s đến %(until)s", since=paper["since"], until=paper["until"])
    if paper["as_of"]:
        days += _(", số liệu đến hết ngày %(day)s", day=formats.date(date.fromisoformat(paper["as_of"])))
    words = _("%(who)s báo cáo kết quả %(span)s (%(days)s) như sau:", who=who, span=paper["span"], days=days)
    return f"{plan}{words}"
