"""Made-up reports of help and tally sheets, for the ruler and the pictures."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.country import clock
from app.documents.help_report import Entry, Figures, HelpReport, Strokes, TopicRow
from app.documents.help_tally_sheet import HelpTallySheet
from app.documents.issuers import Issuer, Signer
from tests.documents import samples

STATE = Issuer("UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Phan Đình Phùng")
SIGNER = Signer("", "GIÁM ĐỐC", "Ma Đình Tuyên")
TOPICS = (
    ("Cài và kích hoạt VNeID", (13, 4, 5, 3, 0)),
    ("Bảo hiểm y tế, bảo hiểm xã hội, VssID", (10, 2, 4, 6, 0)),
    ("Cấp, đổi căn cước", (7, 0, 9, 1, 1)),
    ("Đất đai", (8, 2, 3, 4, 0)),
    ("Thanh toán, ngân hàng trên điện thoại", (13, 0, 1, 0, 2)),
    ("Khai sinh", (2, 4, 5, 3, 1)),
    ("Chứng thực điện tử", (3, 3, 4, 1, 1)),
    ("Tra cứu hồ sơ đã nộp", (6, 1, 2, 1, 1)),
    ("Sổ sức khỏe điện tử, đặt lịch khám", (4, 1, 2, 3, 1)),
    ("Đăng ký thường trú", (2, 1, 3, 2, 0)),
    ("Hộ kinh doanh", (3, 2, 3, 0, 0)),
    ("Nhận biết, xử lý lừa đảo", (1, 3, 0, 0, 0)),
    ("Việc khác", (1, 0, 1, 1, 0)),
)
FIGURES = Figures(
    logged=200,
    tallied=35,
    minutes=2572,
    timed=190,
    people=3,
    unnamed=168,
    alone=85,
    places=(("Tại quầy", 106), ("Tại nhà", 58), ("Ngoài chợ, lưu động", 19), ("Bàn tự phục vụ", 17)),
    ages=(("Dưới 16", 1), ("16 đến 35", 37), ("36 đến 59", 87), ("Từ 60", 75)),
    results=(("Làm cùng", 23), ("Làm hộ", 55), ("Chưa xong", 29), ("Chuyển nơi khác", 8)),
    reasons=(("Quên mật khẩu", 14), ("Thiếu giấy tờ", 9), ("Không có điện thoại thông minh", 6)),
    groups=tuple((f"Túc Duyên {number}", 30 - number) for number in range(1, 9)),
)

# A report that has its number and day is no draft.
NUMBERED: dict[str, Any] = {"number": "31/BC-TTPVHCC", "day": date(2026, 12, 4)}


def report(**given: Any) -> HelpReport:
    """The report of a month: counts only."""
    topics = tuple(TopicRow(label, sum(ended), ended, tallied=7) for label, ended in TOPICS)
    wanted = HelpReport(
        issuer=STATE,
        signer=SIGNER,
        title="BÁO CÁO",
        subject="Kết quả hỗ trợ người dân",
        kind="BC",
        receivers=("UBND tỉnh Thái Nguyên (báo cáo)", "Thường trực Đảng ủy, lãnh đạo UBND", "Lưu: VT"),
        year=2026,
        span="Tháng 11 năm 2026",
        within="Trong tháng 11 năm 2026",
        where="trên địa bàn phường Phan Đình Phùng",
        figures=FIGURES,
        topics=topics,
        days=30,
        prepared_by="Hà Thị Thu Trà",
    )
    return replace(wanted, **given)


def log(records: int = 60, **given: Any) -> HelpReport:
    """The log of a day: every name that is hard to print among those who agreed."""
    start = clock.at_local(date(2026, 11, 20), 7, 30)
    names = ("", "", *samples.TROUBLE)
    entries = tuple(
        Entry(
            at=start + timedelta(minutes=7 * number),
            topics=TOPICS[number % len(TOPICS)][0],
            result=("Tự làm được", "Chưa xong (không có điện thoại thông minh)")[number % 2],
            whom=("Từ 60, Túc Duyên 1", "16 đến 35")[number % 2],
            minutes=(None, 12)[number % 2],
            helper="Hà Thị Thu Trà",
            name=names[number % len(names)],
        )
        for number in range(records)
    )
    strokes = (Strokes("8–9 giờ, Quầy 1", "Khai sinh", 5), Strokes("9–10 giờ, Quầy 1", "Cấp, đổi căn cước", 12))
    said = {
        "title": "SỔ HỖ TRỢ NGƯỜI DÂN",
        "subject": "",
        "kind": "",
        "receivers": (),
        "span": "Ngày 20 tháng 11 năm 2026",
        "days": 1,
        "entries": entries,
    }
    within = {"within": "Trong ngày 20 tháng 11 năm 2026", "where": "tại Quầy 1", "strokes": strokes}
    return report(**{**said, **within, **given})


def tally_sheet(**given: Any) -> HelpTallySheet:
    """The empty sheet of a desk."""
    wanted = HelpTallySheet(
        issuer=STATE,
        desk="Quầy 1",
        day=date(2026, 11, 20),
        topics=tuple(label for label, _ended in TOPICS[:12]),
        hours=range(7, 17),
        address="https://phan-dinh-phung.lopso.example/quay/nhap-bu?ngay=2026-11-20&quay=Q1",
        empty=3,
    )
    return replace(wanted, **given)
