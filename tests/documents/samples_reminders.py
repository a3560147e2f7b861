"""Content for letters that remind those who are late."""

from datetime import date
from typing import Any

from app.documents.issuers import Signer
from app.documents.reminder_letter import LateRow, ReminderLetter
from tests.documents import samples

NUMBERED = {"number": "142/UBND-VHXH", "day": date(2026, 11, 25)}
DUE = date(2026, 11, 20)


def reminder(*names: str, **changes: Any) -> ReminderLetter:
    """The letter to a school and an office, or to others."""
    rows = [LateRow(name, "Báo cáo năm 2026", DUE) for name in names or ("Trường THCS Túc Duyên", "Trạm Y tế phường")]
    given: dict[str, Any] = {
        "issuer": samples.WARD,
        "signer": Signer("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái"),
        "subject": "gửi báo cáo năm 2026",
        "everybody": "Các cơ quan, đơn vị có tên dưới đây",
        "opening": "Đến ngày 25 tháng 11 năm 2026, Ủy ban nhân dân phường Phan Đình Phùng chưa nhận được báo cáo của "
        "các cơ quan, đơn vị sau:",
        "rows": rows,
        "closing": "Đề nghị các cơ quan, đơn vị gửi báo cáo về Phòng Văn hóa - Xã hội trước ngày 30 tháng 11 năm "
        "2026./.",
        "receivers": ("Như trên", "Lưu: VT"),
        "year": 2026,
        **changes,
    }
    return ReminderLetter(**given)
