"""The register of certificates of a year as a list: columns, filters, what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import AdministrativeUnit, Certificate
from app.models.learning.certificate import CertificateState
from app.models.learning.certificate_lists import found_by, in_register
from app.models.learning.unearned import unearned_among
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowSearch
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
