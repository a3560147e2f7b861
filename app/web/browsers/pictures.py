"""Screenshots of the demo ward, taken by `script/pictures`: for help pages and for the manifest."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

NARROW, WIDE = "narrow", "wide"
# Width and height in pixels of a picture of each form.
SIZES = {NARROW: (540, 1110), WIDE: (1280, 800)}


@dataclass(frozen=True)
class Shot:
    """One screenshot: name, alternative text, and form: of a phone (narrow) or a desk (wide)."""

    name: str
    words: LazyString
    form: str = NARROW

    @property
    def file(self) -> str:
        """The static file's name without its hash."""
        return f"shot-{self.name}.webp"

    @property
    def width(self) -> int:
        """In pixels."""
        return SIZES[self.form][0]

    @property
    def height(self) -> int:
        """In pixels."""
        return SIZES[self.form][1]


# In the order in which they are taken: marks that only wait on a phone leave the next picture's roll unchanged.
_ALL = (
    Shot("class", _l("Trang của một lớp: giờ học, nơi học, còn mấy chỗ")),
    Shot("lessons", _l("Buổi dạy của tôi: buổi hôm nay, các buổi tới")),
    Shot("prepare", _l("Chuẩn bị cho buổi học: dưới tên từng buổi có dòng Sẵn sàng dùng khi mất mạng")),
    Shot("waiting", _l("Điểm danh lúc không có mạng: dòng vừa bấm có viền đứt và chữ chờ gửi, đầu trang ghi số việc")),
    Shot("outbox", _l("Trang Chờ gửi: từng lượt, chờ từ lúc nào, phường chưa nhận vì sao")),
    Shot("offline", _l("Trang hiện ra khi mở Lớp Số lúc không có mạng: đang giữ gì, mở được gì")),
    Shot("roll", _l("Điểm danh: mỗi người một dòng, bấm tên là có mặt")),
    Shot("scan", _l("Quét phiếu: tên người hiện chữ to, nền xanh")),
    Shot("wall", _l("Mã trên tường: hình vuông lớn, sáu chữ, đồng hồ đếm lùi"), WIDE),
    Shot("check-in", _l("Tự điểm danh trên điện thoại của người học")),
    Shot("helper", _l("Máy của người đón ở cửa: chỉ có chỗ quét, không có danh sách")),
    Shot("office", _l("Hôm nay của văn phòng: việc đến hạn, lớp sắp học"), WIDE),
    Shot("people", _l("Danh sách một lớp trên máy tính"), WIDE),
    Shot("draft", _l("Soạn phong trào Tủ sách số: các mục cần ghi, tiêu chí, nút Dùng bản này từ bây giờ")),
    Shot("programme", _l("Phong trào đã dùng: nút Mở sổ, Thêm tủ sách, và các con số")),
    Shot("house", _l("Một nhà: Đi vắng, Không muốn, các câu hỏi, dưới cùng là nút Lưu, sang nhà sau")),
    Shot("round", _l("Danh sách nhà theo ngõ: nhà đã ghi, nhà vắng, hai nhà chờ gửi có dấu ba chấm, nút Ghi lại")),
    Shot("team-month", _l("Tháng của tổ, đội: dưới ba ô có số máy đang có và nút Lấy số này")),
    Shot("team-months", _l("Tháng của tổ, đội: từng kỳ, mấy tổ đã ghi, chưa ghi, và số của mỗi tổ")),
    Shot("targets", _l("Bảng chỉ tiêu: mỗi chỉ tiêu một con số, Đạt, Chậm hay Thiếu số")),
    Shot("report", _l("Trong báo cáo, bấm vào một con số: số ấy đếm thế nào, kỳ trước bao nhiêu, Mở từng dòng")),
)
SHOTS = {shot.name: shot for shot in _ALL}
# The manifest's screenshots, which browsers show before installing, in this order.
OF_THE_APP = [SHOTS[name] for name in ("lessons", "roll", "scan", "class", "office", "people")]
