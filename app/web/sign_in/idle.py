"""The idle time after which a sign-in locks, by role and by room, never by person (docs/promises.md).

A sign-in stays open for work in the field while the office is locked: an instructor who is also an officer ticks the
roll all evening and is asked for a PIN at the office. A new role sets its time here; a test checks that.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta

from app.models import Role

# A desk is in reach of others; in the field it is one's own phone, for one's own lessons and mentees.
DESK, FIELD = timedelta(minutes=15), timedelta(days=30)
ROLE_IDLE: Mapping[Role, timedelta] = {
    Role.ADMINISTRATOR: DESK,
    Role.OFFICER: DESK,
    Role.LEADER: DESK,
    Role.PROVINCE_OFFICER: DESK,
    Role.COUNTER: DESK,
    Role.INSTRUCTOR: FIELD,
    Role.AMBASSADOR: FIELD,
    Role.GROUP_HEAD: FIELD,
    Role.UNIT: FIELD,
}
# For pages that give access to others, for every role.
ADMINISTERING = timedelta(minutes=5)
ADMINISTRATION, OFFICE = "quan-tri", "van-phong"


def idle_time(role: Role, roles: Collection[Role], address: str) -> timedelta:
    """The idle time for which a role keeps an address open, for somebody with all these `roles`.

    The office shows data of the entire ward: there a role of the field keeps nothing open that a role of the desk would
    lock.
    """
    room = address.split("/", 2)[1]
    if room == ADMINISTRATION:
        return ADMINISTERING
    return min(map(ROLE_IDLE.__getitem__, roles)) if room == OFFICE else ROLE_IDLE[role]


def locked_roles(roles: Collection[Role], address: str, idle: timedelta) -> frozenset[Role]:
    """The roles that no longer open an address after some idle time."""
    return frozenset(role for role in roles if idle > idle_time(role, roles, address))
