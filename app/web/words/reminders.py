"""The words that remind those who are late: one text for a group chat, one SMS to each."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from flask_babel import gettext as _

from app.country import formats
from app.indicators.late import Late
from app.models import AdministrativeUnit
from app.models.reports.reminder import PROGRAMME, REPORT, TASK, TEAM_MONTH
from app.registers.definitions.teams import KINDS
from app.web.words import short_messages
from app.web.words.short_messages import Piece

_SMS: Mapping[str, tuple[Piece, ...]] = {
    REPORT: short_messages.REPORT,
    TASK: short_messages.TASK,
    TEAM_MONTH: short_messages.TEAM_MONTH,
    PROGRAMME: short_messages.REPORT,
}


def group_text(unit: AdministrativeUnit, rows: Sequence[Late]) -> str:
    """One text that names everybody who is late with the day it was due; "" for nobody."""
    if not rows:
        return ""
    parts = [_part(list(several)) for _subject, several in groupby(rows, key=_together)]
    asked = _("Hỏi phường: %(phone)s.", phone=formats.phone(unit.phone)) if unit.phone else ""
    return "\n".join(filter(None, [*parts, _closing(rows[0].subject.about), asked]))


def _together(row: Late) -> tuple[object, ...]:
    """What is named in one sentence: a report or a month of one day, a receiver's tasks."""
    return (row.receiver.key,) if row.subject.about == TASK else (row.subject.key,)


def _part(rows: Sequence[Late]) -> str:
    first = rows[0]
    due, count, who = formats.date(first.subject.due_on), len(rows), _named([row.name for row in rows])
    if first.subject.about == TASK:
        tasks = "; ".join(
            _("%(task)s (hạn %(due)s)", task=row.what, due=formats.date(row.subject.due_on)) for row in rows
        )
        return str(_("%(name)s: %(tasks)s.", name=first.receiver.name, tasks=tasks))
    said = {"count": count, "what": first.what, "names": who, "due": due}
    if first.subject.about == REPORT:
        return str(
            _("Còn %(count)s nơi chưa gửi %(what)s: %(names)s. Hạn %(due)s, gửi về %(to)s.", **said, to=first.to)
        )
    if first.subject.about == PROGRAMME:
        return str(_("Còn %(count)s nơi chưa gửi %(what)s: %(names)s. Hạn %(due)s.", **said))
    return str(_("Còn %(count)s tổ chưa gửi %(what)s: %(names)s. Hạn %(due)s.", **said))


def _named(names: Sequence[str]) -> str:
    """Several names, the kind of teams once: "Tổ công nghệ số cộng đồng 1, 2, 3"."""
    prefix, named = "", []
    for name in names:
        kind = next((str(each) for each in KINDS.values() if name.startswith(f"{each} ")), "")
        named.append(name.removeprefix(kind).strip() if kind and kind == prefix else name)
        prefix = kind
    return ("; " if any("," in name for name in names) else ", ").join(named)


def _closing(about: str) -> str:
    return {
        REPORT: str(_("Nơi nào gửi rồi xin báo lại giúp.")),
        PROGRAMME: str(_("Nơi nào gửi rồi xin báo lại giúp.")),
        TASK: str(_("Những việc trên đã quá hạn. Nơi nào xong rồi xin báo lại giúp.")),
        TEAM_MONTH: str(
            _("Các bác tổ trưởng mở Lớp Số, bấm “Báo tháng”, hai phút là xong; tháng không có việc gì cũng bấm một "
              "nút.")
        ),
    }[about]  # fmt: skip


def sms(unit: AdministrativeUnit, row: Late) -> str:
    """One SMS to a receiver."""
    values = {
        "phuong": unit.title, "viec": row.what, "noi_gui": row.receiver.name, "noi_nhan": row.to,
        "han": formats.day_month(row.subject.due_on), "dien_thoai": formats.phone(unit.phone) if unit.phone else "",
    }  # fmt: skip
    return short_messages.composed(_SMS[row.subject.about], values)
