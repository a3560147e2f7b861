"""The register of places where lessons are held."""

from flask_babel import gettext as _, lazy_gettext as _l

from app.models import Place
from app.models.people.place import NoMapLink, read_map_link
from app.registers.action import Action
from app.registers.field import Field, InvalidValue, Kind
from app.registers.parts import RowArchive, RowList, RowPaper
from app.registers.register import Register
from app.registers.trail_event import naming


def _map_link(text: str) -> str:
    try:
        return read_map_link(text)
    except NoMapLink as refused:
        words = _("Anh chị dán đường dẫn bắt đầu bằng https://, hoặc ghi tọa độ như 21.594, 105.848.")
        raise InvalidValue(words) from refused


FIELDS = (
    Field(
        "name", _l("Tên"), _l("tên"), required=True, longest=120, hint=_l("Ví dụ: Nhà văn hóa Túc Duyên"),
        headings="tên địa điểm|địa điểm|nơi học|nhà văn hóa",
    ),
    Field(
        "seats", _l("Số chỗ ngồi"), _l("số chỗ"), Kind.NUMBER, required=True, least=1, most=5_000,
        headings="số chỗ|sức chứa|chỗ ngồi",
    ),
    Field("wheelchair", _l("Xe lăn vào được"), _l("xe lăn vào được"), Kind.YES_NO),
    Field("address", _l("Địa chỉ"), _l("địa chỉ"), hint=_l("Số nhà, đường, để bà con tìm")),
    Field("quarter", _l("Khu"), _l("khu"), longest=80, hint=_l("Tổ hoặc khu nơi đó")),
    Field(
        "map_url", _l("Đường dẫn bản đồ"), _l("bản đồ"), longest=500, read=_map_link,
        hint=_l("Dán từ ứng dụng bản đồ, bắt đầu bằng https://, hoặc ghi tọa độ như 21.594, 105.848"),
        href=lambda place: place.map_link, link=_l("Xem đường đi"),
    ),
)  # fmt: skip
PLACES: Register[Place] = Register(
    key="place", name="places", slug="dia-diem", fields=FIELDS, add=lambda unit: _("Thêm địa điểm"),
    sentences=(_l("Thêm địa điểm"), _l("Sửa địa điểm")),
    listing=RowList(
        noun=Place, columns=("name", "seats", "wheelchair", "address", "quarter"),
        on_paper=RowPaper(counted=lambda unit: _l("địa điểm")),
        search_hint=_l("Tìm theo tên, mã, địa chỉ, khu"), title=_l("Địa điểm học"),
        empty=(
            lambda unit: _("Chưa có địa điểm nào"),
            _l("Thêm nhà văn hóa, hội trường của phường để chọn khi mở lớp."), "landmark",
        ),
    ),
    archive=RowArchive(
        state=lambda place, day: _("Đóng từ %(day)s", day=day), in_use=_l("Đang dùng"), retired=_l("Đã đóng"),
        path="dong",
        retire=Action(
            "closed", _l("Đóng địa điểm"),
            _l(
                "Không chọn được cho buổi học mới nữa. Buổi đã xếp ở đây vẫn giữ nguyên; "
                "anh chị đổi nơi của từng buổi nếu cần."
            ),
            _l("Không dùng nơi này nữa"), _l("%(name)s không nhận buổi học mới nữa."),
            event=naming(_l("Đóng địa điểm")),
        ),
        restore=Action(
            "reopened", _l("Mở lại"), _l("Địa điểm nhận buổi học trở lại."), _l("Địa điểm này đang đóng"),
            _l("%(name)s nhận buổi học trở lại."), icon="check", event=naming(_l("Mở lại địa điểm")),
        ),
    ),
)  # fmt: skip
