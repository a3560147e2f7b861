"""An approved report gets its number and its day, and is filed; before that and after it is printed."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from app.country import clock
from app.country.figures import UNKNOWN_CELL
from app.country.offices import numbered, short_name
from app.exchange.exports.values import Sheet, Value
from app.indicators.reports.figures import figures_of
from app.indicators.reports.lines import ONCE_UNKNOWN, Figures
from app.indicators.reports.wording import paper_content, subject_of
from app.jobs import report_orders
from app.models import Document, Report, ReportPassage, ReportState
from app.models.mixins.issued import canonical
from app.models.reports.document import REPORT, NumberTaken, series_of
from app.routes.issued_files import as_issued
from app.routes.jobs import answer_with, give_a_moment
from app.routes.office.approvals.deciding import refused_with
from app.routes.office.imports.intakes import sheets_file
from app.routes.office.lookups import unit_called, unit_ids, units
from app.routes.office.reports.pages import PLACE, READERS, note, page_of, report_here
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import NumberField
from app.web.responses import Answer, form_page, refuse, see_other


# The tables of a report as a workbook: numbers are numbers, what nobody knows is "–".
def sheets_of(figures: Figures) -> list[Sheet]:
    targets = [
        [place, each.name, each.unit, *map(_value, (each.goal, each.whole, each.part, each.share)),
         each.answered, each.expected, each.verdict_word, each.note]
        for place, each in enumerate(figures.targets, 1)
    ]  # fmt: skip
    compared = [
        (words, getter)
        for words, getter in (
            (_("Kỳ trước"), attrgetter("before")),
            (_("Cùng kỳ năm trước"), attrgetter("year_before")),
        )
        if any(map(getter, figures.counts))
    ]
    counts: list[list[Value]] = [
        [place, each.programme, each.words, each.unit, _value(each.now),
         *(_value(getter(each)) for _name, getter in compared), each.clause.strip(" ()")]
        for place, each in enumerate(figures.counts, 1)
    ]  # fmt: skip
    senders: list[list[Value]] = [
        [place, each.name, each.due, each.day, each.number, each.note] for place, each in enumerate(figures.senders, 1)
    ]
    above = Sheet(str(_("Nơi gửi")), _words("STT", _("Phường, xã"), _("Hạn"), _("Ngày gửi"), _("Số văn bản"),
                                            _("Ghi chú")), senders)  # fmt: skip
    wards: list[list[Value]] = [
        [each.group, each.name, _value(each.denominator), _value(each.part), _value(each.share)]
        for each in figures.wards
    ]
    made = [
        Sheet(str(_("Chỉ tiêu")), _words("STT", _("Chỉ tiêu"), _("ĐVT"), _("Chỉ tiêu giao"), _("Tổng số"), _("Số đạt"),
                                         "%", _("Đã báo"), _("Phải báo"), _("Đạt/Chưa"), _("Ghi chú")), targets),
        Sheet(str(_("Số liệu")), _words("STT", _("Phong trào"), _("Nội dung"), _("ĐVT"), _("Kỳ này"),
                                        *(words for words, _getter in compared), _("Ghi chú")), counts),
        Sheet(str(_("Từng nơi")), _words(_("Chỉ tiêu"), _("Phường, xã"), _("Tổng số"), _("Số đạt"), "%"), wards),
        above,
    ]  # fmt: skip
    return [sheet for sheet in made if sheet.rows] or made[:1]


def _words(*words: object) -> Sequence[str]:
    return [str(each) for each in words]


def _value(text: str) -> Value:
    """A figure as a number: "16.340" is 16340, "69,85" is 69.85; what is no number stays a text."""
    if text in ("", ONCE_UNKNOWN):
        return None if not text else UNKNOWN_CELL
    plain = text.removesuffix("%").replace(".", "").replace(",", ".")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return text


report_filings = Blueprint("report_filings", __name__)

PAGE = "office/reports/file.html"
MOST = 99_999


class FilingForm(FlaskForm):
    """The number that the office's book gives, and the day of the signature."""

    number = NumberField(_l("Số văn bản"), least=1, most=MOST)
    day = DayField(_l("Ngày ký"), past=True, validators=[InputRequired(_l("Anh chị ghi ngày ký."))])


