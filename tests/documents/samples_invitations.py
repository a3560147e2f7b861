"""Content for invitations."""

from datetime import date
from typing import Any

from app.documents.invitation import Guest, Invitations
from app.documents.issuers import Signer
from tests.documents import samples

LONG_61 = "Nguyễn Hoàng Phương Thảo Nguyên Vy Khánh Linh Thùy Dương Bảo Ngọc"
NUMBERED = {"number": "31/GM-UBND", "day": date(2026, 11, 16)}


def invitations(*names: str, **changes: Any) -> Invitations:
    """The invitations of a long name and of a school, or of others."""
    given: dict[str, Any] = {
        "issuer": samples.WARD,
        "signer": Signer("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái"),
        "subject": f"Dự khai giảng lớp “{samples.COURSE}”",
        "guests": [Guest(name) for name in names]
        or [Guest(f"Bà {LONG_61}", "Tổ dân phố Quang Trung 1"), Guest("Trường THCS Túc Duyên")],
        "facts": (
            ("Thời gian", "19 giờ 30 phút, thứ Bảy, ngày 21 tháng 11 năm 2026."),
            ("Địa điểm", "Nhà văn hóa Túc Duyên, số 5 phố Túc Duyên."),
            ("Liên hệ", "Tổ dân phố Túc Duyên 1, điện thoại 0208 3855 555."),
        ),
        "receivers": ("Như kính mời", "Lưu: VT"),
        "year": 2026,
        **changes,
    }
    return Invitations(**given)
