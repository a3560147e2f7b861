"""The register of reporting rules: who reports to whom, by when."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.models import ReportingRule
from app.models.targets.plan import shortened
from app.models.targets.reporting_rule import EVERY, readable
from app.registers.definitions.plans import LONG, NAMED, PLACE, PLAN, PlanRegister, lines, of_plan, steps
from app.registers.field import Field, Kind, Refused, trail_words
from app.registers.listing import Column
from app.registers.register import Line
from app.registers.trail_event import TrailEvent

_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})")


def _days(text: str) -> str:
    """Days of the year for storage: "05-20,11-20" of "20/5; 20/11"."""
    days = []
    for part in filter(None, re.split(r"[;,\s]+", text)):
        found = _DAY.fullmatch(part)
        day, month = (int(found[1]), int(found[2])) if found else (0, 0)
        if not (1 <= month <= 12 and 1 <= day <= (28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)):
            raise Refused(_('"%(text)s" chưa phải ngày trong năm. Anh chị ghi như 20/5; 20/11.', text=part[:20]))
        days.append(f"{month:02}-{day:02}")
    return ",".join(sorted(set(days)))


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    wrong = values["every"] != "on_demand" and not values["days"]
    return {"days": _("Anh chị ghi ngày phải gửi, ví dụ 20/5; 20/11.")} if wrong else {}


def _deadlines(line: Line[ReportingRule]) -> str:
    return readable(line.row.days) or "–"


FIELDS = (
    PLAN,
    Field("every", _l("Bao lâu một lần"), _l("định kỳ"), Kind.ONE_OF, choices=lambda unit, row: list(EVERY),
          show=lambda key: str(EVERY[key]), default="on_demand", headings="định kỳ|kỳ báo cáo"),
    Field("days", _l("Gửi trước các ngày"), _l("hạn gửi"), longest=200, read=_days, show=readable,
          headings="hạn gửi|hạn", hint=_l("Ngày và tháng, ví dụ: 20/5; 20/11. Năm nào cũng vậy.")),
    Field("senders", _l("Ai phải gửi"), _l("ai gửi"), longest=LONG, read=lines, headings="nơi gửi|ai gửi",
          hint=_l("Cách nhau bằng dấu chấm phẩy")),
    Field("addressee", _l("Gửi tới"), _l("gửi tới"), longest=300, headings="nơi nhận|gửi tới"),
    Field("via", _l("Qua"), _l("qua"), longest=300, headings="qua|đầu mối"),
    Field("text", _l("Nguyên văn trong kế hoạch"), _l("nguyên văn"), required=True, longest=LONG,
          headings="nguyên văn|nội dung"),
    PLACE,
)  # fmt: skip
REPORTING_RULES = PlanRegister[ReportingRule](
    key="reporting_rule", name="reporting_rules", slug="che-do-bao-cao", fields=FIELDS, title_field="text",
    **of_plan(
        ReportingRule, check=_check, first="text", title_of=lambda values: shortened(str(values.get("text") or "")),
    ),
    acts={
        "reporting_rule.added": TrailEvent(_l("Thêm chế độ báo cáo"), trail_words(FIELDS)),
        "reporting_rule.changed": TrailEvent(_l("Sửa chế độ báo cáo"), trail_words(FIELDS), untold="earlier"),
        "reporting_rule.retired": TrailEvent(_l("Bỏ chế độ báo cáo"), NAMED),
        "reporting_rule.restored": TrailEvent(_l("Dùng lại chế độ báo cáo"), NAMED),
    },
    columns=(
        Column("text", _l("Chế độ"), lambda line: line.row.name, "main", ReportingRule.search_key.expression),
        "every",
        Column("days", _l("Hạn gửi"), _deadlines, "", ReportingRule.days.expression, worded=True),
        "senders", "via",
    ),
    title=_l("Chế độ báo cáo"), search_hint=_l("Tìm theo nơi gửi, nơi nhận"), add=lambda unit: _("Thêm chế độ báo cáo"),
    empty=(
        lambda unit: _("Chưa có chế độ báo cáo nào"),
        _l("Ai gửi cho ai, trước ngày nào: từ đây máy lập lịch và nhắc."), "calendar-days",
    ),
    archive_steps=steps(_l("Không nhắc theo chế độ này nữa.")),
)  # fmt: skip
