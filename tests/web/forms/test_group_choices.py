"""A residential group as a choice: what its label says already is left out of it."""

import pytest

from app.models import AdministrativeUnit, ResidentialGroup

WARD = AdministrativeUnit(code="1", name="Phường Phan Đình Phùng", kind="phường")


@pytest.mark.parametrize(
    ("name", "kind", "under", "alone"),
    [
        ("Tổ dân phố Gia Sàng 1", "tổ dân phố", "Gia Sàng 1", "Gia Sàng 1"),
        ("Tổ dân phố 5", "tổ dân phố", "5", "Tổ dân phố 5"),
        ("Thôn 5", "thôn", "Thôn 5", "Thôn 5"),
        ("Khu tập thể Gang Thép", "tổ dân phố", "Khu tập thể Gang Thép", "Khu tập thể Gang Thép"),
    ],
)
def test_a_choice_keeps_what_its_label_does_not_say(name: str, kind: str, under: str, alone: str) -> None:
    group = ResidentialGroup(unit=WARD, code="T", name=name, kind=kind)

    assert group.name_under("tổ dân phố") == under
    assert group.choice_name == alone
