"""The version of a programme that asked what a phone or a form answers."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.entries.judging import NotRecorded
from app.entries.posted import Posted
from app.models import AdministrativeUnit, Programme, ProgrammeVersion, ResidentialGroup, Site


def asked_version(session: Session, posted: Posted, site: Site | None) -> ProgrammeVersion:
    """The version whose questions are answered of a site (None: a new one); the same one in the ward that the house, or
    the group of a new house, has moved to, and in the programme that its programme was merged into.

    Raises:
        NotRecorded: there is none, or none that is recorded on phones, where no organisation is named.
    """
    asked = _named(session, posted)
    made, ward = posted.described, asked.programme.unit
    where: Site | ResidentialGroup | None = site or _group_that_left(session, ward, str(made.get("group")))
    unit_id = where.unit_id if where is not None else ward.id
    if unit_id != ward.id or asked.programme.merged_into_id is not None:
        there = ProgrammeVersion.asked_in([unit_id]).where(
            ProgrammeVersion.said == asked.said, Programme.merged_into_id.is_(None)
        )
        asked = session.scalars(there).first() or asked
    return asked


def _named(session: Session, posted: Posted) -> ProgrammeVersion:
    """The version of the programme that asked the questions."""
    programme = session.get(Programme, posted.programme) if 0 < posted.programme < 2**31 else None
    used = [each for each in programme.versions if each.used_since is not None] if programme else []
    asked = next((each for each in used if each.number == posted.version), None)
    # Whose organisation records sends from its room whatever it is asked there.
    if programme is None or asked is None or not (asked.declared.field_visits or posted.organisation):
        raise NotRecorded(_("Không có phong trào này. Anh chị mở lại danh sách khi có mạng."))
    return asked


def _group_that_left(session: Session, ward: AdministrativeUnit, code: str) -> ResidentialGroup | None:
    """The group of a code that a ward, or one that was merged into it, gave to another."""
    called = ResidentialGroup.code == code
    went = session.scalars(ResidentialGroup.that_left(ward.code).where(called)).first()
    if went is not None or session.scalars(ResidentialGroup.of(ward.id).where(called)).first() is not None:
        return went
    return session.scalars(ResidentialGroup.that_left_parts(ward.id).where(called)).first()
