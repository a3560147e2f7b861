"""Who is signed in on a request, and what they may do today: plain values, which outlive a rollback."""

from dataclasses import dataclass
from datetime import datetime

from app.models import Role


@dataclass(frozen=True)
class Grant:
    """A role in force today over a unit (`ended`: that is no more), over one course of it, or over one residential
    group."""

    role: Role
    unit_id: int
    course_id: int | None
    residential_group_id: int | None = None
    ended: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is held over the whole unit."""
        return self.course_id is None and self.residential_group_id is None


@dataclass(frozen=True)
class Visitor:
    """Who is signed in, on which sign-in, with what in force today. Keys and values only, so it outlives a rollback.

    `grants`: those that are open here; `locked`: the roles that lay idle for too long (app/web/sign_in/idle.py).
    `as_of`: just before the first thing that was read for this request. What was stored later may be missing on the
    page, what was stored before is on it: a saved page tells the phone so (docs/offline.md).
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

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are in force today and open here."""
        return frozenset(grant.role for grant in self.grants)

    def units(self, *roles: Role) -> set[int]:
        """The units over which one of these roles is held as a whole."""
        return {grant.unit_id for grant in self.grants if grant.role in roles and grant.is_whole}

    @property
    def drawn(self) -> int:
        """`as_of` for scripts: milliseconds since 1970."""
        return int(self.as_of.timestamp() * 1000)

    @property
    def groups(self) -> dict[int, int]:
        """The residential groups whose head one is, each with its unit: ids."""
        heads = (grant for grant in self.grants if grant.role is Role.GROUP_HEAD)
        return {grant.residential_group_id: grant.unit_id for grant in heads if grant.residential_group_id}
