"""What a task is called that nobody named."""

import pytest

from app.models.targets.task_states import SHORT, called


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mở lớp AI", "Mở lớp AI"),
        ("Theo dõi, đôn đốc; báo cáo hằng quý", "Theo dõi, đôn đốc"),
        ("Mở lớp: mỗi tổ một lớp", "Mở lớp"),
        (
            "Phối hợp triển khai Phong trào đến từng hộ gia đình, cá nhân; vận động Nhân dân",
            "Phối hợp triển khai Phong trào đến từng hộ gia đình, cá nhân",
        ),
        (
            "Lồng ghép, triển khai vào kế hoạch “Ngày hội toàn dân học tập số” của các đơn vị",
            "Lồng ghép, triển khai vào kế hoạch…",
        ),
        (
            "Tổ chức các lớp bồi dưỡng tập huấn để cập nhật nâng cao trình độ về chuyển đổi số",
            "Tổ chức các lớp bồi dưỡng tập huấn để cập nhật nâng cao…",
        ),
        (
            "Triển khai “Ngày hội toàn dân học tập số” vào ngày 10/10 hằng năm",
            "Triển khai “Ngày hội toàn dân học tập số” vào ngày 10/10…",
        ),
        (
            "Tổ chức “Tháng hành động vì một xã hội số văn minh, an toàn và bền vững” ở phường",
            "Tổ chức “Tháng hành động vì một xã hội số văn minh…”",
        ),
    ],
)
def test_a_task_is_called_by_its_first_clause(text: str, name: str) -> None:
    assert called(text) == name
    assert len(name) <= SHORT
