"""A made-up copy of what is kept of somebody, for the ruler and the pictures."""

from datetime import UTC, datetime

from app.documents.personal_copy import CopySection, Kept, PersonalCopy
from tests.documents.samples import WARD

PARTS = (
    CopySection(
        "Hồ sơ", (("Họ tên", "H'Hen Niê"), ("Năm sinh", "1954"), ("Tổ dân phố, thôn", "Tổ dân phố Túc Duyên 1"))
    ),
    CopySection(
        "Đăng ký học", (("Bác cần giúp gì thêm (Bình dân học AI – Quang Trung)", "nghe không rõ, ngồi gần bảng"),)
    ),
    CopySection(
        "Buổi học",
        tuple((f"Buổi nào bác có mặt (buổi {n}, {n:02d}/10/2026, Bình dân học AI)", "có mặt") for n in range(1, 13)),
    ),
    CopySection("Điều đã đồng ý", (("Điều bác đồng ý hoặc rút lại (01/10/2026)", "chụp ảnh"),)),
)
KEPT = tuple(
    Kept(what, "Xếp lớp, điểm danh, không ghi nhầm người cùng tên", "Bác đã đăng ký hoặc nhờ", "24 tháng sau buổi cuối")
    for what in ("Họ tên", "Năm sinh", "Tổ dân phố, thôn", "Số điện thoại, nếu bác ghi", "Sổ cấp giấy chứng nhận")
)


def copy(whom: str = "H'Hen Niê", parts: tuple[CopySection, ...] = PARTS) -> PersonalCopy:
    """A copy with a dozen lessons."""
    return PersonalCopy(
        issuer=WARD,
        whom=whom,
        parts=parts,
        kept=KEPT,
        ask="Muốn sửa, xóa hay hỏi thêm, bác gặp phường Phan Đình Phùng",
        printed_at=datetime(2026, 11, 20, 3, 5, tzinfo=UTC),
        phone="0208 3855 555",
    )
