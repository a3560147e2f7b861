"""The register of measurements: figures that the office enters, with their source, for targets not computed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import clock, formats, names
from app.models import AdministrativeUnit, Measurement, ResidentialGroup, SourceFile, Target
from app.models.movement.denominator_values import DenominatorValues
from app.models.targets.measurement import OWN
from app.registers.definitions.plans import OF_PLAN, part_archive
from app.registers.field import Field, Kind, rows_of
from app.registers.listing import Column
from app.registers.parts import Line, Narrowing, RowImport, RowList, RowPage, RowPaper
from app.registers.register import Register, Writer
from app.registers.trail_event import TrailEvent

PAPER = ("paper_body", "paper_number", "paper_day")


def _by_paper(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """By whether a paper says it: that counts for all of a ward only with one."""
    return [
        ("thieu-giay", _l("Chưa có văn bản"), Measurement.lacks_paper()),
        ("co-giay", _l("Có giấy"), ~Measurement.lacks_paper()),
    ]


def _targets(unit: AdministrativeUnit) -> Sequence[Target]:
    session = object_session(unit)
    wanted = Target.in_units([unit.id]).where(Target.in_use()).options(joinedload(Target.plan))
    return [each for each in session.scalars(wanted) if each.plan.retired_on is None] if session else []


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    total = _total_of(values)
    wrong = total is not None and values["numerator"] is not None and total < values["numerator"] and not values["note"]
    words = _("Số đạt lớn hơn tổng số. Nếu đúng vậy, anh chị ghi lý do vào ghi chú.")
    return {**({"numerator": words} if wrong else {}), **_check_paper(values)}


def _check_paper(values: Mapping[str, Any]) -> Mapping[str, object]:
    """A paper is named whole, and is of another body than the ward's own office, which would be its own witness."""
    lacking = [key for key in PAPER if not values.get(key)]
    if lacking and len(lacking) < len(PAPER):
        return {lacking[0]: _("Giấy báo số cần đủ nơi ký, số và ngày.")}
    target, body = values.get("target"), str(values.get("paper_body") or "")
    if body and isinstance(target, Target) and target.unit.is_own_office(body):
        return {"paper_body": _("Giấy phải của nơi báo số, không phải của Ủy ban nhân dân.")}
    return {}


def _total_of(values: Mapping[str, Any]) -> int | None:
    """Of how many a number is a share: as it was typed with it, the plan's own number, or what is known of its
    place."""
    target, group, typed = (values.get(each) for each in ("target", "residential_group", "denominator"))
    session = object_session(target) if isinstance(target, Target) and target.is_share and not target.over_why else None
    if typed is not None or session is None or target is None:
        return typed
    day = values.get("counted_on") or clock.today()
    known = DenominatorValues.on(session, [target.unit_id], [target.audience], day)
    of = known.of_groups.get(group.id) if group else target.own_denominator_value or known.of_units.get(target.unit_id)
    return of.number if of else None


