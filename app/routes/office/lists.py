"""/van-phong/danh-muc: the lists on which classes and the help log rest, each register with its pages; what is set once
a year with a plan."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from app.models import Role
from app.registers.definitions import REGISTERS
from app.registers.definitions.denominators import DENOMINATORS
from app.registers.definitions.help_lists import HELP_LISTS
from app.registers.definitions.measurements import MEASUREMENTS
from app.registers.definitions.organisations import ORGANISATIONS
from app.registers.definitions.places import PLACES
from app.registers.definitions.reporting_rules import REPORTING_RULES
from app.registers.definitions.targets import TARGETS
from app.routes import office
from app.routes.office.lookups import STAFF
from app.routes.registers.views import blueprint_of
from app.web.access import may_open, requires
from app.web.responses import Answer

lists = Blueprint("lists", __name__)
for register in REGISTERS:
    office.room.register_blueprint(blueprint_of(register))


class ListLine(NamedTuple):
    """A list: the endpoint of its page, what it is called, what it is for, its icon; `listing` tells one page from
    another of the same endpoint; `also` are further words that one types for it."""

    endpoint: str
    words: object
    small: object
    icon: str
    listing: str | None = None
    also: object = ""

    @property
    def address(self) -> str:
        return url_for(self.endpoint, listing=self.listing, phuong=request.args.get("phuong"))


def offered(lines: Iterable[ListLine]) -> list[ListLine]:
    """Those that the visitor may open."""
    return [line for line in lines if may_open(line.endpoint)]


# Kept one by one for desks and tablets; the others are those of one page.
DESKS, SUPPORT = HELP_LISTS["quay-ban"], "viec-can-giup"
LISTS = (
    ListLine(
        "office.organisations.index", ORGANISATIONS.listing.title, _l("Trường, doanh nghiệp, đoàn thể, phòng ban"),
        "users",
    ),
    ListLine(
        "office.places.index", PLACES.listing.title, _l("Nhà văn hóa, hội trường, số chỗ, đường đi"), "landmark"
    ),
    ListLine(
        "office.message_texts.index", _l("Lời nhắn"), _l("Gửi vào nhóm Zalo hoặc tin nhắn"), "send",
        also=_l("lời nhắn soạn sẵn, tin nhắn, Zalo, SMS"),
    ),
    ListLine("office.help_lists.index", DESKS.listing.title, DESKS.about, DESKS.icon, DESKS.slug),
    ListLine(
        "office.help_lists.index", _l("Việc hỗ trợ"), _l("Việc, kết quả, lý do, nhóm tuổi, kỹ năng của một lượt giúp"),
        "list-checks", SUPPORT,
    ),
    ListLine(
        "office.imports.index", _l("Nhập từ Excel"), _l("Người học, tổ dân phố từ tệp Excel"), "file-text",
        also=_l("nhập danh sách, tải tệp lên, import"),
    ),
    ListLine(
        "office.data_requests.index", _l("Yêu cầu về dữ liệu"),
        _l("Bà con xin bản sao, xin xóa những gì phường giữ; xóa tên theo thời hạn"), "shield-check",
        also=_l("yêu cầu xem, sửa, xóa, quyền dữ liệu"),
    ),
)  # fmt: skip
SETTINGS_OF_PLANS = (
    ListLine("office.target_rows.index", TARGETS.listing.title, _l("Mức giao, hạn và cách đo"), "circle-dot"),
    ListLine(
        "office.reporting_rules.index", REPORTING_RULES.listing.title, _l("Báo cáo nào, cho ai, trước ngày nào"),
        "calendar-days", also=_l("chế độ báo cáo"),
    ),
    ListLine(
        "office.measurements.index", MEASUREMENTS.listing.title, _l("Số mà máy không đếm được từ sổ"), "pencil",
        also=_l("số đã nhập, số nhập cho chỉ tiêu"),
    ),
    ListLine(
        "office.denominators.index", DENOMINATORS.listing.title, _l("Để tính tỷ lệ, theo tổ, theo cơ quan"),
        "chart-column", also=_l("số dân, số hộ, mẫu số"),
    ),
    ListLine(
        "office.named_bodies.index", _l("Tên nơi làm"), _l("Tên trong kế hoạch là đơn vị nào của phường"), "users",
        also=_l("nơi làm trong kế hoạch"),
    ),
    ListLine(
        "office.ambassadors.edit_least", _l("Mỗi Đại sứ số kèm ít nhất mấy người"), _l("Mức mà kế hoạch nêu"), "user",
    ),
)  # fmt: skip


def support_lists() -> list[tuple[str, str, object]]:
    """The lists of "Việc hỗ trợ" as chips."""
    unit = request.args.get("phuong")
    made: list[tuple[str, str, object]] = [
        (slug, url_for("office.help_lists.index", listing=slug, phuong=unit), one.listing.title)
        for slug, one in HELP_LISTS.items() if one is not DESKS
    ]  # fmt: skip
    return [*made, ("nhom-tuoi", url_for("office.age_band_lists.edit", phuong=unit), _l("Nhóm tuổi"))]


office.room.app_context_processor(
    lambda: {
        "settings_of_plans": lambda: offered(SETTINGS_OF_PLANS), "support_lists": support_lists, "may_open": may_open,
    }
)  # fmt: skip


@lists.get("/danh-muc")
@requires(*STAFF, Role.ADMINISTRATOR)
def index() -> Answer:
    """All lists that the visitor may open."""
    support = not may_open("office.help_requests.index")  # else it is reached from there
    lines = [line for line in offered(LISTS) if support or line.listing != SUPPORT]
    return render_template("office/lists/index.html", lines=lines)
