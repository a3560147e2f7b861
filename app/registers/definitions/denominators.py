"""The register of denominators: people, households or staff of a group, an organisation or the whole unit."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.country import clock, formats, names
from app.models import Denominator, Organisation, ResidentialGroup
from app.models.movement.denominator import COUNTED, ENTIRE_UNIT, OWN, label
from app.models.movement.denominator_values import OLD
from app.registers.action import Action
from app.registers.field import Field, Kind, rows_of
from app.registers.listing import Cell, Column
from app.registers.parts import Line, RowArchive, RowImport, RowList, RowPaper
from app.registers.register import Register
from app.registers.trail_event import TrailEvent


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    both = values["residential_group"] and values["organisation"]
    return {"organisation": _("Số của một tổ, hoặc của một cơ quan: anh chị chọn một nơi.")} if both else {}


def _whose(line: Line[Denominator]) -> str:
    whose = line.row.residential_group or line.row.organisation
    return whose.name if whose else str(ENTIRE_UNIT)


def _number(line: Line[Denominator]) -> str:
    number = formats.number(line.row.number)
    return _("khoảng %(number)s", number=number) if line.row.approximate else number


def _day(line: Line[Denominator]) -> Cell:
    """The day of the number, with a warning if it is older than a year."""
    day = formats.date(line.row.counted_on)
    old = line.row.counted_on < clock.today() - OLD
    return Cell(_("%(day)s, quá một năm", day=day) if old else day, kind="warn" if old else "")


def _import_defaults(values: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    """A list without source and day is the source itself, of the day of its import."""
    return {"source": values.get("source") or source, "counted_on": values.get("counted_on") or clock.today()}


_GROUP = select(ResidentialGroup.code).where(ResidentialGroup.id == Denominator.residential_group_id)
_BODY = select(Organisation.search_key).where(Organisation.id == Denominator.organisation_id)
# Sort key: the whole unit, then groups by code, then organisations by name.
_WHOSE = func.coalesce("1" + _GROUP.scalar_subquery(), "2" + _BODY.scalar_subquery(), "0")
_AUDIENCES = case(*((Denominator.audience == key, place) for place, key in enumerate(COUNTED)), else_=len(COUNTED))
FIELDS = (
    Field(
        "residential_group", _l("Của tổ nào"), _l("của tổ"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
        empty_text=_l("không của riêng tổ nào"), headings="tổ dân phố|tổ|thôn|địa bàn|tên tổ",
    ),
    Field(
        "organisation", _l("Của cơ quan nào"), _l("của cơ quan"), Kind.ROW, rows=rows_of(Organisation.of),
        match_key=names.search_key, row_word=_l("cơ quan"),
        empty_text=_l("không của riêng cơ quan nào"), headings="cơ quan|đơn vị|trường|doanh nghiệp",
        hint=_l("Không chọn tổ, không chọn cơ quan: số của cả phường, xã."),
    ),
    Field(
        "audience", _l("Đếm ai"), _l("đếm"), Kind.ONE_OF, required=True,
        choices=lambda unit, row: list(COUNTED), show=label, default="people", headings="đối tượng|chỉ tiêu",
    ),
    Field("number", _l("Số lượng"), _l("số lượng"), Kind.NUMBER, required=True, most=9_999_999, headings="số|tổng số"),
    Field("approximate", _l("Số ước chừng, ghi là khoảng"), _l("ước chừng"), Kind.YES_NO, headings="khoảng|ước chừng"),
    Field(
        "counted_on", _l("Số liệu tính đến ngày"), _l("số liệu ngày"), Kind.DAY, required=True, past=True,
        optional_in_import=True, headings="ngày số liệu|tính đến ngày|ngày",
    ),
    Field(
        "source", _l("Nguồn số liệu"), _l("nguồn"), required=True, longest=120, headings="nguồn",
        optional_in_import=True, hint=_l("Ví dụ: Công an phường"),
    ),
    Field("note", _l("Ghi chú"), _l("ghi chú")),
)  # fmt: skip
DENOMINATORS: Register[Denominator] = Register(
    key="denominator", name="denominators", slug="mau-so", fields=FIELDS, check=_check,
    title_field="source", title_of=Denominator.called, unique=OWN,
    unique_error=_l("Số này của nguồn này, ngày này đã có. Anh chị mở dòng ấy ra sửa."),
    add=lambda unit: _("Thêm một số"), sentences=(_l("Thêm một dòng dân số, số hộ"), _l("Sửa một dòng dân số, số hộ")),
    listing=RowList(
        noun=Denominator, first="whose",
        loads=(joinedload(Denominator.residential_group), joinedload(Denominator.organisation)),
        columns=(
            Column("whose", _l("Của"), _whose, "main", _WHOSE),
            Column("audience", _l("Đếm ai"), lambda line: label(line.row.audience), "", _AUDIENCES, worded=True),
            Column("number", _l("Số lượng"), _number, "num fig", Denominator.number.expression, worded=True),
            Column("counted_on", _l("Tính đến ngày"), _day, "", Denominator.counted_on.expression, worded=True),
            "source",
        ),
        on_paper=RowPaper(
            headings={"whose": _l("Tổ dân phố, cơ quan"), "audience": _l("Đối tượng"), "source": _l("Nguồn số liệu")},
            counted=lambda unit: _l("số liệu"),
        ),
        title=_l("Dân số và số hộ"), search_hint=_l("Tìm theo tổ, cơ quan, đối tượng, nguồn"),
        empty=(
            lambda unit: _("Chưa có số nào"),
            _l(
                "Số dân, số hộ của từng tổ, số cán bộ của từng cơ quan: để biết đã tới được bao nhiêu phần trăm. "
                "Chưa ai đếm thì để trống, không ghi 0."
            ), "chart-column",
        ),
    ),
    archive=RowArchive(
        state=lambda row, day: _("Bỏ từ %(day)s", day=day), in_use=_l("Đang dùng"), retired=_l("Đã bỏ"), path="bo",
        retire=Action(
            "retired", _l("Bỏ số này"), _l("Không tính vào tổng số nữa. Dòng vẫn còn trong danh sách cũ."),
            _l("Số này ghi nhầm"), _l("Đã bỏ %(name)s."),
            event=TrailEvent(_l("Bỏ một dòng dân số, số hộ"), {"name": _l("số")}),
        ),
        restore=Action(
            "restored", _l("Dùng lại"), _l("Lại tính vào tổng số."), _l("Số này đang bỏ"), _l("Dùng lại %(name)s."),
            icon="check", event=TrailEvent(_l("Dùng lại một dòng dân số, số hộ"), {"name": _l("số")}),
        ),
    ),
    imports=RowImport(defaults=_import_defaults),
)  # fmt: skip
