"""The other movements that classes and events also serve ("lồng ghép"): names that the office types, "|" between two.

Gia Viên L157–161, L294, Nghệ An L94, L227 and Phan Đình Phùng L51, L209 name the learning society (1315/QĐ-TTg) and the
new countryside; what else a ward writes is suggested from then on.
"""

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.country import names, sentences
from app.models.learning.course import Course
from app.models.learning.course_terms import split_topics
from app.models.movement.event import Event

LONGEST = 200
NAMED_BY_PLANS = ("Xã hội học tập", "Nông thôn mới")


def split_movements(line: str) -> str:
    """A typed line as it is stored: each movement once, begun with a capital; one of `NAMED_BY_PLANS` in its spelling
    here, however it was typed."""
    known = {names.search_key(each): each for each in NAMED_BY_PLANS}
    typed = filter(None, split_topics(line).split("|"))
    return "|".join(dict.fromkeys(known.get(names.search_key(each), sentences.begun(each)) for each in typed))


def known_movements(session: Session, unit_id: int) -> list[str]:
    """What may be chosen in a unit: what its classes and events serve, and what plans name. One statement."""
    of_courses = select(Course.other_movements).where(Course.unit_id == unit_id, Course.other_movements != "")
    of_events = select(Event.other_movements).where(Event.unit_id == unit_id, Event.other_movements != "")
    lines = session.scalars(union(of_courses, of_events)).all()
    return sorted({*NAMED_BY_PLANS, *(each for line in lines for each in line.split("|"))}, key=names.search_key)
