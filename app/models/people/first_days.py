"""Since when what is added to a ward's lists stands there."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.base import Base

# Tables of what a ward records, each with its unit; `lesson` by its course.
_RECORDED = ("programme_entry", "help_record", "help_tally", "report_receipt")


def first_day(session: Session, unit_id: int) -> date | None:
    """The first day of an organisation or residential group that is added today and of which nobody says another one.
    None, from the start, while the ward has recorded nothing: then its lists are being loaded. Afterwards today, so
    that no figure of a past day is a share of more than it was. One statement."""
    tables = Base.metadata.tables
    recorded = [select(tables[name].c.id).where(tables[name].c.unit_id == unit_id).exists() for name in _RECORDED]
    lesson, course = tables["lesson"].c, tables["course"].c
    taught = select(lesson.id).where(lesson.course_id == course.id, lesson.starts_at < clock.now())
    recorded.append(select(course.id).where(course.unit_id == unit_id, taught.exists()).exists())
    return clock.today() if any(session.execute(select(*recorded)).one()) else None
