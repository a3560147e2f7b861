"""The register of reporting rules: who reports to whom, by when."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session, joinedload

from app.country import clock
from app.models import ReportingRule
from app.models.reports.handing_down import hand_down_noted
from app.models.targets.plan import shortened
from app.models.targets.reporting_rule import EVERY, parsed, readable
from app.registers.definitions.plans import LONG, OF_PLAN, PLACE, PLAN, find_by_title, lines, part_archive
from app.registers.field import Field, InvalidValue, Kind
from app.registers.listing import Column
from app.registers.parts import Line, RowList, RowPaper
from app.registers.register import Register
from app.registers.trail_event import naming

_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?")
# Any year but a leap year: 29 February is no day of every year.
_A_YEAR = 2025


def _days(text: str) -> str:
    """Days for storage: "05-20,11-20" of "20/5; 20/11", "2026-08-15" of "15/8/2026"."""
    return ",".join(sorted({_stored(part) for part in filter(None, re.split(r"[;,\s]+", text))}))


def _stored(part: str) -> str:
    found = _DAY.fullmatch(part)
    try:
        day = date(int(found[3] or _A_YEAR), int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise InvalidValue(_('"%(text)s" chưa phải ngày trong năm. Anh chị ghi như 20/5; 20/11.', text=part[:20]))
    return day.isoformat() if found[3] else f"{day:%m-%d}"


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    every, (yearly, single) = values["every"], parsed(values["days"] or "")
    if every != "on_demand" and single:
        return {"days": _("Ngày có năm chỉ dùng cho chế độ đột xuất, theo yêu cầu. Anh chị ghi như 20/5; 20/11.")}
    wrong = every != "on_demand" and not yearly
    return {"days": _("Anh chị ghi ngày phải gửi, ví dụ 20/5; 20/11.")} if wrong else {}


def _deadlines(line: Line[ReportingRule]) -> str:
    return readable(line.row.days) or "–"


FIELDS = (
    PLAN,
    Field("every", _l("Bao lâu một lần"), _l("định kỳ"), Kind.ONE_OF, choices=lambda unit, row: list(EVERY),
          show=lambda key: str(EVERY[key]), default="on_demand", headings="định kỳ|kỳ báo cáo"),
    Field("days", _l("Gửi trước các ngày"), _l("hạn gửi"), longest=400, read=_days, show=readable,
          headings="hạn gửi|hạn",
          hint=_l("Ngày và tháng, năm nào cũng vậy: 20/5; 20/11. Đột xuất thì cả năm: 15/8/2026.")),
    Field("senders", _l("Ai phải gửi"), _l("ai gửi"), longest=LONG, read=lines, headings="nơi gửi|ai gửi",
          hint=_l("Cách nhau bằng dấu chấm phẩy. Tỉnh ghi “UBND các xã, phường” thì hạn này thành hạn của từng nơi.")),
    Field("addressee", _l("Gửi tới"), _l("gửi tới"), longest=300, headings="nơi nhận|gửi tới"),
    Field("via", _l("Qua"), _l("qua"), longest=300, headings="qua|đầu mối"),
    Field("text", _l("Nguyên văn trong kế hoạch"), _l("nguyên văn"), required=True, longest=LONG,
          headings="nguyên văn|nội dung"),
    PLACE,
)  # fmt: skip


def _given_by(line: Line[ReportingRule]) -> str:
    return str(_("Tỉnh") if line.row.from_rule_id else _("Kế hoạch của đơn vị"))


def _hand_down(session: Session, row: ReportingRule) -> None:
    """Give a province's rule to its wards at once."""
    if not row.unit.is_ward:
        hand_down_noted(session, clock.now())


class ReportingRulesRegister(Register[ReportingRule]):
    """The register of reporting rules; a copy of a province's rule follows it."""

    def form_note(self, row: ReportingRule) -> str:
        """Whose a copy is."""
        return str(_("Hạn này tỉnh đặt. Sửa ở đây thì máy ghi lại theo tỉnh.")) if row.from_rule_id else ""


REPORTING_RULES = ReportingRulesRegister(
    key="reporting_rule", name="reporting_rules", slug="che-do-bao-cao", fields=FIELDS, check=_check,
    title_field="text", title_of=lambda values: shortened(str(values.get("text") or "")),
    add=lambda unit: _("Thêm chế độ báo cáo"),
    sentences=(_l("Thêm chế độ báo cáo"), _l("Sửa chế độ báo cáo")), **OF_PLAN, after_save=_hand_down,
    further={"reporting_rule.set_above": naming(_l("Tỉnh đặt hạn báo cáo"))},
    listing=RowList(
        noun=ReportingRule, loads=(joinedload(ReportingRule.plan),), first="text",
        columns=(
            Column("text", _l("Chế độ"), lambda line: line.row.name, "main", ReportingRule.search_key.expression),
            "every",
            Column("days", _l("Hạn gửi"), _deadlines, "", ReportingRule.days.expression, worded=True),
            "senders", "via", Column("given_by", _l("Ai đặt"), _given_by, "nx", worded=True),
        ),
        on_paper=RowPaper(counted=lambda unit: _l("chế độ báo cáo")),
        title=_l("Ai gửi gì, khi nào"), search_hint=_l("Tìm theo nơi gửi, nơi nhận"),
        empty=(
            lambda unit: _("Chưa có chế độ báo cáo nào"),
            _l("Ai gửi cho ai, trước ngày nào: từ đây máy lập lịch và nhắc."), "calendar-days",
        ),
    ),
    archive=part_archive(
        _l("Không nhắc theo chế độ này nữa."), _l("Bỏ chế độ báo cáo"), _l("Dùng lại chế độ báo cáo")
    ),
    imports=find_by_title(ReportingRule, "text"),
)  # fmt: skip
