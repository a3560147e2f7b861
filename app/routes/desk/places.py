"""The places of a room and what waits there: the rail of a desk, the tabs of a phone, the page "Thêm"."""

from typing import NamedTuple

from flask import g, request, url_for
from flask_babel import lazy_gettext as _l

from app.country import clock
from app.indicators.inbox import Waits, waits_in
from app.models import Role
from app.registers.decisions import DECISIONS
from app.web.access import current_visitor
from app.web.database import db
from app.web.visitor import Visitor
from app.web.words.roles import role_words

OFFICE = (Role.OFFICER, Role.LEADER)
# So many stand at the foot of a phone; the others are on the page "Thêm".
ON_A_PHONE = 4
OWN = _l("Của tôi")


class Place(NamedTuple):
    """A place: its name in templates (`tab`), its endpoint, icon and words, and whose it is."""

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
    """All that the frame of a page says; `in_office`: with the search, whose rows are the office's."""

    spots: list[Spot]
    name: str
    duty: str
    ward: str
    in_office: bool

    @property
    def home(self) -> Spot:
        """Where the mark leads: the first place; one's own page for who has none in these rooms."""
        return self.spots[0] if self.spots else Spot("me", url_for("account.show"), "user", OWN, 0, late=False)

    @property
    def further(self) -> list[Spot]:
        """What a phone finds under "Thêm"."""
        return self.spots[ON_A_PHONE:] if self.in_office else []


# What a province's leader finds of them: the rest is of wards.
OF_A_PROVINCE = frozenset({"today", "approve", "reports"})
# In the order of a week: what is opened most stands first. A leader decides first, and reads then.
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
    Place("reports", "office.reports.index", "file-text", _l("Báo cáo"), OFFICE),
    Place("figures", "office.figures.index", "chart-column", _l("Số liệu"), OFFICE),
    Place("register", "office.registers.show", "award", _l("Sổ và giấy tờ"), OFFICE),
    Place("lists", "office.lists.index", "settings", _l("Danh mục"), OFFICE),
    Place("admin", "admin.accounts.index", "lock", _l("Quản trị"), (Role.ADMINISTRATOR,)),
)
ADMINISTRATORS = (
    Place("accounts", "admin.accounts.index", "users", _l("Tài khoản"), (Role.ADMINISTRATOR,)),
    Place("unit", "admin.units.index", "landmark", _l("Đơn vị"), (Role.ADMINISTRATOR,)),
    Place("audit", "admin.audit.index", "list-checks", _l("Nhật ký"), (Role.ADMINISTRATOR,)),
    Place("me", "account.show", "user", OWN, (Role.ADMINISTRATOR,)),
    Place("office", "office.today.show", "house", _l("Văn phòng"), OFFICE),
)
PROVINCES = (
    Place("province", "province.show", "landmark", _l("Phường, xã"), (Role.PROVINCE_OFFICER,)),
    Place("reports", "province.reports.index", "file-text", _l("Báo cáo"), (Role.PROVINCE_OFFICER,)),
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
    ward, waits = waits_in(db.session(), visitor.units(*OFFICE), clock.now())
    leads, officer = Role.LEADER in visitor.roles, Role.OFFICER in visitor.roles
    waiting = {
        "today": urgent(waits, officer=officer, leads=leads),
        "approve": waits.for_role(Role.LEADER),
        "courses": waits.finished + waits.unclosed if officer else 0,
        "requests": waits.help_either,
        "ambassadors": waits.decisions["ambassador_offer"] if officer else 0,
    }
    late = {"requests": waits.help_late, "today": waits.help_late + waits.data_late}
    duty = role_words(Role.OFFICER if officer else Role.LEADER)
    spots = _spots(visitor, waiting, {key for key, count in late.items() if count})
    if ward and not ward.is_ward:
        own = Spot("me", url_for("account.show"), "user", OWN, 0, late=False)
        spots = [*(each for each in spots if each.key in OF_A_PROVINCE), own]
    return Rail(spots, visitor.full_name, duty, ward.title if ward else "", in_office=ward is None or ward.is_ward)


def _spots(visitor: Visitor, waiting: dict[str, int], late: set[str]) -> list[Spot]:
    return [
        Spot(each.key, url_for(each.endpoint), each.icon, each.words, waiting.get(each.key, 0), each.key in late)
        for each in _places(visitor)
        if visitor.roles & set(each.roles)
    ]


def urgent(waits: Waits, *, officer: bool, leads: bool) -> int:
    """How many lines of "Hôm nay" cannot wait: whom somebody keeps waiting, and what falls due."""
    everybody = waits.help_late + min(waits.help_new, 1) + min(waits.data_open, 1)
    offices = waits.closing + waits.lapsing + waits.finished + waits.to_hand_over if officer else 0
    decided = [(each, waits.decisions[each.key]) for each in DECISIONS if leads and each.role == Role.LEADER]
    leaders = sum(min(count, 1) if each.counted else count for each, count in decided)
    return everybody + offices + leaders
