"""The register of matters: tasks of plans, with the columns of a plan's annex."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement

from app.country import clock, formats
from app.models import Matter
from app.models.targets.matter import DONE, DROPPED, DUES, STATES
from app.models.targets.plan import shortened
from app.registers.definitions.plans import LONG, NAMED, PLACE, PLAN, PlanRegister, lines, of_plan, steps
from app.registers.field import Field, Kind, trail_words
from app.registers.listing import Cell, Column
from app.registers.register import Line, Narrowing
from app.registers.trail_event import TrailEvent


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    wrong = values["due"] == "day" and not values["due_on"]
    return {"due_on": _("Anh chị ghi ngày phải xong.")} if wrong else {}


def _state(line: Line[Matter]) -> Cell:
    row, today = line.row, clock.today()
    words = str(STATES[row.state])
    if row.due_on and row.due_on < today and row.state not in (DONE, DROPPED):
        return Cell(_("%(state)s, quá hạn %(days)s ngày", state=words, days=(today - row.due_on).days), kind="bad")
    return Cell(words)


def _when(line: Line[Matter]) -> str:
    day = formats.date(line.row.due_on) if line.row.due_on else ""
    return line.row.when_words or day or str(DUES[line.row.due])


def _by_state(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    late = ("qua-han", _l("Quá hạn"), Matter.late(clock.today()))
    return [late, *((key, str(words).capitalize(), Matter.state == key) for key, words in STATES.items())]


FIELDS = (
    PLAN,
    Field("text", _l("Nội dung"), _l("nội dung"), required=True, longest=LONG,
          headings="nội dung|nhiệm vụ|nội dung công việc"),
    PLACE,
    Field("directing", _l("Cơ quan chỉ đạo"), _l("chỉ đạo"), longest=300, headings="cơ quan chỉ đạo|chỉ đạo"),
    Field("lead", _l("Chủ trì"), _l("chủ trì"), longest=600, read=lines,
          headings="chủ trì|đơn vị chủ trì|cơ quan chủ trì"),
    Field("cooperating", _l("Phối hợp"), _l("phối hợp"), longest=600, read=lines,
          headings="phối hợp|đơn vị phối hợp|cơ quan phối hợp"),
    Field("result", _l("Kết quả cần đạt"), _l("kết quả cần đạt"), longest=600, headings="kết quả|sản phẩm"),
    Field("when_words", _l("Thời gian, theo kế hoạch"), _l("thời gian"), longest=200,
          headings="thời gian|thời gian hoàn thành|thời hạn"),
    Field("due", _l("Nghĩa là"), _l("hạn"), Kind.ONE_OF, choices=lambda unit, row: list(DUES),
          show=lambda key: str(DUES.get(key, key)), optional_in_import=True),
    Field("due_on", _l("Ngày phải xong"), _l("ngày phải xong"), Kind.DAY, headings="ngày phải xong|hạn"),
    Field("state", _l("Tiến độ"), _l("tiến độ"), Kind.ONE_OF, choices=lambda unit, row: list(STATES),
          show=lambda key: str(STATES[key]), default="open", optional_in_import=True, headings="tiến độ"),
    Field("answer", _l("Đã làm được gì"), _l("đã làm"), longest=LONG, headings="kết quả thực hiện|đã làm"),
)  # fmt: skip
MATTERS = PlanRegister[Matter](
    key="matter", name="matters", slug="nhiem-vu", fields=FIELDS, title_field="text",
    **of_plan(
        Matter, check=_check, first="text", title_of=lambda values: shortened(str(values.get("text") or "")),
        narrowings=(Narrowing("tien-do", _l("Tiến độ"), _l("Mọi tiến độ"), _by_state),),
    ),
    acts={
        "matter.added": TrailEvent(_l("Thêm nhiệm vụ"), trail_words(FIELDS)),
        "matter.changed": TrailEvent(_l("Sửa nhiệm vụ"), trail_words(FIELDS), untold="earlier"),
        "matter.retired": TrailEvent(_l("Bỏ nhiệm vụ"), NAMED),
        "matter.restored": TrailEvent(_l("Dùng lại nhiệm vụ"), NAMED),
    },
    columns=(
        Column("text", _l("Nội dung"), lambda line: line.row.name, "main", Matter.search_key.expression),
        "lead",
        Column("when", _l("Thời gian"), _when, "", Matter.due_on.expression, worded=True),
        Column("state", _l("Tiến độ"), _state, "", Matter.state.expression, worded=True),
    ),
    on_paper=("text", "directing", "lead", "cooperating", "result", "when_words", "state"),
    title=_l("Nhiệm vụ của kế hoạch"), search_hint=_l("Tìm theo nội dung, nơi làm"),
    add=lambda unit: _("Thêm nhiệm vụ"),
    empty=(
        lambda unit: _("Chưa có nhiệm vụ nào"),
        _l("Nạp kế hoạch, nhập phụ lục từ Excel, hoặc thêm từng nhiệm vụ: ai chủ trì, bao giờ xong."), "list-checks",
    ),
    archive_steps=steps(_l("Không tính vào phụ lục báo cáo nữa.")),
)  # fmt: skip
