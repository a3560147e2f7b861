"""The register of certificates of a year as a list: columns, filters, what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.names import clean
from app.country.numbers import as_number
from app.exchange.exports import certificates as export
from app.exchange.exports.values import numbered
from app.jobs import orders
from app.models import (
    AdministrativeUnit,
    AuditHead,
    Certificate,
    CertificateRegister,
    CertificateRequest,
    KeptCertificate,
    RequestState,
    Role,
)
from app.models.learning.certificate import STANDING, CertificateState
from app.models.learning.certificate_lists import found_by, in_register, registered
from app.models.learning.unearned import read_with_unearned, unearned_among
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowSearch
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, certificate_here, unit_called, unit_ids, unit_list
from app.routes.trail import note_certificate, note_unit
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal
from app.web.words.certificates import state_words, unearned_words


def _entry(line: Line[Certificate]) -> object:
    """Number and name, the number struck through once another paper stands in its place or it was revoked."""
    row = line.row
    form = Markup("{} {}") if row.is_valid else Markup("<s>{}</s> {}")
    return form.format(row.register_number, row.paper["full_name"])


def _state(line: Line[Certificate]) -> Cell:
    """The state; which paper it replaces, that it is no longer earned, what became of it."""
    row, (words, kind, icon) = line.row, state_words(line.row.state)
    remarks = [str(words)]
    if row.replaces is not None:
        remarks.append(_("thay giấy số %(number)s", number=row.replaces.register_number))
    if line.count is not None:
        remarks.append(unearned_words(line.count))
    if row.replaced_by is not None:
        remarks.append(_("thay bằng %(number)s", number=row.replaced_by.register_number))
    elif row.state == CertificateState.REVOKED and row.ended_at:
        remarks.append(_("thu hồi ngày %(day)s", day=formats.date(clock.local(row.ended_at))))
    return Cell(", ".join(remarks), kind="warn" if line.count else kind.replace("good", ""), icon=icon)


def _counts(session: Session, unit_id: int, rows: Sequence[Certificate]) -> Mapping[int, Any]:
    """The certificates that are no longer earned. One statement where there are none."""
    return unearned_among(session, [each.id for each in rows])


def registers_list(unit: AdministrativeUnit, year: int) -> RowList[Certificate]:
    """The list of the register of a unit and year, by number."""
    number = Certificate.number.expression
    return RowList(
        noun=Certificate, title=_("Sổ cấp giấy chứng nhận năm %(year)s", year=year), first="so",
        columns=(
            Column("so", _l("Số, họ và tên"), _entry, "main", number),
            Column("sinh", _l("Năm sinh"), lambda line: str(line.row.paper["birth_year"]), "num"),
            Column("lop", _l("Lớp"), lambda line: line.row.outward_course),
            Column("duyet", _l("Ngày duyệt"), lambda line: formats.date(clock.local(line.row.approved_at)), "num",
                Certificate.approved_at.expression, worded=True),
            Column("tinh-trang", _l("Tình trạng"), _state, "br"),
        ),
        then=(number,),
        identity=RowIdentity(
            lambda line: str(line.row.number), lambda line: line.row.register_number,
            opens=lambda line: url_for("office.registers.entry", unit=unit.code, year=year, number=line.row.number),
        ),
        narrowings=(
            Narrowing("loc", _l("Tình trạng"), _l("Cả sổ"),
                lambda unit_id: [("cho-ve", _l("Chờ vẽ"), Certificate.state == CertificateState.APPROVED)], chips=True),
        ),
        search=RowSearch(lambda unit_id, words: found_by(words)), search_hint=_l("Tên hoặc số"),
        empty=(
            lambda unit: _("Sổ năm %(year)s chưa có giấy nào", year=year),
            _l("Lãnh đạo duyệt danh sách nào, giấy của danh sách đó được ghi số vào đây."), "award",
        ),
        counts=_counts, loads=in_register(),
    )  # fmt: skip


registers = Blueprint("registers", __name__)


class ExtractForm(FlaskForm):
    """From which number to which one an extract goes; empty for all of the year."""

    first = StringField(_l("Từ số"))
    last = StringField(_l("Đến số"))

    @property
    def numbers(self) -> tuple[int | None, int | None]:
        """Both numbers; only after validation."""
        return _number(self.first.data), _number(self.last.data)

    def validate_first(self, field: StringField) -> None:
        """Empty or a number."""
        _number(field.data)

    def validate_last(self, field: StringField) -> None:
        """Empty or a number that is not before the first."""
        last = _number(field.data)
        try:
            first = _number(self.first.data)
        except StopValidation:
            return  # said at its own field
        if first is not None and last is not None and last < first:
            raise StopValidation(_("Số cuối nhỏ hơn số đầu. Anh chị đổi lại."))


@registers.get("/so-cap")
@requires(*STAFF)
def show() -> Answer:
    """Twenty-five entries a page, by `?sap=`; `?nam=` the year, `?tim=` a name or number, `?loc=cho-ve` those whose
    paper is not drawn yet, `?phuong=` another unit of one's."""
    unit = unit_called(request.args.get("phuong"))
    return _page(unit, request.args.get("nam", type=as_number), ExtractForm(formdata=None))


