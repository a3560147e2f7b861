"""Which entries stand in whose rail, in their order, and which at the foot of a phone."""

from collections.abc import Collection

from app.models import Role
from app.routes.office.desk.entries import ENTRIES, Entry

OFFICE = (Role.OFFICER, Role.LEADER)
# In the order of a week: what is opened most stands first.
OFFICERS = "today approve courses people requests movement plans reports lists admin"
# A leader decides first, and reads then; what is an officer's work follows.
LEADERS = "today approve plans reports tasks courses people requests movement lists admin"
# What an office of a province has of them: the rest is of wards.
PROVINCES = "today approve plans reports me"
ADMINISTRATORS = "accounts unit machine audit lists office"
PROVINCE_OFFICERS = "wards arrivals plans figures me"
# The tabs at the foot of a phone; the other entries are on the page "Thêm".
PHONE = ("today", "courses", "people", "requests")
LEADERS_PHONE = ("approve", "plans", "reports", "tasks")
# Entries that are not everybody's in the rail that names them.
ONLY = {"approve": (Role.LEADER,), "admin": (Role.ADMINISTRATOR,), "office": OFFICE}


def entries(rail: str, roles: Collection[Role]) -> list[Entry]:
    """The entries of a rail for who holds some roles."""
    return [ENTRIES[key] for key in rail.split() if key not in ONLY or set(ONLY[key]) & set(roles)]


def rail_of(roles: Collection[Role], path: str, *, is_ward: bool) -> str:
    """The rail of the room that a page is in, or of the one that is the visitor's."""
    in_office = bool(set(OFFICE) & set(roles))
    if path.startswith("/quan-tri"):
        return ADMINISTRATORS
    if Role.PROVINCE_OFFICER in roles and (path.startswith("/tinh") or not in_office):
        return PROVINCE_OFFICERS
    if not in_office:
        return ADMINISTRATORS
    if not is_ward:
        return PROVINCES
    return OFFICERS if Role.OFFICER in roles else LEADERS
