"""Which entries stand in whose rail, in their order, and which at the foot of a phone."""

from collections.abc import Collection
from typing import NamedTuple

from flask import g, request, url_for
from flask_babel import gettext as _

from app.indicators.inbox import Waits
from app.models import AdministrativeUnit, Role
from app.routes.office.desk.entries import ENTRIES, Entry, Page, lit_by
from app.routes.office.desk.shown import office_waits, visitors_roles
from app.web.access import current_visitor
from app.web.visitor import Visitor
from app.web.words.roles import role_words

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


def rail_entries(rail: str, roles: Collection[Role]) -> list[Entry]:
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


NOTHING = Waits({}, 0, {})


class Spot(NamedTuple):
    """A line as it is shown: with its address, and how much waits there; `late` where somebody is overdue; what is
    counted, where that is no work that waits."""

    key: str
    address: str
    icon: str
    words: object
    waiting: int = 0
    late: bool = False
    counts: object = ""


class Here(NamedTuple):
    """Where the page stands: the key and the word of the entry that is lit; on a page of its own the title, and its
    endpoint among the tabs, where there are several."""

    key: str
    page: str = ""
    words: object = ""
    title: str = ""
    tabs: tuple[Spot, ...] = ()
    settings: Spot | None = None


class Rail(NamedTuple):
    """All that the frame of a page says; `in_office`: with the search, whose rows are the office's; `tabs`: keys of the
    entries at the foot of a phone."""

    spots: list[Spot]
    name: str
    duty: str
    ward: str
    in_office: bool
    tabs: tuple[str, ...]
    here: Here
    knows_places: bool

    @property
    def home(self) -> Spot:
        """Where the mark leads: the first entry."""
        return self.spots[0]

    @property
    def more(self) -> Spot | None:
        """What a phone finds under "Thêm", with the sum of what waits there."""
        further = self.further
        if not further:
            return None
        waiting = sum(each.waiting for each in further if each.key != self.home.key)
        return Spot("more", url_for("office.more.index"), "ellipsis", "", waiting, any(each.late for each in further))

    @property
    def further(self) -> list[Spot]:
        """The entries that a phone has no tab for."""
        return [each for each in self.spots if each.key not in self.tabs] if self.in_office else []


def rail() -> Rail:
    """The frame of this request's page, made once; what waits in an office takes one statement."""
    if "rail" not in g:
        g.rail = _rail(current_visitor())
    made: Rail = g.rail
    return made


def _rail(visitor: Visitor) -> Rail:
    keys = rail_of(visitor.roles, request.path, is_ward=True)
    if keys in (ADMINISTRATORS, PROVINCE_OFFICERS):
        first = next((role for role in (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER) if role in visitor.roles), None)
        return _made(visitor, keys, _Counted(None, NOTHING, visitor.roles), first, in_office=False)
    (ward, waits), roles = office_waits(), visitors_roles()
    if ward and not ward.is_ward:
        keys = PROVINCES
    duty = Role.OFFICER if Role.OFFICER in roles else Role.LEADER
    return _made(visitor, keys, _Counted(ward, waits, roles), duty, in_office=ward is None or ward.is_ward)


class _Counted(NamedTuple):
    """What waits in a unit for some roles."""

    unit: AdministrativeUnit | None
    waits: Waits
    roles: Collection[Role]

    def spot(self, page: Page, entry: Entry | None = None, *, of_unit: bool = False) -> Spot:
        """A page with what waits at it, alone or for its entry, of the unit that the page is about; the start page of a
        leader counts what waits to be decided at `approve`."""
        start = page.waits == "today"
        waiting = self.waits.urgent(self.roles) if start else self.waits.at(page.waits, self.roles) if page.waits else 0
        late = bool(page.waits) and self.waits.is_late(self.roles, "" if start else page.waits)
        if start and Role.OFFICER not in self.roles:
            waiting, late = 0, False
        address = url_for(page.endpoint, phuong=request.args.get("phuong") if of_unit else None)
        if entry:
            return Spot(entry.key, address, entry.icon, entry.words, waiting, late)
        if page.counted:
            return Spot(page.endpoint, address, "", page.called(self.unit), page.counted(), counts=_("nơi còn nợ"))
        return Spot(page.endpoint, address, "", page.called(self.unit), waiting, late)


def _made(visitor: Visitor, keys: str, counted: _Counted, duty: Role | None, *, in_office: bool) -> Rail:
    unit = counted.unit
    # A plan's tasks of a province have no leader who gives them.
    readers = counted.roles if unit is None or unit.is_ward else {Role.PROVINCE_OFFICER}
    entries = rail_entries(keys, visitor.roles)
    alone = {entry.key for entry in entries}
    spots = [_line(entry, counted, readers, alone) for entry in entries]
    tabs = LEADERS_PHONE if keys is LEADERS else PHONE
    name, ward = visitor.full_name, unit.title if unit else ""
    here = _here(entries, counted, readers)
    return Rail(spots, name, role_words(duty) if duty else "", ward, in_office, tabs, here, visitor.knows_places)


def _line(entry: Entry, counted: _Counted, readers: Collection[Role], alone: Collection[str]) -> Spot:
    """An entry with the sum of what waits at its pages, but for those that are an entry of their own."""
    theirs = [page for page in entry.open_to(readers) if page.waits in ("", entry.key) or page.waits not in alone]
    each = [counted.spot(page, entry) for page in theirs]
    return each[0]._replace(waiting=sum(spot.waiting for spot in each), late=any(spot.late for spot in each))


def _here(entries: list[Entry], counted: _Counted, readers: Collection[Role]) -> Here:
    endpoint, listing = request.endpoint or "", (request.view_args or {}).get("listing", "")
    if endpoint == "office.more.index":
        return Here("more")
    lit = lit_by([each for each in ENTRIES.values() if each in entries], endpoint, listing)
    if lit is None:
        return Here("")
    pages = lit.open_to(readers)
    at = next((place for place, page in enumerate(pages) if page.endpoint == endpoint), None)
    if at is None:
        return Here(lit.key, words=lit.words)
    title = f"{lit.words}: {pages[at].called(counted.unit)}" if at else str(lit.words)
    tabs = tuple(counted.spot(page, of_unit=True) for page in pages) if len(pages) > 1 else ()
    settings = counted.spot(lit.settings, of_unit=True) if lit.settings else None
    return Here(lit.key, endpoint, lit.words, title, tabs, settings)