def _import_defaults(values: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    return {"from_words": values.get("from_words") or source, "counted_on": values.get("counted_on") or clock.today()}


def _target(line: Line[Measurement]) -> str:
    return line.row.target.name


def _figure(line: Line[Measurement]) -> str:
    row = line.row
    number = formats.number(row.numerator)
    number = _("khoảng %(number)s", number=number) if row.approximate else number
    return number if row.denominator is None else f"{number}/{formats.number(row.denominator)}"


def _group(line: Line[Measurement]) -> str:
    group = line.row.residential_group
    return group.name if group else str(_("cả phường, xã"))


def _source_file(session: Session, row: Measurement) -> Mapping[str, Any]:
    return {"source_file": session.scalars(SourceFile.current(row.id)).first()}


FIELDS = (
    Field("target", _l("Của chỉ tiêu"), _l("chỉ tiêu"), Kind.ROW, required=True, rows=_targets,
          match_key=names.search_key, row_word=_l("chỉ tiêu"), disambiguate=lambda target: target.plan.name,
          headings="chỉ tiêu|tên chỉ tiêu", hint=_l("Kế hoạch khác của phường, xã có cùng chỉ tiêu cũng dùng số này.")),
    Field(
        "residential_group", _l("Của tổ nào"), _l("của tổ"), Kind.ROW,
        rows=rows_of(ResidentialGroup.of), empty_text=_l("cả phường, xã"), headings="tổ dân phố|tổ|thôn|địa bàn",
    ),
    Field("numerator", _l("Số đạt"), _l("số đạt"), Kind.NUMBER, required=True, most=9_999_999,
          headings="số đạt|tử số|kết quả|thực hiện"),
    Field("denominator", _l("Trên tổng số"), _l("trên tổng số"), Kind.NUMBER, most=9_999_999, headings="tổng số|mẫu số",
          hint=_l("Để trống thì máy lấy ở Dân số và số hộ.")),
    Field("approximate", _l("Số ước chừng, ghi là khoảng"), _l("ước chừng"), Kind.YES_NO, headings="khoảng|ước chừng"),
    Field("counted_on", _l("Số liệu tính đến ngày"), _l("số liệu ngày"), Kind.DAY, required=True, past=True,
          optional_in_import=True, headings="ngày số liệu|tính đến ngày|ngày"),
    Field("from_words", _l("Nguồn số liệu"), _l("nguồn"), required=True, longest=160, headings="nguồn",
          optional_in_import=True, hint=_l("Ví dụ: Công an phường")),
    Field("paper_body", _l("Giấy của nơi báo"), _l("nơi ký giấy"), longest=160, headings="nơi ký|cơ quan ký",
          hint=_l("Số của cả phường, xã chỉ tính là đủ khi có giấy: nơi ký, số, ngày; hoặc gửi tệp sau khi lưu.")),
    Field("paper_number", _l("Số giấy"), _l("số giấy"), longest=60, headings="số giấy|số văn bản|số ký hiệu"),
    Field("paper_day", _l("Ngày của giấy"), _l("ngày giấy"), Kind.DAY, past=True, headings="ngày giấy|ngày văn bản"),
    Field("note", _l("Ghi chú"), _l("ghi chú"), longest=400),
)  # fmt: skip


class MeasurementRegister(Register[Measurement]):
    """The register of measurements: a row knows who entered it, or changed it last."""

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Measurement:
        """Add a row of the writer."""
        made = super().make(session, unit, values, by)
        made.entered_by = by.account
        session.flush()
        return made

    def change(
        self, session: Session, row: Measurement, values: Mapping[str, Any], version: str, by: Writer
    ) -> dict[str, Any]:
        """Write the values; the number is from then on the writer's."""
        if changed := super().change(session, row, values, version, by):
            row.entered_by = by.account
        return changed


MEASUREMENTS = MeasurementRegister(
    key="measurement", name="measurements", slug="so-nhap", fields=FIELDS, check=_check, title_field="from_words",
    title_of=Measurement.called, unique=OWN, add=lambda unit: _("Gõ số"), **OF_PLAN,
    unique_error=_l(
        "Số của ngày này, nguồn này đã có, gõ ở đây hay ở kế hoạch khác có cùng chỉ tiêu. Anh chị mở dòng ấy ra sửa."
    ),
    sentences=(_l("Nhập số của chỉ tiêu"), _l("Sửa số của chỉ tiêu")),
    further={
        "measurement.file_added": TrailEvent(_l("Gửi tệp nguồn của số"), {"kind": _l("loại")}, untold="sha256"),
        "measurement.file_opened": TrailEvent(_l("Mở tệp nguồn của số")),
        "measurement.file_removed": TrailEvent(_l("Bỏ tệp nguồn của số")),
    },
    listing=RowList(
        noun=Measurement, loads=(joinedload(Measurement.target), joinedload(Measurement.residential_group)),
        columns=(
            Column("target", _l("Chỉ tiêu"), _target, "main", Measurement.target_id.expression),
            "residential_group",
            Column("numerator", _l("Số đạt"), _figure, "num fig", Measurement.numerator.expression, worded=True),
            "counted_on", "from_words",
        ),
        on_paper=RowPaper(
            columns=(
                Column("group", _l("Tổ dân phố, thôn"), _group, "main"),
                Column("numerator", _l("Số đạt"), _figure, "num fig"), "counted_on", "from_words", "note",
            ),
            headings={"counted_on": _l("Tính đến ngày")}, counted=lambda unit: _l("số liệu"),
            order=lambda line: (
                -line.row.target.plan_id, line.row.target.position, line.row.target_id,
                line.row.residential_group.code if line.row.residential_group else "", line.row.counted_on,
            ),
            band=_target,
        ),
        narrowings=(Narrowing("giay", _l("Giấy"), _l("Mọi số"), _by_paper),),
        first="target", title=_l("Số gõ tay"), search_hint=_l("Tìm theo nguồn, ghi chú"),
        empty=(
            lambda unit: _("Chưa nhập số nào"),
            _l("Số mà máy không tự đếm được: công an, nhà trường, doanh nghiệp gửi. Chưa ai gửi thì để trống."),
            "chart-column",
        ),
    ),
    archive=part_archive(
        _l("Không tính số này nữa. Dòng vẫn còn trong danh sách cũ."), _l("Bỏ số của chỉ tiêu"),
        _l("Dùng lại số của chỉ tiêu"),
    ),
    imports=RowImport(defaults=_import_defaults),
    page=RowPage("office/targets/_source_file.html", _source_file, after_save=True),
)  # fmt: skip
