"""Figures that the office enters for targets which the machine cannot count, each with where it is from."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import clock, formats, names
from app.models import AdministrativeUnit, Measurement, ResidentialGroup, SourceFile, Target
from app.models.targets.measurement import OWN
from app.registers.act import Act
from app.registers.definitions.plans import NAMED, of_plan, steps
from app.registers.field import Field, Kind, rows_of, trail_words
from app.registers.listing import Column
from app.registers.register import Line, Register


def _targets(unit: AdministrativeUnit) -> Sequence[Target]:
    session = object_session(unit)
    wanted = Target.in_units([unit.id]).where(Target.in_use()).options(joinedload(Target.plan))
    return [each for each in session.scalars(wanted) if each.plan.retired_on is None] if session else []


def _check(said: Mapping[str, Any]) -> Mapping[str, object]:
    whole = said.get("denominator")
    wrong = whole is not None and said["numerator"] is not None and whole < said["numerator"] and not said["note"]
    words = _("Số đạt lớn hơn tổng số. Nếu đúng vậy, anh chị ghi lý do vào ghi chú.")
    return {"numerator": words} if wrong else {}


def _sourced(said: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    return {"from_words": said.get("from_words") or source, "counted_on": said.get("counted_on") or clock.today()}


def _target(line: Line[Measurement]) -> str:
    return line.row.target.name


def _figure(line: Line[Measurement]) -> str:
    row = line.row
    number = formats.number(row.numerator)
    number = _("khoảng %(number)s", number=number) if row.approximate else number
    return number if row.denominator is None else f"{number}/{formats.number(row.denominator)}"


def _source_file(session: Session, row: Measurement) -> Mapping[str, Any]:
    return {"source_file": session.scalars(SourceFile.held(row.id)).first()}


FIELDS = (
    Field("target", _l("Của chỉ tiêu"), _l("chỉ tiêu"), Kind.ROW, required=True, rows=_targets, alike=names.search_key,
          row_word=_l("chỉ tiêu"), apart=lambda target: target.plan.name, headings="chỉ tiêu|tên chỉ tiêu"),
    Field(
        "residential_group", _l("Của tổ nào"), _l("của tổ"), Kind.ROW,
        rows=rows_of(ResidentialGroup.of), none=_l("cả phường, xã"), headings="tổ dân phố|tổ|thôn|địa bàn",
    ),
    Field("numerator", _l("Số đạt"), _l("số đạt"), Kind.NUMBER, required=True, most=9_999_999,
          headings="số đạt|tử số|kết quả|thực hiện"),
    Field("denominator", _l("Trên tổng số"), _l("trên tổng số"), Kind.NUMBER, most=9_999_999, headings="tổng số|mẫu số",
          hint=_l("Để trống thì máy lấy ở Số dân, số hộ, mẫu số.")),
    Field("approximate", _l("Số ước chừng, ghi là khoảng"), _l("ước chừng"), Kind.YES_NO, headings="khoảng|ước chừng"),
    Field("counted_on", _l("Số liệu tính đến ngày"), _l("số liệu ngày"), Kind.DAY, required=True, past=True,
          filled=True, headings="ngày số liệu|tính đến ngày|ngày"),
    Field("from_words", _l("Nguồn số liệu"), _l("nguồn"), required=True, longest=160, filled=True, headings="nguồn",
          hint=_l("Ví dụ: Công an phường, công văn số 12 ngày 10/5/2026")),
    Field("note", _l("Ghi chú"), _l("ghi chú"), longest=400),
)  # fmt: skip
MEASUREMENTS: Register[Measurement] = Register(
    key="measurement", name="measurements", slug="so-nhap", fields=FIELDS, told="from_words", own=OWN,
    **{
        **of_plan(Target), "noun": Measurement, "by_identity": False, "check": _check, "called": Measurement.called,
        "sourced": _sourced, "first": "target",
        "loads": (joinedload(Measurement.target), joinedload(Measurement.residential_group)),
        "taken": _l("Số của chỉ tiêu này, ngày này, nguồn này đã có. Anh chị mở dòng ấy ra sửa."),
    },
    acts={
        "measurement.added": Act(_l("Nhập số của chỉ tiêu"), trail_words(FIELDS)),
        "measurement.changed": Act(_l("Sửa số của chỉ tiêu"), trail_words(FIELDS), kept="earlier"),
        "measurement.retired": Act(_l("Bỏ số của chỉ tiêu"), NAMED),
        "measurement.restored": Act(_l("Dùng lại số của chỉ tiêu"), NAMED),
        "measurement.file_added": Act(_l("Gửi tệp nguồn của số"), {"kind": _l("loại")}, kept="sha256"),
        "measurement.file_opened": Act(_l("Mở tệp nguồn của số")),
        "measurement.file_removed": Act(_l("Bỏ tệp nguồn của số")),
    },
    columns=(
        Column("target", _l("Chỉ tiêu"), _target, "main", Measurement.target_id.expression),
        "residential_group",
        Column("numerator", _l("Số đạt"), _figure, "num fig", Measurement.numerator.expression, worded=True),
        "counted_on", "from_words",
    ),
    title=_l("Số nhập cho chỉ tiêu"), sought=_l("Tìm theo nguồn, ghi chú"), add=lambda unit: _("Nhập một số"),
    empty=(
        lambda unit: _("Chưa nhập số nào"),
        _l("Số mà máy không tự đếm được: công an, nhà trường, doanh nghiệp gửi. Chưa ai gửi thì để trống."),
        "chart-column",
    ),
    beside="office/targets/_source_file.html", shows=_source_file, opens=True,
    ends=steps(_l("Không tính số này nữa. Dòng vẫn còn trong danh sách cũ.")),
)  # fmt: skip
