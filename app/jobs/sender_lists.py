"""Draws the list of expected senders of a report by a day, and whether each has sent."""

from datetime import date

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import lists
from app.documents.lists.registers import Heading, register_list
from app.jobs.drawing import draw_file, office_of
from app.jobs.work import Impossible, Work
from app.models import ReportingRule
from app.models.reports.due import periods
from app.models.reports.senders import Sent, sent_by
from app.web.database import db


def perform(work: Work) -> str:
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
