"""The copy of a person's data: its sections, and the same as JSON."""

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
from app.web.words.personal_data import ground_short

GROUNDS: Mapping[Ground, object] = {
    Ground.ASKED: _l("Bác đã đăng ký hoặc nhờ"),
    Ground.CONSENT: _l("Bác đồng ý, rút lại được"),
    Ground.DUTY: _l("Nhiệm vụ của cơ quan"),
}
FORMAT = "lop-so/personal-copy/1"


def sections_of(session: Session, person: Person) -> list[Section]:
    """All stored data of a person, and the legal ground of each of their classes."""
    seats = select(Registration).where(Registration.person_id == person.id).options(joinedload(Registration.course))
    courses = {seat.course.id: seat.course for seat in session.scalars(seats.order_by(Registration.id))}
    grounds = tuple((course.title, ground_short(course)) for course in courses.values())
    found = everything_on(session, person)
    return [*found, Section(str(_("Vì sao mỗi lớp được ghi tên")), grounds)] if grounds else found


def as_json(session: Session, person: Person, *, ward: str, now: datetime) -> bytes:
    """The same as JSON: sections with their lines, and each field's purpose, legal ground and retention."""
    document = {
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
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
