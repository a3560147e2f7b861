"""Made-up periodic reports in the three styles, for the ruler, the pictures and Word."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.documents.issuers import Issuer, Signer
from app.documents.periodic_report import CountRow, Paragraph, PeriodicReport, ReportPart, TargetRow
from tests.documents import samples

PARTY = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")
FRONT = Issuer("ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN", "BAN THƯỜNG TRỰC", "Gia Viên", "front")
STYLES = {"state": samples.WARD, "party": PARTY, "front": FRONT}
SIGNERS = {
    "state": Signer("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái"),
    "party": Signer("T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "Lê Hồng Thái"),
    "front": Signer("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH", "Lê Hồng Thái"),
}
SPAN = "6 tháng đầu năm 2026"
# A report that has its number and day is no draft.
NUMBERED: dict[str, Any] = {"number": "142/BC-UBND", "day": date(2026, 5, 18)}
PARTS = (
    ReportPart("I", "Công tác chỉ đạo, triển khai", (
        Paragraph(
            "Đã quán triệt kế hoạch đến 24/24 tổ dân phố và 100% cơ quan, đơn vị, trường học trên địa bàn; ban "
            "hành 03 văn bản hướng dẫn; phân công từng đồng chí phụ trách địa bàn; kiểm tra 05 đơn vị.",
        ),
    )),
    ReportPart("II", "Kết quả thực hiện các chỉ tiêu", (
        Paragraph(
            "Người dân trưởng thành có tri thức cơ bản về chuyển đổi số, có kỹ năng số: 10.240/16.340 người, đạt "
            "62,67%.",
            "1. Phổ cập kỹ năng số.",
        ),
        Paragraph(
            "Người dân trưởng thành được xác nhận đạt phổ cập trên nền tảng VNeID: 8.919/16.340 người, đạt "
            "54,58%.",
            "2. Xác nhận phổ cập.",
        ),
        Paragraph(
            "Cán bộ, công chức, viên chức và người lao động: 396/412 người, đạt 96,12%; học sinh từ cấp tiểu học:"
            " 4.711/5.230 em, đạt 90,08%.",
            "3. Cơ quan và trường học.",
        ),
    )),
    ReportPart("III", "Kết quả thực hiện nhiệm vụ", (
        Paragraph(
            "Đã mở 12 lớp với 28 buổi học, 334 lượt người dự; 30 Đại sứ số kèm cặp 82 người, trong đó 31 người đã"
            " tự làm được; các điểm hỗ trợ tiếp 400 lượt người dân. Số liệu chi tiết tại Phụ lục kèm theo.",
        ),
    )),
    ReportPart("IV", "Tồn tại, hạn chế và nguyên nhân", (
        Paragraph(
            "Còn 03 Tổ công nghệ số cộng đồng chưa có hoạt động trong kỳ; 146/400 lượt hỗ trợ vẫn là làm hộ, "
            "người dân chưa tự làm được. Nguyên nhân chủ yếu do người cao tuổi chưa có điện thoại thông minh, lực"
            " lượng hướng dẫn còn kiêm nhiệm.",
        ),
    )),
    ReportPart("V", "Nhiệm vụ 6 tháng cuối năm và kiến nghị", (
        Paragraph(
            "Tiếp tục tổ chức hằng tháng các buổi học cộng đồng; tập trung xác nhận phổ cập trên VNeID tại các "
            "địa bàn đạt dưới 50%; duy trì Tổ công nghệ số cộng đồng, Đại sứ số theo từng cụm dân cư; phấn đấu "
            "hết năm 2026 có trên 90% người dân trưởng thành được xác nhận đạt phổ cập trên nền tảng VNeID.",
        ),
    )),
)  # fmt: skip
TARGETS = tuple(
    TargetRow(name, "%", goal, whole, part, share, met)
    for name, goal, whole, part, share, met in (
        (
            "Cán bộ, công chức, viên chức và người lao động có hiểu biết về chuyển đổi số, kỹ năng số",
            "100",
            "412",
            "396",
            "96,12",
            "Chưa",
        ),
        ("Học sinh từ cấp tiểu học được trang bị kiến thức, kỹ năng số", "100", "5.230", "4.711", "90,08", "Chưa"),
        (
            "Người dân trưởng thành có tri thức cơ bản về chuyển đổi số, có kỹ năng số",
            "100",
            "16.340",
            "10.240",
            "62,67",
            "Chưa",
        ),
        (
            "Người dân trưởng thành được xác nhận đạt phổ cập trên nền tảng VNeID",
            "trên 90",
            "16.340",
            "8.919",
            "54,58",
            "Chưa",
        ),
        (
            "Người lao động trong doanh nghiệp, hợp tác xã có kỹ năng số",
            "100",
            "–",
            "–",
            "–",
            "–",
        ),
        ("Đại sứ số được tập huấn sử dụng công cụ AI", "70", "30", "21", "70,00", "Đạt"),
    )
)
COUNTS = (
    CountRow("Lớp đã mở", "lớp", "12", "9", "–"),
    CountRow("Lượt người dự học", "lượt", "334", "251", "–"),
    CountRow("Lượt hỗ trợ người dân", "lượt", "400", "388", "–"),
)
RECEIVERS = (
    "UBND tỉnh (báo cáo)",
    "Sở Khoa học và Công nghệ",
    "Thường trực Đảng ủy phường",
    "Chủ tịch, các PCT UBND phường",
    "Lưu: VT, VHXH",
)


def report(style: str = "state", **given: Any) -> PeriodicReport:
    """The report of half a year, a draft."""
    issuer = STYLES[style]
    wanted = PeriodicReport(
        issuer=issuer,
        signer=SIGNERS[style],
        subject=f"Kết quả triển khai Phong trào “Bình dân học vụ số” {SPAN} trên địa bàn phường {issuer.place}",
        span=SPAN,
        opening="Thực hiện Kế hoạch số 88/KH-UBND về Phong trào “Bình dân học vụ số” năm 2026, kết quả như sau:",
        parts=PARTS,
        closing=f"Trên đây là báo cáo kết quả triển khai Phong trào “Bình dân học vụ số” {SPAN}./.",
        receivers=RECEIVERS,
        year=2026,
        targets=TARGETS,
        counts=COUNTS,
    )
    return replace(wanted, **given)


def targets(count: int, name: str = "Người dân trưởng thành được xác nhận đạt phổ cập") -> tuple[TargetRow, ...]:
    """So many rows of a plan."""
    return tuple(
        TargetRow(f"{name} {number}", "%", "100", "16.340", "10.240", "62,67", "Chưa") for number in range(count)
    )
