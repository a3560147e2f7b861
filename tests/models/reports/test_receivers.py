"""Who a report goes to: the shipped plans' rules, read by the office that reports itself."""

from datetime import UTC, date, datetime

import pytest

from app.models import Account, AdministrativeUnit, Plan, Report, ReportingRule
from app.models.reports.receivers import receivers

DAYS = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
STATE = {"kind": "phường", "name": "Phan Đình Phùng", "issuer_name": "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"}
PARTY = {
    "kind": "phường", "name": "Hà Tu", "issuer_name": "ĐẢNG ỦY PHƯỜNG HÀ TU", "paper_style": "party",
    "issuer_parent": "ĐẢNG BỘ TỈNH QUẢNG NINH",
}  # fmt: skip
FRONT = {
    "kind": "phường", "name": "Gia Viên", "issuer_name": "BAN THƯỜNG TRỰC", "paper_style": "front",
    "issuer_parent": "ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN",
}  # fmt: skip


def first(
    unit: dict[str, str], to: str = "", via: str = "", copies: str = "", style: str = "", body: str = ""
) -> list[str]:
    above = AdministrativeUnit(code="19", kind="tỉnh", name="Thái Nguyên")
    here = AdministrativeUnit(code="05443", parent=above, **unit)
    style = style or here.paper_style
    plan = Plan(unit=here, title="Kế hoạch", addressees=copies, style=style, body=body, **DAYS)
    rule = ReportingRule(unit=here, plan=plan, text="Báo cáo", addressee=to, via=via)
    now = datetime(2026, 5, 1, tzinfo=UTC)
    by = Account(username="a", full_name="A", created_at=now)
    return receivers(
        Report(unit=here, plan=plan, rule=rule, name="năm", made_at=now, proposed_by=by, proposed_at=now, **DAYS)
    )


@pytest.mark.parametrize(
    ("unit", "to", "via", "lines"),
    [
        (STATE, "UBND phường (để tổng hợp báo cáo Ban Chỉ đạo của Đảng ủy phường)", "Phòng Văn hóa - Xã hội",
         ["Ban Chỉ đạo của Đảng ủy phường (báo cáo)"]),
        (STATE, "UBND phường và Ban Chỉ đạo của Đảng ủy", "Ban Xây dựng Đảng Đảng ủy",
         ["Ban Chỉ đạo của Đảng ủy (báo cáo, qua Ban Xây dựng Đảng Đảng ủy)"]),
        (STATE, "UBND xã, Sở Khoa học và Công nghệ tỉnh Sơn La", "",
         ["UBND xã (báo cáo)", "Sở Khoa học và Công nghệ tỉnh Sơn La (báo cáo)"]),
        (STATE, "UBND tỉnh", "", ["UBND tỉnh (báo cáo)"]),
        (STATE, "UBND phường", "", ["UBND tỉnh Thái Nguyên (báo cáo)"]),
        (PARTY, "Thường trực Đảng ủy", "Ban xây dựng Đảng Đảng ủy", ["Thường trực Tỉnh ủy (báo cáo)"]),
        (FRONT, "MTTQ phường (để tổng hợp)", "", ["Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Thái Nguyên (báo cáo)"]),
    ],
)  # fmt: skip
def test_a_report_never_goes_to_its_own_issuer(unit: dict[str, str], to: str, via: str, lines: list[str]) -> None:
    assert first(unit, to, via) == [*lines, "Lưu VPĐU" if unit is PARTY else "Lưu: VT"]
    assert all(line.count("(") <= 1 for line in lines)


def test_a_plan_of_another_body_reports_as_that_body_does() -> None:
    above = "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Thái Nguyên (báo cáo)"
    assert first(STATE, "MTTQ phường (để tổng hợp)", style="front") == [above, "Lưu: VT"]
    assert first(STATE, "UBND phường", style="party") == ["UBND phường (báo cáo)", "Lưu VPĐU"]


def test_of_a_plan_of_another_body_receives_who_asks_and_the_ward_s_own() -> None:
    copies, here = "Bộ KH&CN (bc); UBND các huyện; Lưu: VT, KGVX", ["Thường trực Đảng ủy phường"]
    province = {"copies": copies, "body": "UBND tỉnh Nghệ An"}
    own = [*here, "Lãnh đạo UBND phường", "Lưu: VT"]
    assert first(STATE, "UBND tỉnh", "Sở Khoa học và Công nghệ", **province) == [
        "UBND tỉnh (báo cáo, qua Sở Khoa học và Công nghệ)", *own,
    ]  # fmt: skip
    assert first(STATE, **province) == ["UBND tỉnh Nghệ An (báo cáo)", *own]
    assert first(PARTY, body="Tỉnh ủy Quảng Ninh") == ["Tỉnh ủy Quảng Ninh (báo cáo)", *here, "Lưu VPĐU"]
    assert first(STATE, "UBND tỉnh", copies=copies, body="UBND phường Phan Đình Phùng")[1:] == [
        "Bộ KH&CN (báo cáo)", "UBND các huyện", "Lưu: VT, KGVX",
    ]  # fmt: skip


def test_whom_the_plan_reports_to_comes_first_and_nobody_twice() -> None:
    copies = "Thường trực Tỉnh ủy (Báo cáo); Các chi, đảng bộ cơ sở; Lưu VPĐU"
    lines = ["Thường trực Tỉnh ủy (báo cáo)", "Các chi, đảng bộ cơ sở", "Lưu VPĐU"]
    assert first(PARTY, "Thường trực Đảng ủy", copies=copies) == lines
    assert first(FRONT, "MTTQ phường", copies="BTT UBMTTQVN thành phố; Lưu VT, VP") == [
        "BTT UBMTTQVN thành phố (báo cáo)", "Lưu: VT, VP",
    ]  # fmt: skip
