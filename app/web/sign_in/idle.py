"""How long a sign-in lies idle before it locks: asked by role and by room, never by person (docs/promises.md).

A sign-in goes on for what its owner does in the field while their office is locked: who teaches and keeps the ward's
lists ticks the roll all evening, and is asked for a PIN where the office begins. A new role names its time here; a test
asks for it.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta

from app.models import Role

# At a desk others walk past; in the field it is one's own phone, for one's own lessons and mentees.
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
}
# Where access is given to others, whoever is there.
ADMINISTERING = timedelta(minutes=5)
ADMINISTRATION, OFFICE = "quan-tri", "van-phong"


def idle_time(role: Role, roles: Collection[Role], address: str) -> timedelta:
    """How long a role keeps an address open, unused, for somebody who holds all these `roles`.

    The office shows the whole ward: there a role of the field holds open nothing that a role of the desk would lock.
    """
    room = address.split("/", 2)[1]
    if room == ADMINISTRATION:
        return ADMINISTERING
    return min(map(ROLE_IDLE.__getitem__, roles)) if room == OFFICE else ROLE_IDLE[role]


def locked_roles(roles: Collection[Role], address: str, idle: timedelta) -> frozenset[Role]:
    """Of somebody's roles those that open an address no more after so long a time."""
    return frozenset(role for role in roles if idle > idle_time(role, roles, address))