@registers.get("/so-cap/<unit>/<int:year>.xlsx")
@requires(*STAFF)
def index(unit: str, year: int) -> Answer:
    """The register of a year as a workbook; that it left the house is noted."""
    here = unit_called(unit)
    one_or_404(CertificateRegister.of(here.id).where(CertificateRegister.year == year))
    with immediate() as session:
        note_unit(session, "certificates.exported", unit_called(unit), {"year": year})
    here = unit_called(unit)
    entries = db.session.scalars(registered(here.id, year)).all()
    title = _("Sổ cấp giấy chứng nhận năm %(year)s, %(ward)s", year=year, ward=here.title)
    heading, rows = numbered(export.COLUMNS, entries, here.group_word)
    return list_file(f"so-cap-{here.code}-{year}", heading, rows, title=title, xlsx=True)


@registers.post("/so-cap/<unit>/<int:year>/trich")
@requires(*STAFF)
def create(unit: str, year: int) -> Answer:
    """An extract of the register to print: all of a year, or from one number to another."""
    here, form = unit_called(unit), ExtractForm()
    one_or_404(CertificateRegister.of(here.id).where(CertificateRegister.year == year))
    if not form.validate():
        page = _page(here, year, form)
        page.status_code = 422
        return page
    first, last = form.numbers
    with immediate() as session:
        here, by = unit_called(unit), current_visitor().account_id
        job = orders.register_extract(session, here, year, by=by, first=first, last=last)
    return answer_with(job)


def _page(unit: AdministrativeUnit, asked: int | None, form: ExtractForm) -> Response:
    session = db.session()
    books = list(session.scalars(CertificateRegister.of(unit.id)))
    years = [book.year for book in books]
    year = asked if asked is not None else years[0] if years else clock.today().year
    return unit_list(
        "office/registers/show.html",
        "office.registers.show",
        unit,
        registers_list(unit, year),
        registered(unit.id, year),
        years=years,
        year=year,
        last=next((book.last_number for book in books if book.year == year), 0),
        form=form,
        seal=session.scalar(AuditHead.seal()),
    )


def _number(typed: str | None) -> int | None:
    """A number of the register as typed: "38" or "038/2026"; None where nothing was.

    Raises:
        StopValidation: it is none.
    """
    text = clean(typed or "").partition("/")[0].strip()
    if not text:
        return None
    if not text.isdecimal() or not int(text[:9]) > 0 or len(text) > 6:
        raise StopValidation(_("Anh chị ghi một số trong sổ, ví dụ 38."))
    return int(text)


@registers.get("/so-cap/<unit>/<int:year>/<int:number>")
@requires(*STAFF)
def entry(unit: str, year: int, number: int) -> Answer:
    """The entry; that it was looked at is noted."""
    here, row = certificate_here(unit, year, number)
    with immediate() as session:
        note_certificate(session, "certificate.viewed", here.id, row.register_number)
    here, row = certificate_here(unit, year, number)
    asked = db.session.scalars(CertificateRequest.of(row.id)).all()
    only_this = registered(here.id, year).where(Certificate.id == row.id)
    return personal(
        make_response(
            render_template(
                "office/register_entries/show.html",
                unit=here,
                row=row,
                content=row.paper,
                asked=asked,
                unearned=read_with_unearned(db.session(), only_this)[1],
                kept=db.session.scalars(KeptCertificate.of(row.id)).all(),
                may_ask=here.id in unit_ids(Role.OFFICER)
                and row.state in STANDING
                and all(one.state != RequestState.ASKED for one in asked),
                today=clock.today(),
            )
        )
    )
