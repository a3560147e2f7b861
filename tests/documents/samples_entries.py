"""Content for the sheet of an entry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.documents.entry_sheet import Answers, EntrySheet, Photo, Section
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.lists import ListPaper, Office
from app.documents.lists.registers import Heading, Total, register_list
from tests.documents import samples
from tests.documents.samples_ambassadors import SIGNER
from tests.documents.samples_awards import ORGANISATION_120
from tests.documents.samples_course import picture

LEVELS = {"primary": "Tiểu học", "lower": "THCS", "upper": "THPT"}
TALLIES: Sequence[tuple[str, dict[str, int]]] = (
    ("Học sinh", {"primary": 420, "lower": 312, "upper": 1205}),
    ("Học sinh có kỹ năng số", {"primary": 180, "lower": 240, "upper": 1100}),
)
LONG_ANSWER = (
    "Nhà trường đã mở 06 lớp cho phụ huynh, mỗi lớp ba buổi tối, thầy cô Tin học đứng lớp.\n"
    "Khó khăn: phòng máy cũ, còn thiếu 12 máy; nhiều phụ huynh đi làm ca nên đến muộn, phải học bù vào cuối tuần."
)


def sheet(name: str = "Trường Tiểu học Đội Cấn", **changes: Any) -> EntrySheet:
    """The sheet of a school's term."""
    answers = [("Đã tổ chức lớp cho phụ huynh", "Có"), ("Số lớp", "6"), ("Nội dung đã dạy", "VNeID, thanh toán số")]
    values: dict[str, Any] = {
        "issuer": samples.WARD,
        "title": "Báo cáo học kỳ của trường",
        "name": name,
        "lines": ["Tổ dân phố Túc Duyên 1", "Học kỳ I năm học 2026–2027, Đã ghi"],
        "sections": [
            Section("Học sinh", [Answers(LEVELS, TALLIES)]),
            Section("Phụ huynh", [*answers, ("Điện thoại người phụ trách", "")]),
            Section("", [("Kết quả, khó khăn", LONG_ANSWER)]),
        ],
        "sentences": ["Lý do: trường mới tiếp nhận thêm học sinh.", "Tiêu chí đạt: Đã mở lớp cho phụ huynh."],
        "recorded": "Người ghi: H'Hen Niê (Trường Tiểu học Đội Cấn), ngày 12/01/2027.",
        "signers": (Signature("NGƯỜI GHI", BY_HAND, "H'Hen Niê"), BY_THE_OFFICE),
        "printed_at": datetime(2027, 1, 12, 3, tzinfo=UTC),
    }
    return EntrySheet(**{**values, **changes})


def long_sheet() -> EntrySheet:
    """One with the longest name, two pictures, and tallies of many parts."""
    parts = {f"p{number}": f"Đối tượng số {number}" for number in range(1, 13)}
    many = Answers(parts, [("Đã học", {key: number * 7 for number, key in enumerate(parts, 1)}), ("Đã thi", {"p1": 3})])
    photos = [Photo("Ảnh lớp học", picture()), Photo("Ảnh danh sách", picture())]
    return sheet(ORGANISATION_120, sections=[Section("Người học", [many]), *sheet().sections[1:]], photos=photos)


def summary(count: int = 12) -> ListPaper:
    """The table of a programme's period: schools with numbers, a share, what they come to, and who signs."""
    headings = [
        Heading("Tên", main=True), Heading("Học sinh", figure=True), Heading("Học sinh có kỹ năng số", figure=True),
        Heading("Kinh phí", figure=True), Heading("Đã mở lớp"), Heading("Kết quả"), Heading("Ngày ghi"),
    ]  # fmt: skip
    names = ["Trường Tiểu học Đội Cấn", ORGANISATION_120, "Trường Mầm non 19/5"]
    rows = [
        [
            names[each % 3],
            f"{each + 300}",
            f"{each * 7}",
            "1.500.000",
            "Có" if each % 2 else "Chưa",
            "Đã ghi",
            "12/01/2027",
        ]
        for each in range(count)
    ]
    return register_list(
        Office(samples.WARD, SIGNER, "Lường Thị Bích Đào"), "Bảng tổng hợp Báo cáo học kỳ của trường, học kỳ I",
        headings, rows, printed_at=datetime(2027, 1, 12, 3, tzinfo=UTC), counted="trường", dense=True, signed=True,
        totals=[Total("Cộng", ["", "3.666", "462", "18.000.000", "6", "", ""])],
    )  # fmt: skip
