"""Orders of papers that an office sends out: reports and their filed documents, invitations, reminders."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.indicators.late import Late
from app.jobs.ordering import order
from app.models import AdministrativeUnit, Course, Document, Job, Report, ReportingRule, WordTemplate
from app.models.reports.due import Period

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


# Orders of invitations to a class, as PDF or as a Word file.
@dataclass(frozen=True, kw_only=True)
class Invited:
    """What invitations are asked for: `occasion` is "opening" or "lessons"; `people` and `organisations` by id,
    `heads` the heads of the ward's residential groups; without `number` and `day` they are drafts."""

    occasion: str
    people: Collection[int] = ()
    organisations: Collection[int] = ()
    heads: bool = False
    number: str = ""
    day: date | None = None


def invitations(session: Session, course: Course, invited: Invited, *, by: int) -> Job:
    """The invitations as PDF, a page a guest; drawn anew for each order."""
    title = _("Giấy mời lớp %(code)s", code=course.code)
    return order(session, "invitation", _invited(course, invited), title, **_of(course, by))


def invitations_word(session: Session, course: Course, invited: Invited, *, by: int) -> Job:
    """The same as a Word file."""
    title = _("Giấy mời lớp %(code)s, bản Word", code=course.code)
    return order(session, "invitation_word", _invited(course, invited), title, **_of(course, by))


def _invited(course: Course, invited: Invited) -> Mapping[str, str]:
    return {
        "course": str(course.id),
        "occasion": invited.occasion,
        "people": ",".join(map(str, sorted(invited.people))),
        "organisations": ",".join(map(str, sorted(invited.organisations))),
        "heads": str(+invited.heads),
        "number": invited.number,
        "day": invited.day.isoformat() if invited.day else "",
    }


def _of(course: Course, by: int) -> dict[str, Any]:
    return {"unit_id": course.unit_id, "by": by, "about": ("course", course.code)}


# Orders of letters that remind those who are late, as PDF or as a Word file.
def letter(
    session: Session, unit: AdministrativeUnit, rows: Sequence[Late], *, by: int, number: str = "",
    day: date | None = None, due: date | None = None, word: bool = False,
) -> Job:  # fmt: skip
    """The letter to some who are late, with tasks or with papers, of `number` and `day`, without them a draft; `due` is
    the new day that it asks for."""
    places = list(dict.fromkeys(each.to for each in rows if each.to))
    said = {
        "about": rows[0].subject.about,
        "rows": [
            {"name": each.receiver.name, "what": each.what, "due": each.subject.due_on.isoformat()} for each in rows
        ],
        "to": places[0] if len(places) == 1 else "",
        "number": number,
        "day": day.isoformat() if day else "",
        "by": due.isoformat() if due else "",
    }
    wanted = {"unit": str(unit.id), "said": json.dumps(said, ensure_ascii=False)}
    title = _("Công văn nhắc, bản Word") if word else _("Công văn nhắc")
    return order(session, "reminder_word" if word else "reminder_letter", wanted, title, unit_id=unit.id, by=by)
