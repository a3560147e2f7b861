"""Invitations of teams to a class, and members who are registered there under the same name."""

from collections import Counter

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.country import names
from app.models.base import Keyed
from app.models.learning.course import Course
from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.mixins.invited import Invited
from app.models.movement.membership import Membership
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.person import Person


class TeamInvitation(Invited, Keyed):
    """The invitation of a team to a class, one per team; its head is informed by telephone (`told_at`)."""

    WHOM = "team"

    __tablename__ = "team_invitation"
    __table_args__ = (UniqueConstraint("course_id", "team_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), init=False, index=True)
    team: Mapped[Team] = relationship()
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    invited_by: Mapped[Account] = relationship()

    @classmethod
    def of(cls, course_id: int) -> Select["TeamInvitation"]:
        """The invitations of a class by name of team, with members."""
        members = contains_eager(cls.team).selectinload(Team.memberships)
        people = members.joinedload(Membership.account), members.joinedload(Membership.person)
        wanted = select(cls).join(cls.team).where(cls.course_id == course_id).options(*people)
        return wanted.order_by(Team.search_key, cls.id)

    @classmethod
    def namesakes(cls, session: Session, course: Course) -> list[tuple[Membership, Person]]:
        """Members known by name only, paired with the registered person of the same name, where the name is unique
        among
        both: probably the same person. Two statements."""
        seats = select(Person).join(Registration, Registration.person_id == Person.id)
        people = session.scalars(seats.where(Registration.course_id == course.id, Registration.state.in_(LIVE))).all()
        alone = select(Membership).join(cls, cls.team_id == Membership.team_id)
        alone = alone.where(cls.course_id == course.id, Membership.until.is_(None), Membership.name != "")
        members = session.scalars(alone.order_by(Membership.id)).all()
        borne = Counter(person.search_key for person in people)
        known = Counter(names.search_key(member.name) for member in members)
        by_name = {person.search_key: person for person in people if borne[person.search_key] == 1}
        keys = [(member, names.search_key(member.name)) for member in members]
        pairs = [(member, by_name[key]) for member, key in keys if key in by_name and known[key] == 1]
        return [(member, person) for member, person in pairs if names.is_one_name(member.name, person.full_name)]