@report_filings.route(f"{PLACE}/so", methods=["GET", "POST"])
@requires(*READERS)
def new(report: UUID) -> Answer:
    """File it under a number, the next one is offered: number, words and the order to draw stand or fall together;
    drawn it is locked."""
    row, form, today = report_here(report), FilingForm(), clock.today()
    if not _waits_for_number(row):
        if form.is_submitted():
            return refused_with(row, _("Báo cáo này chưa được duyệt, hoặc đã có số."))
        return see_other(url_for("office.reports.show", report=report))
    page = {**page_of(row), "pattern": pattern_of(row), "form": form}
    if not form.is_submitted():
        last = Document.last_number(db.session(), row.unit_id, kind=series_of(row.style), year=today.year)
        form.number.show(last + 1)
        form.day.show(today)
    if not form.validate_on_submit():
        return form_page(PAGE, **page)
    try:
        with immediate() as session:
            row = report_here(report)
            row.lock(session)
            if not _waits_for_number(row):
                raise NumberTaken
            made = filed(session, row, form)
            job = report_orders.filed(session, made, by=current_visitor().account_id)
            note(session, "report.filed", row, number=made.register_number)
            number = made.register_number
    except NumberTaken:
        db.session.rollback()
        form.number.errors = [_("Số này đã có văn bản khác. Anh chị xem lại sổ.")]
        return refuse(PAGE, **{**page, **page_of(report_here(report))}, status=409)
    give_a_moment(job)
    flash(_("Đã vào sổ: %(number)s. Vẽ xong bản in là khóa, không ai sửa được nữa.", number=number), "good")
    return see_other(url_for("office.reports.show", report=report))


def filed(session: Session, row: Report, form: FilingForm) -> Document:
    """The paper under its number. Raises `NumberTaken`."""
    now, day = clock.now(), form.day.value or clock.today()
    passages, figures = session.scalars(ReportPassage.of(row.id)).all(), figures_of(session, row, day)
    return Document.add(session, Document(
        unit=row.unit, kind=series_of(row.style), year=day.year, number=form.number.value, pattern=pattern_of(row),
        signed_on=day, subject=subject_of(row), report=row, made_by=current_account(), made_at=now,
        said=canonical(paper_content(row, passages, figures, now=now)),
    ))  # fmt: skip


def _waits_for_number(row: Report) -> bool:
    return row.state == ReportState.APPROVED and not db.session.scalars(Document.of_report(row.id)).first()


def pattern_of(row: Report) -> str:
    """How its number is written: "…/BC-UBND", of the party "…-BC/ĐU"."""
    return numbered("…", REPORT, short_name(row.letterhead.name), row.style)


@report_filings.post(f"{PLACE}/in")
@requires(*READERS)
def order(report: UUID) -> Answer:
    """Draw it as it stands, to read; one that is filed but not drawn yet is drawn for good."""
    with immediate() as session:
        row = report_here(report)
        filed = session.scalars(Document.of_report(row.id)).one_or_none()
        by = current_visitor().account_id
        if filed and not filed.file:
            job = report_orders.filed(session, filed, by=by, again=True)
        else:
            job = report_orders.draft(session, row, by=by)
    return answer_with(job)


@report_filings.get(f"{PLACE}/so-lieu.xlsx")
@requires(*READERS)
def sheets(report: UUID) -> Response:
    """Its tables as one workbook with real numbers, a sheet each; that it was fetched is noted."""
    row = report_here(report)
    with immediate() as session:
        note(session, "report.tables_taken", row)
    row = report_here(report)
    figures = figures_of(db.session(), row, clock.today())
    return sheets_file(f"bao-cao-{row.until:%Y-%m-%d}", sheets_of(figures), title=subject_of(row))


# -- the register of papers --------------------------------------------------------------------------------------------


@report_filings.get("/so-van-ban")
@requires(*READERS)
def index() -> Answer:
    """The papers that the office sent out, the newest first."""
    unit = unit_called(request.args.get("phuong"), *READERS)
    rows = db.session.scalars(Document.in_units([unit.id])).all()
    return render_template("office/reports/documents.html", unit=unit, units=units(*READERS), rows=rows)


@report_filings.get("/so-van-ban/<uuid:document>.pdf")
@requires(*READERS)
def show(document: UUID) -> Answer:
    """The file of one, byte for byte."""
    wanted = Document.in_units(unit_ids(*READERS)).where(Document.public_id == str(document))
    row: Document = one_or_404(wanted)
    text = _("Tệp của văn bản %(number)s không còn nguyên như lúc khóa. Báo quản trị ngay.", number=row.register_number)

    def note_opened(act: str) -> None:
        with immediate() as session:
            note_act(session, act, row.unit_id, ("document", row.public_id), {"number": row.register_number})

    return as_issued(row, row.register_number.replace("/", "-"), (_("Không mở được văn bản này"), text), note_opened)
