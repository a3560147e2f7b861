"""Draws the letter that reminds those who are late, PDF or Word; and the list of expected senders of a report by a
day, and whether each has sent."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats
from app.country.sentences import begun
from app.documents import lists, reminder_letter
from app.documents.issuers import Issuer
from app.documents.lists.registers import Heading, register_list
from app.documents.official import in_sentence
from app.documents.reminder_letter import LateRow, ReminderLetter
from app.jobs.drawing import draw_file, drawing, issuer_of, office_of, row_of, signer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, ReportingRule
from app.models.reports.due import periods
from app.models.reports.reminder import TASK
from app.models.reports.senders import Sent, sent_by
from app.web.database import db
from app.web.kept_files import keep

ALL = "các cơ quan, đơn vị, tổ"
LACKING = {True: "kết quả thực hiện nhiệm vụ", False: "báo cáo, số liệu"}


def perform(work: Work) -> str:
    """Draw the letter of the unit `unit` of what was ordered (`said`, see `reminder_orders`); as Word for the kind
    "reminder_word"."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    content, code = content_of(unit, json.loads(work.arguments["said"]), clock.today()), unit.code
    if work.kind != "reminder_word":
        return draw_file(work, code, reminder_letter.draw, content)
    name = work.file_of(code, "docx")
    db.session.rollback()
    with drawing():
        written = reminder_letter.draw_word(content)
    keep(work.papers, name, written)
    return name


def content_of(unit: AdministrativeUnit, ordered: Mapping[str, Any], today: date) -> ReminderLetter:
    """The letter of what was ordered: `about`, `rows` (name, what, due), `to`, `number`, `day`, `by`."""
    tasks, issuer = ordered["about"] == TASK, issuer_of(unit)
    rows = [LateRow(row["name"], begun(row["what"]), date.fromisoformat(row["due"])) for row in ordered["rows"]]
    day = date.fromisoformat(ordered["day"]) if ordered["day"] else None
    whats = list(dict.fromkeys(row["what"] for row in ordered["rows"]))
    lacking = "thực hiện nhiệm vụ đã quá hạn" if tasks else f"gửi {whats[0] if len(whats) == 1 else LACKING[False]}"
    return ReminderLetter(
        issuer=issuer,
        signer=signer_of(unit),
        subject=lacking,
        everybody="Các cơ quan, đơn vị, tổ có tên dưới đây",
        opening=_opening(issuer, ordered["rows"], day or today, tasks=tasks),
        rows=rows,
        closing=_closing(unit, ordered, tasks=tasks),
        receivers=("Như trên", "Lưu: VT"),
        year=today.year,
        number=ordered["number"],
        day=day,
    )


def _whom(rows: Sequence[Mapping[str, str]]) -> str:
    """The one who is late, or all in one word."""
    return rows[0]["name"] if len({row["name"] for row in rows}) == 1 else ALL


def _opening(issuer: Issuer, rows: Sequence[Mapping[str, str]], day: date, *, tasks: bool) -> str:
    begins = f"Đến {formats.long_date(day)}, {in_sentence(issuer.full_name)} chưa nhận được"
    if len(rows) > 1:
        return f"{begins} {LACKING[tasks]} sau đây của {_whom(rows)}:"
    row = rows[0]
    due = formats.long_date(date.fromisoformat(row["due"]))
    if tasks:
        return f"{begins} {LACKING[tasks]} “{row['what']}” của {row['name']} (hạn: {due})."
    return f"{begins} {row['what']} của {row['name']} (hạn gửi: {due})."


def _closing(unit: AdministrativeUnit, ordered: Mapping[str, Any], *, tasks: bool) -> str:
    whom = _whom(ordered["rows"])
    asked = "thực hiện và báo kết quả" if tasks else f"gửi {LACKING[tasks]}"
    to = f" về {ordered['to']}" if ordered["to"] else ""
    by = f" trước {formats.long_date(date.fromisoformat(ordered['by']))}" if ordered["by"] else " sớm"
    phone = f" Vướng mắc xin liên hệ điện thoại {formats.phone(unit.phone)}." if unit.phone else ""
    return f"Đề nghị {whom} {asked}{to}{by}.{phone}/."


def draw_sender_list(work: Work) -> str:
    """Draw the senders of the rule `rule` for its day `due`, first those who have not sent."""
    rule = db.session.get(ReportingRule, int(work.arguments["rule"]))
    due = date.fromisoformat(work.arguments["due"])
    period = next(periods(rule, due, due), None) if rule else None
    if rule is None or period is None:
        raise Impossible(_("Chế độ báo cáo này không còn hạn ấy nữa."))
    unit, lines = rule.unit, sent_by(db.session(), rule, period)
    paper = register_list(
        office_of(unit, work),
        _("Danh sách gửi báo cáo %(span)s", span=period.name),
        (Heading(str(_("Nơi gửi")), main=True), Heading(str(_("Đã gửi"))), Heading(str(_("Ghi chú")))),
        [_line(each) for each in sorted(lines, key=lambda each: bool(each.day or each.reason))],
        printed_at=clock.now(),
        counted=_("nơi"),
        subject=_("hạn %(day)s", day=formats.date(due)),
    )
    return draw_file(work, unit.code, lists.draw, paper)


def _line(each: Sent) -> tuple[str, ...]:
    notes = [
        _("muộn") if each.late else "", _("miễn: %(reason)s", reason=each.reason) if each.reason else "",
        "" if each.named else _("tự gửi") if each.came_unasked else _("phường đề nghị thêm"),
    ]  # fmt: skip
    return each.sender.name, formats.date(each.day) if each.day else "", "; ".join(str(note) for note in notes if note)
