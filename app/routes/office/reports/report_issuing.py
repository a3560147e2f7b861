"""/van-phong/bao-cao/<id>/ban-hanh: what another body than the ward's own signs. The officer prints the draft; signed,
its number, day and file are entered, and it is locked; until then it is taken back to be mended."""

import hashlib
from uuid import UUID, uuid4

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from app.country import clock, formats
from app.models import Document, Report, ReportState, Role
from app.models.reports.document import NumberTaken
from app.routes.office.reports.pages import PLACE, note, page_of, report_here
from app.routes.office.reports.report_filings import MOST, FilingForm, filed, pattern_of
from app.web import office_files
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import NumberField
from app.web.kept_files import keep
from app.web.office_files import UnusableFile
from app.web.responses import Answer, form_page, refuse, see_other, settings

report_issuing = Blueprint("report_issuing", __name__)

HERE, PAGE = f"{PLACE}/ban-hanh", "office/reports/issue.html"
MOST_BYTES = 10_000_000


@report_issuing.url_value_preprocessor
def take_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """These addresses take more bytes than a form; what is somewhat too heavy is told so."""
    request.max_content_length = 2 * MOST_BYTES


class IssuedForm(FilingForm):
    """Number and day that the other body gave, and the signed paper as PDF or photo."""

    number = NumberField(_l("Số đã ban hành"), least=1, most=MOST)
    day = DayField(_l("Ngày ban hành"), come=True, required=True)
    file = FileField(_l("Bản đã ký (PDF hoặc ảnh chụp)"))

    def read(self, row: Report) -> tuple[str, bytes] | None:
        """The file as (ending, bytes); None where something is wrong, which the fields then say."""
        self.validate()
        if self.day.value and self.day.value < row.since:
            self.day.errors = [_("Ngày này trước kỳ báo cáo, bắt đầu %(day)s.", day=formats.date(row.since))]
        sent = self.file.data if isinstance(self.file.data, FileStorage) else None
        try:
            kind, content = office_files.read(sent.read(MOST_BYTES + 1) if sent else b"", MOST_BYTES)
        except UnusableFile as unusable:
            self.file.errors = [unusable.message]
            return None
        if kind not in ("pdf", "jpg"):
            self.file.errors = [_("Anh chị gửi bản đã ký, quét thành PDF hoặc chụp ảnh; tệp Word, Excel không nhận.")]
        return None if self.errors else (kind, content)


@report_issuing.route(HERE, methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(report: UUID) -> Answer:
    """Enter which number and day it got: they stand on the signed paper, so none is offered. Number, words and file
    stand or fall together, and the report is locked."""
    row, form = report_here(report, Role.OFFICER), IssuedForm()
    page = {**page_of(row), "pattern": pattern_of(row), "form": form}
    if not form.is_submitted():
        closed = row.state != ReportState.SIGNING
        return see_other(url_for("office.reports.show", report=report)) if closed else form_page(PAGE, **page)
    signed = form.read(row)
    if signed is None:
        return refuse(PAGE, **page)
    ending, content = signed
    file, sha256 = f"{Document.FOLDER}/{row.unit.code}/{uuid4().hex}.{ending}", hashlib.sha256(content).hexdigest()
    keep(settings().papers, file, content)  # while no row is locked, under a name that no other has
    try:
        with immediate() as session:
            row = report_here(report, Role.OFFICER)
            row.issue(session, now=clock.now())
            made = filed(session, row, form)
            made.issue(file=file, sha256=sha256, now=clock.now())
            number = made.register_number
            note(session, "report.issued", row, number=number)
    except NumberTaken:
        db.session.rollback()
        form.number.errors = [_("Số này đã ghi cho báo cáo khác trong năm. Anh chị xem lại sổ.")]
        return refuse(PAGE, **{**page, **page_of(report_here(report))}, status=409)
    flash(_("Đã ban hành số %(number)s. Báo cáo khóa lại, số và tệp không đổi nữa.", number=number), "good")
    return see_other(url_for("office.reports.show", report=report))


@report_issuing.post(f"{PLACE}/rut-ve")
@requires(Role.OFFICER)
def destroy(report: UUID) -> Answer:
    """Take it back from the other body, to be mended."""
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        row.withdraw(session, by=current_account(), now=clock.now())
        note(session, "report.withdrawn", row)
    flash(_("Đã rút về. Số trong báo cáo lại theo sổ."), "good")
    return see_other(url_for("office.reports.show", report=report))
