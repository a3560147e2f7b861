"""Tasks that an event of a programme asked for (`tasks_to` of its declaration), and no plan: who sees, who decides."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Mapped, aliased, object_session

from app.country import clock
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme
from app.models.movement.site import Site
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.role import Role, RoleGrant
from app.models.targets.task_owner import Owner


class Finding:
    """Mixed into `Matter`: what concerns the rows with a site, the event that asked for them.

    Officers do not see what a programme hides from them (`sees`: supervision by the Front), nor does a list, a search,
    a workbook, a letter or the trail tell them of it: each reader of tasks asks `seen_by` (docs/decisions/0133)."""

    if TYPE_CHECKING:
        id: Mapped[int]
        public_id: Mapped[str]
        unit_id: Mapped[int]
        site_id: Mapped[int | None]
        given_by_id: Mapped[int | None]
        proposed_by_id: Mapped[int | None]
        waits: Any
        owner: Owner | None
        plan: Mapped[Any]
        site: Mapped[Site | None]

        def days_late(self, day: date) -> int:
            """See `Matter.days_late`."""

        @classmethod
        def in_use(cls) -> ColumnElement[bool]:
            """See `OfUnit.in_use`."""

    @classmethod
    def found_at(
        cls, site: Site, text: str, owner: Owner, due_on: date | None, *, unit: AdministrativeUnit, by: Account,
        now: datetime,
    ) -> Self:  # fmt: skip
        """A new one that an event asked for, given to somebody until a day."""
        make: Any = cls
        given = {"due_on": due_on, "given_by_id": by.id, "given_at": now}
        made: Self = make(unit=unit, site=site, text=text, **given)
        made.owner = owner
        return made

    @property
    def source_name(self) -> str:
        """What its plan, or the event that asked for it, is called."""
        of = self.plan or self.site
        return of.name if of else ""

    @property
    def is_late(self) -> bool:
        """Whether it is overdue today."""
        return self.days_late(clock.today()) > 0

    @property
    def trail_subject(self) -> tuple[str, str]:
        """Its subject in the trail. That of a finding is of a kind whose rows the trail does not name by itself."""
        return "finding" if self.site_id else "matter", self.public_id

    @property
    def is_seen_by_officers(self) -> bool:
        """Whether the trail, which officers read, tells what it is. At most one statement."""
        return self.site_id is None or self._fulfils(self.seen_by([Role.OFFICER]))

    @property
    def is_for_leaders(self) -> bool:
        """See `for_leaders`. At most one statement."""
        return self.site_id is None or self._fulfils(self.for_leaders())

    def _fulfils(self, holds: ColumnElement[bool]) -> bool:
        session, noun = object_session(self), type(self)
        found = select(noun.id).where(noun.id == self.id, holds)
        return session is not None and session.scalar(found) is not None

    @classmethod
    def seen_by(cls, roles: Collection[str]) -> ColumnElement[bool]:
        """The condition of tasks that holders of some roles see: those of plans, and what was asked for at an event of
        a programme that one of the roles sees."""
        seen = or_(false(), *(Programme.seen_by.contains(f" {role} ") for role in sorted(roles)))
        sites = select(Site.id).join(Programme, Programme.id == Site.programme_id).where(seen)
        return or_(cls.site_id.is_(None), cls.site_id.in_(sites))

    @classmethod
    def of_site(cls, site_id: int) -> Select[Self]:
        """Those that an event asked for and that are in use, the oldest first."""
        return select(cls).where(cls.site_id == site_id, cls.in_use()).order_by(cls.id)

    @classmethod
    def asked_by(cls, organisation: Organisation) -> Select[Self]:
        """Those in use that events of an organisation asked for."""
        theirs = select(Site.id).where(Site.organisation_id == organisation.id)
        return select(cls).where(cls.unit_id == organisation.unit_id, cls.site_id.in_(theirs), cls.in_use())

    @classmethod
    def for_leaders(cls) -> ColumnElement[bool]:
        """The condition of tasks about which a leader decides: of what officers do not see only where no account of the
        organisation that gave it decides."""
        return and_(cls.seen_by([Role.LEADER]), or_(cls.seen_by([Role.OFFICER]), ~cls._has_other_account()))

    @classmethod
    def for_giver(cls, organisation_id: int, account_id: int) -> ColumnElement[bool]:
        """The condition of tasks about which an account of an organisation decides: those that another account of it
        gave and officers do not see."""
        theirs = select(Site.id).where(Site.organisation_id == organisation_id)
        others = (func.coalesce(column, 0) != account_id for column in (cls.given_by_id, cls.proposed_by_id))
        return and_(cls.site_id.in_(theirs), ~cls.seen_by([Role.OFFICER]), *others)

    @classmethod
    def _has_other_account(cls) -> ColumnElement[bool]:
        """Whether the organisation that gave it has another account than those that gave and reported it, whose office
        has no end: no day is asked, since statements are kept."""
        site, by = aliased(Site), RoleGrant.account_id
        enabled = select(Account.id).where(Account.enabled)
        granted = select(RoleGrant.id).join(site, site.organisation_id == RoleGrant.organisation_id)
        granted = granted.where(
            site.id == cls.site_id, RoleGrant.role == Role.UNIT, RoleGrant.revoked_at.is_(None),
            RoleGrant.until.is_(None), by.in_(enabled), by != func.coalesce(cls.given_by_id, 0),
            by != func.coalesce(cls.proposed_by_id, 0),
        )  # fmt: skip
        return granted.exists()
