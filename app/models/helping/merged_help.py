"""What a merge of two people does to their helping: whoever is ambassador, mentee, helped or invited stays so."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.course_invitee import CourseInvitee
from app.models.helping.log.help_record import HelpRecord
from app.models.helping.pairs.mentorship import Mentorship
from app.models.movement.membership import Membership
from app.models.people.person import Person

# What belongs to a person, under the name by which a merge keeps what it moved: the rows' ids, and whose they are.
_Owned = tuple[InstrumentedAttribute[int], InstrumentedAttribute[int] | InstrumentedAttribute[int | None]]
_THEIRS: Mapping[str, _Owned] = {
    "ambassadors": (Ambassador.id, Ambassador.person_id),
    "mentorships": (Mentorship.id, Mentorship.mentee_id),
    "help_records": (HelpRecord.id, HelpRecord.person_id),
    "memberships": (Membership.id, Membership.person_id),
    "invitations": (CourseInvitee.id, CourseInvitee.person_id),
}


def contradictions(session: Session, kept: Person, gone: Person) -> list[str]:
    """Why two people cannot be merged as they stand, by kind: "ambassadors" (both serve), "mentees" (both have an open
    pair), "own_mentee" (one is, or was, the other's mentee). The caller holds both rows.
    """
    both = (kept.id, gone.id)
    why = []
    serving = select(Ambassador.person_id).where(Ambassador.person_id.in_(both), Ambassador.until.is_(None))
    if len(set(session.scalars(serving))) == 2:
        why.append("ambassadors")
    mentored = select(Mentorship.mentee_id).where(Mentorship.mentee_id.in_(both), Mentorship.until.is_(None))
    if len(set(session.scalars(mentored))) == 2:
        why.append("mentees")
    each_other = (
        select(Mentorship.id)
        .join(Mentorship.ambassador)
        .where(Mentorship.mentee_id.in_(both), Ambassador.person_id.in_(both))
    )
    if session.scalars(each_other.limit(1)).first() is not None:
        why.append("own_mentee")
    return why


def move(session: Session, gone: Person, kept: Person) -> dict[str, list[int]]:
    """Give all that is `gone`'s to `kept`; returns the ids of what was moved, by name, as `put_back` wants it.

    Where both are invited to one class, or in one team, `gone`'s row stays where it is: `kept`'s counts.
    """
    moved = {}
    for name, (id_, whose) in _THEIRS.items():
        ids = select(id_).where(whose == gone.id).order_by(id_)
        if name == "invitations":
            there = select(CourseInvitee.course_id).where(CourseInvitee.person_id == kept.id)
            ids = ids.where(CourseInvitee.course_id.not_in(there))
        if name == "memberships":
            there = select(Membership.team_id).where(Membership.person_id == kept.id, Membership.until.is_(None))
            ids = ids.where(Membership.team_id.not_in(there))
        moved[name] = list(session.scalars(ids))
        _give(session, name, moved[name], kept.id)
    return moved


def put_back(session: Session, moved: Mapping[str, Collection[int]], gone_id: int) -> None:
    """Give back what `move` moved; what came to the kept row since stays with it. Merges made before know of none."""
    for name, ids in moved.items():
        _give(session, name, ids, gone_id)


def went_elsewhere(session: Session, moved: Mapping[str, Collection[int]], kept_id: int) -> bool:
    """Whether something of what was moved belongs to somebody else by now."""
    for name, ids in moved.items():
        id_, whose = _THEIRS[name]
        if session.scalars(select(id_).where(id_.in_(ids), whose.is_distinct_from(kept_id)).limit(1)).first():
            return True
    return False


def _give(session: Session, name: str, ids: Collection[int], person_id: int) -> None:
    id_, whose = _THEIRS[name]
    if ids:
        session.execute(update(id_.class_).where(id_.in_(ids)).values({whose: person_id}))
