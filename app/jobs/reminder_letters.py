"""Draws the letter that reminds those who are late; PDF or Word."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import reminder_letter
from app.documents.issuers import Issuer
from app.documents.official import in_sentence
from app.documents.reminder_letter import LateRow, ReminderLetter
from app.jobs.drawing import draw_file, drawing, issuer_of, row_of, signer_of
from app.jobs.work import Work
from app.models import AdministrativeUnit
from app.models.reports.reminder import PROGRAMME, REPORT, TASK, TEAM_MONTH
from app.web.database import db
from app.web.kept_files import keep

# Of each subject: what the letter is about, how its receivers are called, what was not received, what is asked.
SUBJECTS: Mapping[str, str] = {
    REPORT: "gửi báo cáo",
    TASK: "thực hiện nhiệm vụ đã quá hạn",
    TEAM_MONTH: "gửi số liệu tháng của tổ",
    PROGRAMME: "gửi số liệu phong trào",
}
BODIES: Mapping[str, str] = {
    REPORT: "cơ quan, đơn vị",
    TASK: "cơ quan, đơn vị",
    TEAM_MONTH: "tổ",
    PROGRAMME: "nơi",
}
LACKING: Mapping[str, str] = {
    REPORT: "báo cáo",
    TASK: "kết quả thực hiện nhiệm vụ",
    TEAM_MONTH: "số liệu tháng",
    PROGRAMME: "số liệu phong trào",
}
ASKED: Mapping[str, str] = {
    REPORT: "gửi báo cáo",
    TASK: "thực hiện và báo kết quả",
    TEAM_MONTH: "gửi số liệu tháng trên Lớp Số",
    PROGRAMME: "gửi số liệu",
}


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
    about, issuer = ordered["about"], issuer_of(unit)
    rows = [LateRow(row["name"], _upper(row["what"]), date.fromisoformat(row["due"])) for row in ordered["rows"]]
    day = date.fromisoformat(ordered["day"]) if ordered["day"] else None
    whats = list(dict.fromkeys(row["what"] for row in ordered["rows"]))
    one_report = about == REPORT and len(whats) == 1
    return ReminderLetter(
        issuer=issuer,
        signer=signer_of(unit),
        subject=f"gửi {whats[0]}" if one_report else SUBJECTS[about],
        everybody=f"Các {BODIES[about]} có tên dưới đây",
        opening=_opening(issuer, about, ordered["rows"], day or today),
        rows=rows,
        closing=_closing(unit, about, ordered),
        receivers=("Như trên", "Lưu: VT"),
        year=today.year,
        number=ordered["number"],
        day=day,
    )


def _opening(issuer: Issuer, about: str, rows: Sequence[Mapping[str, str]], day: date) -> str:
    begins = f"Đến {formats.long_date(day)}, {in_sentence(issuer.full_name)} chưa nhận được"
    if len(rows) > 1:
        return f"{begins} {LACKING[about]} của các {BODIES[about]} sau:"
    row = rows[0]
    due = formats.long_date(date.fromisoformat(row["due"]))
    if about == TASK:
        return f"{begins} kết quả thực hiện nhiệm vụ “{row['what']}” của {row['name']} (hạn: {due})."
    return f"{begins} {row['what']} của {row['name']} (hạn gửi: {due})."


def _closing(unit: AdministrativeUnit, about: str, ordered: Mapping[str, Any]) -> str:
    whom = f"các {BODIES[about]}" if len(ordered["rows"]) > 1 else ordered["rows"][0]["name"]
    to = f" về {ordered['to']}" if about == REPORT and ordered["to"] else ""
    by = f" trước {formats.long_date(date.fromisoformat(ordered['by']))}" if ordered["by"] else " sớm"
    phone = f" Vướng mắc xin liên hệ điện thoại {formats.phone(unit.phone)}." if unit.phone else ""
    return f"Đề nghị {whom} {ASKED[about]}{to}{by}.{phone}/."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
