"""The other movements that classes and events also serve ("lồng ghép"): names that the office types, "|" between two.

Gia Viên L157–161, L294, Nghệ An L94, L227 and Phan Đình Phùng L51, L209 name the learning society (1315/QĐ-TTg) and the
new countryside; what else a ward writes is suggested from then on.
"""

from sqlalchemy import select, union
from sqlalchemy.orm import object_session

from app.country import names, sentences
from app.models.learning.course import Course
from app.models.learning.course_terms import split_topics
from app.models.movement.event import Event
from app.models.people.administrative_unit import AdministrativeUnit

NAMED_BY_PLANS = ("Xã hội học tập", "Nông thôn mới")


def split_movements(line: str) -> str:
    """A typed line as it is stored: each movement once, begun with a capital; one of `NAMED_BY_PLANS` in its spelling
    here, however it was typed."""
    known = {names.search_key(each): each for each in NAMED_BY_PLANS}
    typed = filter(None, split_topics(line).split("|"))
    return "|".join(dict.fromkeys(known.get(names.search_key(each), sentences.begun(each)) for each in typed))


def known_movements(unit: AdministrativeUnit) -> list[str]:
    """What may be chosen in a unit: what its classes and events serve, and what plans name. One statement."""
    used = union(*(select(each.other_movements).where(each.unit_id == unit.id) for each in (Course, Event)))
    lines = session.scalars(used).all() if (session := object_session(unit)) else ()
    return sorted({*NAMED_BY_PLANS, *filter(None, "|".join(lines).split("|"))}, key=names.search_key)
