"""Orders of papers of residential groups."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import Job, ResidentialGroup


def group_sheet(session: Session, groups: Sequence[ResidentialGroup], *, by: int) -> Job:
    """The sheets of one residential group or of several of a ward, in one file; drawn anew for each order."""
    unit = groups[0].unit
    one = groups[0] if len(groups) == 1 else None
    title = (
        _("Phiếu tổng hợp %(group)s", group=one.name)
        if one
        else _("Phiếu tổng hợp %(count)s %(word)s", count=len(groups), word=unit.group_word)
    )
    wanted = {"unit": str(unit.id), "groups": ",".join(str(each.id) for each in groups)}
    about = ("residential_group", f"{unit.code}/{one.code}") if one else ("unit", unit.code)
    return order(session, "group_sheet", wanted, title, unit_id=unit.id, by=by, about=about)
