"""The places of a room and what waits there: the rail of a desk, the tabs of a phone, the page "Thêm"."""

from typing import NamedTuple

from flask import g, request, url_for
from flask_babel import lazy_gettext as _l

from app.models import Role
from app.routes.office.desk.waiting import office_waits, visitors_roles
from app.web.access import current_visitor
from app.web.visitor import Visitor
from app.web.words.roles import role_words

OFFICE = (Role.OFFICER, Role.LEADER)
# The tabs at the foot of a phone; the other places are on the page "Thêm".
PHONE_TABS = ("today", "courses", "people", "requests")
LEADERS_PHONE_TABS = ("approve", "targets", "reports", "tasks")
OWN = _l("Của tôi")


class Place(NamedTuple):
    """A place: its name in templates (`tab`), its endpoint, icon and words, and whose it is; of two of one name, each
    for other roles, who holds both has the first."""

    key: str
    endpoint: str
    icon: str
    words: object
    roles: tuple[Role, ...]


class Spot(NamedTuple):
    """A place as the rail shows it: with its address, and how much waits there; `late` where somebody is overdue."""

    key: str
    address: str
    icon: str
    words: object
    waiting: int
    late: bool


class Rail(NamedTuple):
    """All that the frame of a page says; `in_office`: with the search, whose rows are the office's; `tabs`: keys of the
    places at the foot of a phone."""

    spots: list[Spot]
    name: str
    duty: str
    ward: str
    in_office: bool
    tabs: tuple[str, ...] = ()

    @property
    def home(self) -> Spot:
        """Where the mark leads: the first place; one's own page for who has none in these rooms."""
        return self.spots[0] if self.spots else Spot("me", url_for("account.show"), "user", OWN, 0, late=False)

    @property
    def further(self) -> list[Spot]:
        """What a phone finds under "Thêm"."""
        return [each for each in self.spots if each.key not in self.tabs] if self.in_office else []


# What a province's leader finds of them: the rest is of wards.
OF_A_PROVINCE = frozenset({"today", "approve", "targets", "reports"})
# In the order of a week: what is opened most stands first.
OFFICES = (
    Place("today", "office.today.show", "house", _l("Hôm nay"), OFFICE),
    Place("approve", "office.approvals.index", "list-checks", _l("Duyệt"), (Role.LEADER,)),
    Place("courses", "office.courses.index", "calendar-days", _l("Lớp học"), OFFICE),
    Place("people", "office.people.index", "users", _l("Người"), OFFICE),
    Place("requests", "office.help_requests.index", "handshake", _l("Hỗ trợ"), OFFICE),
    Place("ambassadors", "office.ambassadors.index", "user-plus", _l("Đại sứ"), OFFICE),
    Place("groups", "office.residential_groups.index", "landmark", _l("Tổ và hộ"), OFFICE),
    Place("movement", "office.programmes.index", "heart-pulse", _l("Phong trào"), OFFICE),
    Place("targets", "office.targets.show", "circle-dot", _l("Chỉ tiêu"), OFFICE),
    Place("tasks", "office.matters.index", "flag", _l("Nhiệm vụ"), (Role.OFFICER,)),
    Place("tasks", "office.given_tasks.index", "flag", _l("Việc giao"), (Role.LEADER,)),
    Place("reports", "office.reports.index", "file-text", _l("Báo cáo"), OFFICE),
    Place("figures", "office.figures.index", "chart-column", _l("Số liệu"), OFFICE),
    Place("register", "office.registers.show", "award", _l("Sổ và giấy tờ"), OFFICE),
    Place("lists", "office.lists.index", "settings", _l("Danh mục"), OFFICE),
    Place("admin", "admin.accounts.index", "lock", _l("Quản trị"), (Role.ADMINISTRATOR,)),
)
# A leader decides first, and reads then; what is an officer's work follows.
LEADERS_FIRST = ("today", "approve", "targets", "reports", "tasks", "register")
ADMINISTRATORS = (
    Place("accounts", "admin.accounts.index", "users", _l("Mọi tài khoản"), (Role.ADMINISTRATOR,)),
    Place("unit", "admin.units.index", "landmark", _l("Đơn vị"), (Role.ADMINISTRATOR,)),
    Place("machine", "admin.machine.index", "shield-check", _l("Máy chủ"), (Role.ADMINISTRATOR,)),
    Place("audit", "admin.audit.index", "list-checks", _l("Nhật ký"), (Role.ADMINISTRATOR,)),
    Place("me", "account.show", "user", OWN, (Role.ADMINISTRATOR,)),
    Place("office", "office.today.show", "house", _l("Văn phòng"), OFFICE),
)
PROVINCES = (
    Place("province", "province.wards.index", "landmark", _l("Phường, xã"), (Role.PROVINCE_OFFICER,)),
    Place("reports", "province.reports.index", "file-text", _l("Báo cáo"), (Role.PROVINCE_OFFICER,)),
    Place("targets", "office.targets.show", "circle-dot", _l("Chỉ tiêu"), (Role.PROVINCE_OFFICER,)),
    Place("figures", "province.figures.index", "chart-column", _l("Số liệu"), (Role.PROVINCE_OFFICER,)),
    Place("me", "account.show", "user", OWN, (Role.PROVINCE_OFFICER,)),
)


