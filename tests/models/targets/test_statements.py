"""How the targets of the shipped plans begin a report's sentence: the plan's words, without the amount."""

from datetime import date

import pytest

from app.data.plans import catalogue
from app.models import AdministrativeUnit, Plan, Target


def target(plan: str, key: str) -> Target:
    row = catalogue()[plan].targets[key]
    days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    unit = AdministrativeUnit(code="05443", kind="phường", name="Phan Đình Phùng")
    return Target(
        unit=unit, plan=Plan(unit=unit, title="Kế hoạch", **days), name=row["name"], text=row["text"], value=1,
        denominator_words=row.get("denominator_words", ""), **days,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "key", "begins"),
    [
        ("phan-dinh-phung", "vneid_2026", "Người dân trong độ tuổi trưởng thành được xác nhận đạt phổ cập"),
        ("phan-dinh-phung", "identity_16", "Công dân từ 16 tuổi có danh tính số"),
        ("phan-dinh-phung", "ai_ambassadors_2026", "“Đại sứ số” được tập huấn"),
        ("phan-dinh-phung", "ai_staff_2026", "Cán bộ, công chức được tập huấn"),
        ("phan-dinh-phung", "teams_110", "Nâng cao hiệu quả hoạt động của 110 Tổ công nghệ số cộng đồng"),
        ("gia-vien", "schools_2026", "Cơ sở giáo dục phổ thông thường xuyên triển khai"),
        ("gia-vien", "adults_2025", "Năm 2025, người dân trong độ tuổi trưởng thành có kiến thức"),
        ("gia-vien", "household_reach_2025", "Năm 2025 có ít nhất 80%; năm 2026 có 100% hộ gia đình"),
        ("thuan-chau", "household_member", "Mỗi gia đình có ít nhất 01 thành viên"),
    ],
)
def test_a_plan_s_sentence_stands_before_a_figure(plan: str, key: str, begins: str) -> None:
    assert target(plan, key).statement.startswith(begins)


@pytest.mark.parametrize("plan", list(catalogue()))
def test_none_begins_with_a_digit_or_ends_with_a_sign(plan: str) -> None:
    for key in catalogue()[plan].targets:
        statement = target(plan, key).statement
        assert not statement[0].isdigit()
        assert statement[-1] not in ".;:,/"
        assert '"' not in statement
