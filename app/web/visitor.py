"""The visitor of a request and their roles today, as plain values that survive a rollback."""

from dataclasses import dataclass
from datetime import datetime

from app.models import Role


@dataclass(frozen=True)
class Grant:
    """A role in force today over a unit (`ended`: a former one), over one course of it, over one residential group,
    or for one organisation."""

    role: Role
    unit_id: int
    course_id: int | None
    residential_group_id: int | None = None
    organisation_id: int | None = None
    ended: bool = False

    @property
    def covers_unit(self) -> bool:
        """Whether it covers the entire unit: whoever helps for an organisation helps anybody of the ward."""
        over_all = self.organisation_id is None or self.role is Role.UNIT_HELPER
        return over_all and self.course_id is None and self.residential_group_id is None


@dataclass(frozen=True)
class Visitor:
    """The signed-in account, its sign-in and its grants today: keys and values only.

    `grants`: those open at this address; `locked`: roles locked after idling (app/web/sign_in/visits.py). `as_of`: just
    before the first read of this request. The page shows everything stored before that moment; a saved page passes it
    to the phone (docs/offline.md).
    """

    account_id: int
    public_id: str
    full_name: str
    sign_in_id: int
    grants: tuple[Grant, ...]
    as_of: datetime
    proved_at: datetime | None
    two_step: bool
    locked: frozenset[Role] = frozenset()
    knows_places: bool = True
    # See `Visit`.
    failed_job: int = 0

    @property
    def roles(self) -> frozenset[Role]:
        """The roles open at this address."""
        return frozenset(grant.role for grant in self.grants)

    def units(self, *roles: Role) -> set[int]:
        """The units that one of these roles covers entirely."""
        return {grant.unit_id for grant in self.grants if grant.role in roles and grant.covers_unit}

    def roles_in(self, *unit_ids: int) -> frozenset[Role]:
        """The roles that cover each of some units entirely."""
        return frozenset(role for role in self.roles if set(unit_ids) <= self.units(role))

    @property
    def drawn(self) -> int:
        """`as_of` in milliseconds since 1970, for scripts."""
        return int(self.as_of.timestamp() * 1000)

    @property
    def groups(self) -> dict[int, int]:
        """The ids of the groups that the visitor heads, each with its unit's id."""
        heads = (grant for grant in self.grants if grant.role is Role.GROUP_HEAD)
        return {grant.residential_group_id: grant.unit_id for grant in heads if grant.residential_group_id}

    @property
    def organisations(self) -> dict[int, int]:
        """The ids of the organisations for which the visitor records, each with its unit's id."""
        theirs = (grant for grant in self.grants if grant.role is Role.UNIT)
        return {grant.organisation_id: grant.unit_id for grant in theirs if grant.organisation_id}
