"""What programmes ask of the visitor, as start pages and lists name it: nobody is named, phones keep these pages
(docs/decisions/0073)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.country import formats
from app.entries.asked_now import AskedNow, Turn
from app.models.movement.declaration import Subject
from app.registers.programmes.listed import KY


class AskedLine(NamedTuple):
    """What is asked: its address, name, by when or how much, an icon; the number of the form of "Ghi nhanh" that opens
    without a line; what "Giữ nguyên" posts, where what was sent is asked for again."""

    address: str
    name: str
    small: str
    icon: str
    opens: int | None = None
    unchanged: Mapping[str, str] | None = None


def room_line(asked: AskedNow) -> AskedLine:
    """Leads to the page of an organisation's room."""
    return _line(asked, _address(asked), _words(asked))


def quick_line(asked: AskedNow) -> AskedLine:
    """Opens the form of "Ghi nhanh", or where that has none leads to the page of an organisation's room."""
    if asked.is_walked:
        return room_line(asked)
    if not asked.is_quick:
        return with_a_line(_line(asked, _address(asked), _words(asked)))
    address = url_for("counter.quick_entries.index", muc=asked.programme.id)
    return _line(asked, address, _words(asked))._replace(opens=asked.programme.id)


def with_a_line(line: AskedLine) -> AskedLine:
    """The same, which says that it opens with a line."""
    return line._replace(small=" · ".join(filter(None, (line.small, _("cần mạng")))))


def _line(asked: AskedNow, address: str, words: list[str]) -> AskedLine:
    icon = "circle-check" if asked.is_sent else "triangle-alert" if asked.is_late else "pencil"
    line = AskedLine(address, asked.programme.name, " · ".join(words), icon)
    if asked.period is None or not asked.early or asked.turn is Turn.RUNS or asked.is_below:
        return line
    code = asked.organisation.code if asked.organisation else ""
    action = url_for("counter.unchanged_entries.create", programme=asked.programme.id)
    return line._replace(unchanged={"action": action, KY: str(asked.period.key), "cua": code})


def _words(asked: AskedNow) -> list[str]:
    period, words = asked.period, list[str]()
    if asked.is_below:
        left = formats.number(asked.expected - asked.recorded)
        words.append(_("Ghi cho cơ sở (%(count)s chưa ghi)", count=left) if not asked.is_sent else _("Ghi cho cơ sở"))
    if period:
        words.append(period.name)
    if asked.again:
        words.append(_("phường mở lại đến hết %(day)s", day=formats.date(asked.again)))
    if asked.is_sent:
        words.append(_("đã gửi, chờ xác nhận") if asked.waits else _("đã gửi"))
    elif asked.early:
        words.append(_("đã gửi, kỳ hết thì gửi lại") if asked.turn is Turn.RUNS else _("đã gửi lúc kỳ chưa hết"))
    day = formats.date(asked.due) if asked.due and not asked.is_sent else ""
    named = bool(period and day in period.name)  # a period of a reporting rule is called by its day
    if asked.is_late:
        words.append(_("quá hạn") if named else _("quá hạn từ %(day)s", day=day))
    elif day and not named:
        words.append(_("hạn %(day)s", day=day))
    count, expected = formats.number(asked.recorded), formats.number(asked.expected)
    if asked.expected > len(asked.own):
        words.append(_("đã ghi %(count)s trên %(expected)s", count=count, expected=expected))
    elif asked.recorded and not asked.own:
        words.append(_("đã ghi %(count)s", count=count))
    return words


def _address(asked: AskedNow) -> str:
    assert asked.organisation
    programme = asked.programme.id
    # From house to house, from stall to stall, as everybody who goes there.
    if asked.version.declared.subject is Subject.HOUSEHOLD or asked.is_walked:
        return url_for("counter.doorsteps.index", programme=programme)
    place: dict[str, Any] = {"cua": asked.organisation.code}
    place |= {KY: str(asked.period.key)} if asked.period else {}
    if asked.is_below and asked.version.declared.in_tables:
        return url_for("unit.tables.show", programme=programme, **place)
    for own in asked.own if not asked.is_below else ():
        return url_for("unit.recordings.show", programme=programme, row=own.public_id, **place)
    return url_for("unit.recordings.index", programme=programme, **place)
