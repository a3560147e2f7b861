"""The words that remind those who are late: one text for a group chat, one SMS to each."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.country import formats
from app.indicators.late import Late, Owing
from app.models import AdministrativeUnit
from app.models.reports.reminder import TASK
from app.registers.definitions.teams import KINDS
from app.web.words import short_messages


def group_text(unit: AdministrativeUnit, rows: Sequence[Late]) -> str:
    """One text that names everybody who is late with the day it was due; "" for nobody."""
    if not rows:
        return ""
    together: dict[tuple[object, ...], list[Late]] = {}
    for each in sorted(rows, key=lambda row: row.subject.due_on):
        together.setdefault(_together(each), []).append(each)
    parts = [_part(several) for several in together.values()]
    closings = dict.fromkeys(_closing(each.subject.about) for each in rows)
    asked = _("Hỏi phường: %(phone)s.", phone=formats.phone(unit.phone)) if unit.phone else ""
    return "\n".join(filter(None, [*parts, *closings, asked]))


def _together(row: Late) -> tuple[object, ...]:
    """What is named in one sentence: a report of one day, a receiver's tasks."""
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
    if first.to:
        return str(
            _("Còn %(count)s nơi chưa gửi %(what)s: %(names)s. Hạn %(due)s, gửi về %(to)s.", **said, to=first.to)
        )
    return str(_("Còn %(count)s nơi chưa gửi %(what)s: %(names)s. Hạn %(due)s.", **said))


def _named(names: Sequence[str]) -> str:
    """Several names, the kind of teams once: "Tổ công nghệ số cộng đồng 1, 2, 3"."""
    prefix, named = "", []
    for name in names:
        kind = next((str(each) for each in KINDS.values() if name.startswith(f"{each} ")), "")
        named.append(name.removeprefix(kind).strip() if kind and kind == prefix else name)
        prefix = kind
    return ("; " if any("," in name for name in names) else ", ").join(named)


def _closing(about: str) -> str:
    if about == TASK:
        return str(_("Những việc trên đã quá hạn. Nơi nào xong rồi xin báo lại giúp."))
    return str(_("Nơi nào gửi rồi xin báo lại giúp."))


def sms(unit: AdministrativeUnit, place: Owing) -> str:
    """One SMS to a place, about all that it owes."""
    first, whats = place.lates[0], ", ".join(each.what for each in place.lates)
    values = {
        "phuong": unit.title, "viec": whats, "noi_gui": first.receiver.name, "noi_nhan": first.to,
        "han": formats.day_month(first.subject.due_on), "dien_thoai": formats.phone(unit.phone) if unit.phone else "",
    }  # fmt: skip
    pieces = short_messages.TASK if first.subject.about == TASK else short_messages.REPORT
    return short_messages.composed(pieces, values)
