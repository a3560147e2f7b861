"""The places of the counter: its tabs, and /quay/them, the page of those that are not used with every person.

A resource that is a place of its own adds its line here; a place is shown to those who may open it and nobody else.
"""

from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.models import Role
from app.routes.counter.doorsteps import quick_entries
from app.routes.counter.lookups import HELPERS, LOGGING, REGISTERING, STAFF
from app.web.access import current_visitor, requires
from app.web.responses import Answer
from app.web.visitor import Visitor

more = Blueprint("more", __name__)


class Tab(NamedTuple):
    """A tab of the room: whose it is, its name in templates (`tab`), its endpoint, its icon and words."""

    roles: tuple[Role, ...]
    key: str
    endpoint: str
    icon: str
    words: object


class Spot(NamedTuple):
    """A line of /quay/them: whose it is, its endpoint, its icon, its name and what one does there."""

    roles: tuple[Role, ...]
    endpoint: str
    icon: str
    words: object
    what: object


# Shown where there is something to record.
QUICK = "counter.quick_entries.index"
# In their order on the screen: Ghi lượt · Hôm nay · Kèm cặp · Thêm, four at most.
TABS = (
    Tab(LOGGING, "log", "counter.help_records.index", "pencil", _l("Ghi lượt")),
    Tab(LOGGING, "today", "counter.days.show", "list-checks", _l("Hôm nay")),
    Tab((Role.AMBASSADOR,), "mentees", "counter.mentorships.index", "handshake", _l("Kèm cặp")),
    Tab(LOGGING, "more", "counter.more.index", "ellipsis", _l("Thêm")),
)
# Who heads a residential group and notes no helps: these are the whole room then.
HEADS_TABS = (
    Tab((Role.GROUP_HEAD,), "home", "counter.homes.show", "house", _l("Tổ của tôi")),
    Tab(STAFF, "register", "counter.courses.index", "user-plus", _l("Ghi tên")),
    Tab(STAFF, "registered", "counter.today.show", "list-checks", _l("Hôm nay")),
    Tab(STAFF, "quick", QUICK, "pencil", _l("Ghi nhanh")),
)
SPOTS = (
    Spot(
        (Role.GROUP_HEAD,),
        "counter.homes.show",
        "house",
        _l("Tổ của tôi"),
        _l("Nhà tiếp theo, ai vắng buổi trước, số liệu của tổ dân phố"),
    ),
    Spot(
        STAFF,
        QUICK,
        "pencil",
        _l("Ghi nhanh"),
        _l("Tháng của tổ, sự kiện, tin bài, việc của phong trào mà anh chị ghi; mất mạng vẫn ghi được"),
    ),
    Spot(
        STAFF,
        "counter.help_requests.index",
        "house",
        _l("Giúp tại nhà"),
        _l("Việc văn phòng giao cho anh chị hoặc đội: nhận, hẹn giờ, ghi lượt"),
    ),
    Spot(
        STAFF,
        "counter.given_tasks.index",
        "flag",
        _l("Việc được giao"),
        _l("Việc lãnh đạo giao cho anh chị, cơ quan hoặc tổ: xem hạn, báo xong"),
    ),
    Spot(
        HELPERS,
        "counter.tallies.edit",
        "file-text",
        _l("Nhập bù từ phiếu gạch"),
        _l("Lúc đông gạch ra giấy, vắng nhập số theo giờ và việc; in phiếu trống"),
    ),
    Spot(HELPERS, "counter.shift_notes.index", "users", _l("Bàn giao ca"), _l("Dặn người ngồi sau ở bàn này")),
    Spot(HELPERS, "counter.months.show", "chart-column", _l("Cả tháng"), _l("Số lượt trong tháng, in và tải sổ")),
    Spot(
        REGISTERING,
        "counter.courses.index",
        "user-plus",
        _l("Ghi tên"),
        _l("Ghi tên vào lớp cho người không tự đăng ký được"),
    ),
    Spot(
        REGISTERING,
        "counter.today.show",
        "list-checks",
        _l("Hôm nay đã ghi tên"),
        _l("Xem lại, bỏ tên ghi nhầm, in giấy hẹn"),
    ),
    Spot(
        (Role.COUNTER, Role.OFFICER),
        "kiosk.tablets.index",
        "ear",
        _l("Bàn tự phục vụ"),
        _l("Máy tính bảng cạnh quầy: ghép máy, xem ai đang gọi"),
    ),
)


@more.get("/them")
@requires(*LOGGING)
def index() -> Answer:
    """What else can be done at the counter."""
    records = quick_entries.has_some()
    mine = [spot for spot in SPOTS if current_visitor().roles & set(spot.roles) and (records or spot.endpoint != QUICK)]
    return render_template("counter/more/index.html", spots=mine, tab="more")


def helps(visitor: Visitor) -> bool:
    """Whether somebody notes helps, or only registers the people of a group."""
    return bool(visitor.roles & set(LOGGING))


def tabs_of(visitor: Visitor) -> list[tuple[str, str, str, object]]:
    """The tabs of whoever is signed in, as the macro `tabs` wants them: key, address, icon, words."""
    offered = TABS if helps(visitor) else HEADS_TABS
    return [(tab.key, url_for(tab.endpoint), tab.icon, tab.words) for tab in offered if visitor.roles & set(tab.roles)]