def rail() -> Rail:
    """The frame of this request's page, made once; what waits in an office takes one statement."""
    if "rail" not in g:
        visitor = current_visitor()
        g.rail = _other_rail(visitor) if _places(visitor) is not OFFICES else _office_rail(visitor)
    made: Rail = g.rail
    return made


def _places(visitor: Visitor) -> tuple[Place, ...]:
    """The places of the room that the page is in, or of the one that is the visitor's."""
    if request.path.startswith("/quan-tri"):
        return ADMINISTRATORS
    in_office = bool(visitor.roles & set(OFFICE))
    if Role.PROVINCE_OFFICER in visitor.roles and (request.path.startswith("/tinh") or not in_office):
        return PROVINCES
    return OFFICES if in_office else ADMINISTRATORS


def _other_rail(visitor: Visitor) -> Rail:
    duty = next((role for role in (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER) if role in visitor.roles), None)
    return Rail(_spots(visitor, {}, set()), visitor.full_name, role_words(duty) if duty else "", "", in_office=False)


def _office_rail(visitor: Visitor) -> Rail:
    (ward, waits), roles = office_waits(), visitors_roles()
    places = {each.key for each in OFFICES}
    waiting = {key: waits.at(key, roles) for key in places} | {"today": waits.urgent(roles)}
    late = {key for key in places if waits.is_late(roles, key)} | ({"today"} if waits.is_late(roles) else set())
    officer = Role.OFFICER in roles
    duty = role_words(Role.OFFICER if officer else Role.LEADER)
    spots = _spots(visitor, waiting, late)
    if not officer:
        first = [each for key in LEADERS_FIRST for each in spots if each.key == key]
        spots = [_leaders(each) for each in (*first, *(each for each in spots if each not in first))]
    if ward and not ward.is_ward:
        own = Spot("me", url_for("account.show"), "user", OWN, 0, late=False)
        spots = [*(each for each in spots if each.key in OF_A_PROVINCE), own]
    tabs = PHONE_TABS if officer else LEADERS_PHONE_TABS
    in_office = ward is None or ward.is_ward
    return Rail(spots, visitor.full_name, duty, ward.title if ward else "", in_office=in_office, tabs=tabs)


def _spots(visitor: Visitor, waiting: dict[str, int], late: set[str]) -> list[Spot]:
    theirs: dict[str, Place] = {}
    for each in _places(visitor):
        if visitor.roles & set(each.roles):
            theirs.setdefault(each.key, each)
    return [
        Spot(each.key, url_for(each.endpoint), each.icon, each.words, waiting.get(each.key, 0), each.key in late)
        for each in theirs.values()
    ]


def _leaders(spot: Spot) -> Spot:
    """A place as a leader's rail says it: what waits on the start page is what waits to be decided, counted there."""
    waiting, late = (0, False) if spot.key == "today" else (spot.waiting, spot.late)
    return spot._replace(waiting=waiting, late=late)
