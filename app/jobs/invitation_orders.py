"""Orders of invitations to a class, as PDF or as a Word file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import Course, Job


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
    return order(session, "invitation", _wanted(course, invited), title, **_of(course, by))


def invitations_word(session: Session, course: Course, invited: Invited, *, by: int) -> Job:
    """The same as a Word file."""
    title = _("Giấy mời lớp %(code)s, bản Word", code=course.code)
    return order(session, "invitation_word", _wanted(course, invited), title, **_of(course, by))


def _wanted(course: Course, invited: Invited) -> Mapping[str, str]:
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
