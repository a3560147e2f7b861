"""Texts inside the sentences of papers."""

import pytest

from app.country import sentences


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ít nhất 1 đợt buổi học", "ít nhất 01 đợt buổi học"),
        ("110 tổ", "110 tổ"),
        ("3", "03"),
        ("trên 5%", "trên 5%"),
        ("2,5 giờ", "2,5 giờ"),
        ("ngày 8/4 và 4G", "ngày 8/4 và 4G"),
        ("0 lượt", "0 lượt"),
    ],
)
def test_a_count_below_ten_takes_a_zero(text: str, written: str) -> None:
    assert sentences.counts_in_sentence(text) == written


def test_quotation_marks_are_curly_in_pairs() -> None:
    assert sentences.quoted('Lồng ghép "Ngày hội" và "3 Nhà"') == "Lồng ghép “Ngày hội” và “3 Nhà”"
    assert sentences.quoted('Lồng ghép “Ngày hội" và "3 Nhà"') == "Lồng ghép “Ngày hội” và “3 Nhà”"
    assert sentences.quoted('màn hình 24"') == 'màn hình 24"'


def test_a_sentence_begins_large_and_goes_on_small() -> None:
    assert sentences.begun("“đại sứ số” được tập huấn") == "“Đại sứ số” được tập huấn"
    assert sentences.begun("⟦so.lop⟧ lớp") == "⟦so.lop⟧ lớp"  # a figure is no letter
    assert sentences.continued("Tổ đang hoạt động") == "tổ đang hoạt động"
    assert sentences.continued("VNeID đã cài") == "VNeID đã cài"
