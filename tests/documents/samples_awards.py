"""Content for the papers that programmes give."""

from datetime import date
from typing import Any

from app.documents.award_paper import AwardPaper
from tests.documents import samples
from tests.documents.samples_ambassadors import SIGNER

ORGANISATION_120 = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Thương mại, Dịch vụ và Chuyển giao công nghệ số Thái Nguyên – Phan "
    "Đình Phùng"
)
FOR = {
    "merit": "Đã có thành tích trong Thi đua “Bình dân học vụ số” năm 2026.",
    "recognition": "Đã đạt các tiêu chí của Chợ số 4T.",
    "thanks": "Đã ủng hộ phong trào “Bình dân học vụ số” của địa phương: 5 máy tính cho nhà văn hóa.",
}
NAMES = {"merit": "Trường Tiểu học Đội Cấn", "recognition": "Chợ Đồng Quang", "thanks": "H'Hen Niê"}


def award(kind: Any = "merit", **changes: Any) -> AwardPaper:
    """A paper of a kind."""
    said: dict[str, Any] = {
        "kind": kind,
        "issuer": samples.WARD,
        "signer": SIGNER,
        "noun": "chợ",
        "name": NAMES[kind],
        "place": "Tổ dân phố Túc Duyên 1, Phường Phan Đình Phùng" if kind == "recognition" else "",
        "for_": FOR[kind],
        "number": "001/2026",
        "issued_on": date(2026, 12, 20),
        "until": date(2028, 12, 20) if kind == "recognition" else None,
        "link": "https://lopso.example/g/7K3MQ9X2ABCDEFGH",
    }
    return AwardPaper(**{**said, **changes})
