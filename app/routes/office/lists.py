"""/van-phong/danh-muc: the lists on which classes and the help log rest, each register with its pages."""

from typing import NamedTuple

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _

from app.models import Role
from app.registers.definitions import REGISTERS
from app.registers.definitions.help_lists import HELP_LISTS
from app.routes import office
from app.routes.office.lookups import STAFF
from app.routes.registers.views import blueprint_of
from app.web.access import current_visitor, requires, who_may
from app.web.responses import Answer

lists = Blueprint("lists", __name__)
for register in REGISTERS:
    office.room.register_blueprint(blueprint_of(register))


class ListLine(NamedTuple):
    """A list: the endpoint of its page, what it is called, what it is for, its icon; `listing` tells one page from
    another of the same endpoint."""

    endpoint: str
    words: str
    small: str
    icon: str
    listing: str | None = None


@lists.get("/danh-muc")
@requires(*STAFF, Role.ADMINISTRATOR)
def index() -> Answer:
    """All lists that the visitor may open."""
    lines = [
        ListLine(
            "office.residential_groups.index",
            _("Tổ dân phố, thôn, bản"),
            _("Thêm, sửa, sáp nhập; số người, số hộ"),
            "map",
        ),
        ListLine(
            "office.denominators.index",
            _("Dân số và số hộ"),
            _("Để tính tỷ lệ, theo tổ, theo cơ quan"),
            "chart-column",
        ),
        ListLine(
            "office.organisations.index", _("Cơ quan, đơn vị"), _("Trường, doanh nghiệp, đoàn thể, phòng ban"), "users"
        ),
        ListLine("office.places.index", _("Địa điểm học"), _("Nhà văn hóa, hội trường, số chỗ, đường đi"), "landmark"),
        ListLine("office.course_templates.index", _("Mẫu lớp"), _("Mẫu để mở lớp trong một bước"), "book-open-text"),
        ListLine("office.message_texts.index", _("Lời nhắn soạn sẵn"), _("Gửi vào nhóm Zalo hoặc tin nhắn"), "send"),
        ListLine(
            "office.data_requests.index",
            _("Yêu cầu xem, sửa, xóa"),
            _("Bà con xin bản sao, xin xóa những gì phường giữ"),
            "shield-check",
        ),
        ListLine("office.imports.index", _("Nhập danh sách"), _("Người học, tổ dân phố từ tệp Excel"), "file-text"),
    ]
    roles = current_visitor().roles
    return render_template(
        "office/lists/index.html",
        lines=[line for line in lines if roles & set(who_may(current_app, line.endpoint))],
        log=[line for line in _of_the_log() if roles & set(who_may(current_app, line.endpoint))],
        in_office=bool(roles & set(STAFF)),
    )


def _of_the_log() -> list[ListLine]:
    """The lists of the help log; the age bands, which are changed all together, among them."""
    kept = [
        ListLine("office.help_lists.index", str(one.listing.title), str(one.about), one.icon, one.slug)
        for one in HELP_LISTS.values()
    ]
    bands = ListLine("office.age_band_lists.edit", _("Nhóm tuổi"), _("Chia tuổi người được giúp"), "users")
    return [*kept[:3], bands, *kept[3:]]
