"""Orders of papers of reports: the present draft, and the file of a numbered report."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import AdministrativeUnit, Document, Job, Report, ReportingRule, WordTemplate
from app.models.reports.period import Period

_TITLE = _l("Báo cáo %(name)s")
_SENDERS = _l("Danh sách gửi báo cáo %(name)s")
_TEMPLATE = _l("Mẫu Word của báo cáo")


def draft(session: Session, row: Report, *, by: int | None, word: bool = False) -> Job:
    """The report in its present state, as a paper or in Word."""
    title = str(_TITLE) % {"name": row.span}
    about = ("report", row.public_id)
    kind = "report_word" if word else "report"
    return order(session, kind, {"report": str(row.id)}, title, unit_id=row.unit_id, by=by, about=about)


def senders(session: Session, rule: ReportingRule, period: Period, *, by: int | None) -> Job:
    """The expected senders of a rule by a day, and whether each has sent."""
    wanted, title = {"rule": str(rule.id), "due": period.due.isoformat()}, str(_SENDERS) % {"name": period.name}
    about = ("reporting_rule", rule.public_id)
    return order(session, "sender_list", wanted, title, unit_id=rule.unit_id, by=by, about=about)


def filed(session: Session, row: Document, *, by: int | None, again: bool = False) -> Job:
    """The file of a numbered report, drawn once and kept."""
    title = str(_TITLE) % {"name": row.register_number}
    about = ("document", row.public_id)
    return order(session, "document", _wanted(row), title, unit_id=row.unit_id, by=by, about=about, again=again)


def asked(session: Session, row: Document) -> Job | None:
    """The newest job for the file of a numbered report, in any state, or None."""
    return session.scalars(Job.newest("document", _wanted(row), row.unit_id).limit(1)).first()


def _wanted(row: Document) -> dict[str, str]:
    return {"document": str(row.id)}


def template(session: Session, unit: AdministrativeUnit, row: WordTemplate | None, *, by: int | None) -> Job:
    """A ward's own Word file, filled as a dry run; without one, the shipped file."""
    wanted = tried(row) if row else {"unit": str(unit.id)}
    return order(session, "word_template", wanted, str(_TEMPLATE), unit_id=unit.id, by=by)


def tried(row: WordTemplate) -> dict[str, str]:
    """The arguments of the dry run of a file."""
    return {"template": str(row.id)}
