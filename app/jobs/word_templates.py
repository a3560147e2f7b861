"""Tests a ward's Word file by filling it; or returns the shipped one, to be edited."""

from flask_babel import gettext as _

from app.country import clock
from app.country.figures import UNKNOWN_CELL
from app.documents.issuers import Issuer, Signer
from app.documents.periodic_report import (
    AnswerRow,
    CountRow,
    Paragraph,
    PeriodicReport,
    ReportPart,
    SenderRow,
    TargetRow,
    WardRow,
    default_template,
    unknown_placeholders,
    write_docx,
)
from app.documents.periodic_report.word_file import of_names
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, WordTemplate
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str:
    """Fill the file `template` with sample text, which reports each unknown name; returns the result. Without a
    `template` it is the shipped file."""
    unit = db.session.get_one(AdministrativeUnit, work.unit_id)
    row = db.session.get(WordTemplate, int(work.arguments.get("template", 0)))
    if row is None and "template" in work.arguments:
        raise Impossible(_("Mẫu này đã được thay bằng tệp khác."))
    issuer, name, file = issuer_of(unit), work.file_of(unit.code, "docx"), row.file if row else None
    db.session.rollback()
    with drawing():
        if file is None:
            made = default_template(issuer.style, issuer)
        elif names := unknown_placeholders(file):
            raise of_names(names)
        else:
            made = write_docx(_made_up(issuer), file)
    keep(work.papers, name, made)
    return name


def _made_up(issuer: Issuer) -> PeriodicReport:
    """A sample report with text in each place."""
    return PeriodicReport(
        issuer=issuer,
        signer=Signer("", _("CHỨC VỤ"), ""),
        subject=_("Nội dung báo cáo"),
        span=_("kỳ báo cáo"),
        opening=_("Câu mở đầu."),
        parts=(ReportPart("I", _("Tên phần"), (Paragraph(_("Lời của đoạn."), _("1. Đầu đoạn.")),)),),
        closing=_("Câu kết./."),
        receivers=(_("Nơi nhận"),),
        year=clock.today().year,
        targets=(TargetRow(_("Tên chỉ tiêu"), "%", "90", "1.000", "541", "54,1", _("Chưa")),),
        counts=(CountRow(_("Tên số đếm"), _("lượt"), "12", "9", UNKNOWN_CELL),),
        answers=(AnswerRow(_("Tên nhiệm vụ"), _("Nơi chủ trì"), _("Việc đã làm")),),
        wards=(WardRow(_("Tên phường, xã"), "9.110", "6.321", "69,39", _("Tên chỉ tiêu")),),
        senders=(SenderRow(_("Tên phường, xã"), "15/12/2026", "14/12/2026", "142/BC-UBND", ""),),
    )
