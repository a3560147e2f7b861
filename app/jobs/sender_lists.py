"""Draws the list of expected senders of a report by a day, and whether each has sent."""

from datetime import date

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import register_list
from app.documents.issuers import Signer
from app.documents.register_list import Heading, RegisterList
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import ReportingRule
from app.models.reports.period import periods
from app.models.reports.senders import Sent, sent_by
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str:
    """Draw the senders of the rule `rule` for its day `due`, first those who have not sent."""
    rule = db.session.get(ReportingRule, int(work.arguments["rule"]))
    due = date.fromisoformat(work.arguments["due"])
    period = next(periods(rule, due, due), None) if rule else None
    if rule is None or period is None:
        raise Impossible(_("Chế độ báo cáo này không còn hạn ấy nữa."))
    unit, lines = rule.unit, sent_by(db.session(), rule, period)
    content = RegisterList(
        issuer=issuer_of(unit),
        signer=Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name),
        title=_("Danh sách gửi báo cáo %(span)s", span=period.name),
        headings=(Heading(str(_("Nơi gửi")), main=True), Heading(str(_("Đã gửi"))), Heading(str(_("Ghi chú")))),
        rows=tuple(map(_line, sorted(lines, key=lambda each: bool(each.day or each.reason)))),
        total=len(lines),
        day=clock.today(),
        subject=_("hạn %(day)s", day=formats.date(due)),
        prepared_by=facts.name_of(work.asked_by_id),
    )
    name = work.file_of(unit.code)
    db.session.rollback()
    with drawing():
        drawn = register_list.draw(content)
    keep(work.papers, name, drawn)
    return name


def _line(each: Sent) -> tuple[str, ...]:
    note = _("muộn") if each.late else _("miễn: %(reason)s", reason=each.reason) if each.reason else ""
    return each.sender.name, formats.date(each.day) if each.day else "", str(note)
