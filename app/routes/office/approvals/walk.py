"""The classes without a list, gone through one after the other: `?soat=` on the page that submits one."""

from typing import NamedTuple

from flask import request, url_for

from app.country import clock
from app.indicators.waiting.classes import FINISHED
from app.indicators.waiting.kind import WaitingQuery
from app.models import Course
from app.routes.office.lookups import unit_ids
from app.web.database import db


class WalkStep(NamedTuple):
    """Where a class stands among those that wait, the longest first; whether one stands after it; the address of that
    one, else of the list of those left, else of "Hôm nay"."""

    number: int
    many: int
    goes_on: bool
    further: str


def way_from(course: Course) -> WalkStep | None:
    """The way through what waits as the kind of `?soat=`, as seen from a class on it or from where one that is done
    stood; None where no way is gone."""
    if request.values.get("soat") != FINISHED.key:
        return None
    asked = WaitingQuery.at(db.session(), unit_ids(), clock.now())
    rows, ends = FINISHED.rows(asked), [clock.local(lesson.ends_at).date() for lesson in course.live_lessons]
    after = [row.id for row in rows if ends and (row.when, row.id) > (max(ends), course.id)]
    endpoint, values = FINISHED.page if rows else ("office.today.show", {})
    if after:
        endpoint, values = FINISHED.named(asked, after[:1])[after[0]].page
        values = {**values, "soat": FINISHED.key}
    return WalkStep(len(rows) - len(after), len(rows), bool(after), url_for(endpoint, **values))
