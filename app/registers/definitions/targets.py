"""The register of targets of plans. app/routes/office/targets has the page that chooses what measures one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, joinedload

from app.models import Measurement, Target
from app.models.targets.target import OPERATORS, PARTS
from app.registers.definitions.plans import LONG, OF_PLAN, PLACE, PLAN, find_by_title, part_archive
from app.registers.field import Field, Kind
from app.registers.listing import Column
from app.registers.parts import Line, Narrowing, RowList, RowPaper
from app.registers.register import Register, Writer
from app.registers.trail_event import TrailEvent

# The order of a plan on paper: what belongs to it by the part and the item where the plan has it.
_PART = re.compile(r"phần\s+([IVXLC]+|\d+)\b[,;.\s]*", re.IGNORECASE)
_ITEM = re.compile(r"mục\s+(?=[\d.]+)", re.IGNORECASE)
_STEP = re.compile(r"\d+|(?<=điểm )\w")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def in_plan(line: Line[Any]) -> tuple[object, ...]:
    """Sorts what belongs to plans: the newest plan first, then by its part and item; what has no place comes last."""
    row = line.row
    part = _PART.match(row.place)
    return -row.plan_id, part is None, _number(part[1]) if part else 0, _steps(within_part(row.place)), row.position


def part_of_plan(line: Line[Any]) -> str:
    """The heading of what stands in one part: "Kế hoạch số 88/KH-UBND, phần IV"."""
    plan, part = line.row.plan, _PART.match(line.row.place)
    named = _("Kế hoạch số %(number)s", number=plan.number) if plan.number else plan.title
    return f"{named}, {_('phần %(part)s', part=part[1].upper())}" if part else str(named)


def within_part(place: str) -> str:
    """The place without its part: "phần IV, mục 5.4, điểm a" → "5.4, điểm a"."""
    return _ITEM.sub("", _PART.sub("", place, count=1), count=1)


def _number(part: str) -> int:
    if part.isdigit():
        return int(part)
    values = [_ROMAN[letter] for letter in part.upper()]
    return sum(-each if each < after else each for each, after in zip(values, [*values[1:], 0], strict=True))


def _steps(item: str) -> tuple[int, ...]:
    """ "5.4, điểm đ" → (5, 4, 4); by the Vietnamese alphabet, which has đ after d."""
    steps = _STEP.findall(item.lower())
    return tuple(int(each) if each.isdigit() else _LETTERS.find(each) for each in steps)


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    wrong = values["since"] and values["until"] and values["until"] < values["since"]
    return {"until": _("Ngày cuối phải sau ngày đầu.")} if wrong else {}


def _demand(line: Line[Target]) -> str:
    return line.row.demand


def _measured(line: Line[Target]) -> str:
    return str(_("máy đếm") if line.row.measured_by else _("cán bộ nhập"))


def by_part(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """Filter by part of the plan."""
    return [(key, str(words).capitalize(), Target.part == key) for key, words in PARTS.items()]


FIELDS = (
    PLAN,
    Field("name", _l("Gọi tắt"), _l("tên"), required=True, longest=120, headings="tên chỉ tiêu|chỉ tiêu|gọi tắt",
          hint=_l("Ngắn, để đọc trên điện thoại. Ví dụ: Người trưởng thành có kỹ năng số")),
    Field("text", _l("Nguyên văn trong kế hoạch"), _l("nguyên văn"), required=True, longest=LONG,
          headings="nội dung chỉ tiêu|nguyên văn|nội dung"),
    Field("part", _l("Thuộc"), _l("thuộc"), Kind.ONE_OF, choices=lambda unit, row: list(PARTS),
          show=lambda key: str(PARTS[key]), default="chỉ tiêu", optional_in_import=True),
    PLACE,
    Field("since", _l("Tính từ ngày"), _l("từ ngày"), Kind.DAY, required=True, headings="từ ngày|bắt đầu"),
    Field("until", _l("Đến ngày"), _l("đến ngày"), Kind.DAY, required=True, headings="đến ngày|hạn|hoàn thành"),
    Field("operator", _l("So sánh"), _l("so sánh"), Kind.ONE_OF, choices=lambda unit, row: list(OPERATORS),
          show=lambda key: str(OPERATORS[key]), default=">=", optional_in_import=True),
    Field("value", _l("Mức giao"), _l("mức giao"), Kind.NUMBER, required=True, headings="chỉ tiêu giao|mức giao|giao"),
    Field("unit_words", _l("Đơn vị tính"), _l("đơn vị tính"), required=True, longest=60, headings="đvt|đơn vị tính",
          hint=_l("Ví dụ: %, tổ, người / tổ dân phố. Có dấu / nghĩa là nơi nào cũng phải đủ.")),
    Field("aspirational", _l("Kế hoạch ghi là phấn đấu"), _l("phấn đấu"), Kind.YES_NO, headings="phấn đấu"),
    Field("denominator_words", _l("Tính trên"), _l("tính trên"), longest=300, headings="mẫu số",
          hint=_l("Theo lời kế hoạch. Ví dụ: người từ 18 tuổi")),
    Field("own_denominator", _l("Tổng số của riêng chỉ tiêu này"), _l("tổng số riêng"), Kind.NUMBER, least=1,
          most=999_999, headings="mẫu số của riêng chỉ tiêu này|mẫu số riêng|tổng số",
          hint=_l("Số mà kế hoạch ghi, ví dụ 110 tổ. Có số ở đây thì không lấy ở Dân số và số hộ.")),
    Field("over_why", _l("Vì sao trên 100%"), _l("vì sao trên 100%"), longest=300, headings="vì sao trên 100%",
          hint=_l("Chỉ ghi khi tỷ lệ vượt 100%. Ví dụ: tính cả người tạm trú. Báo cáo ghi ở cột ghi chú.")),
)  # fmt: skip


class TargetRegister(Register[Target]):
    """The register of targets: a change of days or people restarts their count."""

    def change(
        self, session: Session, row: Target, values: Mapping[str, Any], version: str, by: Writer
    ) -> dict[str, Any]:
        """Write the values and delete figures that were counted otherwise."""
        changed = super().change(session, row, values, version, by)
        Measurement.begin_anew(session, row, changed)
        return changed


TARGETS = TargetRegister(
    key="target", name="target_rows", slug="chi-tieu-giao", fields=FIELDS, check=_check, unique=("plan", "name"),
    unique_error=_l("Kế hoạch này có chỉ tiêu tên ấy rồi. Anh chị ghi tên khác."), add=lambda unit: _("Thêm chỉ tiêu"),
    sentences=(_l("Thêm chỉ tiêu"), _l("Sửa chỉ tiêu")), **OF_PLAN,
    further={
        "target.measured": TrailEvent(_l("Chọn cách đo chỉ tiêu"), {
            "name": _l("tên"), "measured_by": _l("số đo"), "narrowed_to": _l("chỉ tính"), "each_of": _l("mỗi"),
            "audience": _l("tổng số"), "share_of": _l("tính trên"), "why": _l("lý do gõ tay"),
            "own_denominator": _l("tổng số riêng"),
        }),
    },
    listing=RowList(
        noun=Target, loads=(joinedload(Target.plan),),
        columns=(
            "name", Column("demand", _l("Giao"), _demand, "num fig", Target.value.expression, worded=True),
            "until", Column("measured", _l("Số từ đâu"), _measured, "", worded=True),
            "place",
        ),
        on_paper=RowPaper(
            columns=(
                "name", Column("place", _l("Mục"), lambda line: within_part(line.row.place)),
                Column("demand", _l("Mức giao"), _demand, "num fig"), "until",
                Column("measured", _l("Ai đếm"), _measured),
            ),
            headings={"name": _l("Chỉ tiêu"), "until": _l("Hoàn thành trước")},
            counted=lambda unit: _l("chỉ tiêu"), order=in_plan, band=part_of_plan,
        ),
        narrowings=(Narrowing("thuoc", _l("Thuộc"), _l("Mọi phần"), by_part),),
        title=_l("Chỉ tiêu của kế hoạch"), search_hint=_l("Tìm theo tên, nội dung"),
        empty=(
            lambda unit: _("Chưa có chỉ tiêu nào"),
            _l("Nạp kế hoạch, nhập từ Excel, hoặc thêm từng chỉ tiêu theo lời kế hoạch."), "chart-column",
        ),
    ),
    archive=part_archive(
        _l("Không tính vào bảng chỉ tiêu nữa. Số đã ghi vẫn giữ."), _l("Bỏ chỉ tiêu"), _l("Dùng lại chỉ tiêu")
    ),
    imports=find_by_title(Target, "name"),
)  # fmt: skip
