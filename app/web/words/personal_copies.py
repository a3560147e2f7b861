"""The copy of what is kept of somebody: its sections, and the same as a file for programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Person, Registration
from app.registers.personal_data.copying import Section, everything_on
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.personal import Ground
from app.web.words.grounds import ground_short

GROUNDS: Mapping[Ground, object] = {
    Ground.ASKED: _l("Bác đã đăng ký hoặc nhờ"),
    Ground.CONSENT: _l("Bác đồng ý, rút lại được"),
    Ground.DUTY: _l("Nhiệm vụ của cơ quan"),
}
FORMAT = "lop-so/personal-copy/1"


def sections_of(session: Session, person: Person) -> list[Section]:
    """All that is on file of a person, and why each of their classes may keep it."""
    seats = select(Registration).where(Registration.person_id == person.id).options(joinedload(Registration.course))
    courses = {seat.course.id: seat.course for seat in session.scalars(seats.order_by(Registration.id))}
    grounds = tuple((course.title, ground_short(course)) for course in courses.values())
    found = everything_on(session, person)
    return [*found, Section(str(_("Vì sao mỗi lớp được ghi tên")), grounds)] if grounds else found


def as_json(session: Session, person: Person, *, ward: str, now: datetime) -> bytes:
    """The same for programs: sections with their lines, and what each thing is for, on what ground, how long."""
    told = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "kept_by": ward,
        "sections": [asdict(section) for section in sections_of(session, person)],
        "declared": [
            {
                "key": field.key,
                "what": str(field.label),
                "why": str(field.why),
                "ground": field.ground.value,
                "kept": str(field.time.words),
            }
            for field in FIELDS
            if field.notice
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
