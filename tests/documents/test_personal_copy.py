"""The copy that somebody takes home, under the ruler: large letters, whatever stands in it."""

import pytest

from app.documents import personal_copy
from app.documents.faults import Unprintable
from app.documents.personal_copy import CopySection
from tests.documents.ruler import assert_sound
from tests.documents.samples import HOSTILE, LONG_47, LONG_300, SHORT, WORD_297
from tests.documents.samples_rights import PARTS, copy


def test_it_says_whose_it_is_and_every_line() -> None:
    paper = assert_sound(personal_copy.draw(copy()))
    text = " ".join(paper.text().split())
    for words in ("Bản sao thông tin đang giữ", "H'Hen Niê", "Túc Duyên 1"):
        assert words in text
    assert any("0208 3855 555" in line.text for sheet in paper.sheets for line in sheet.lines)  # a number stays whole
    assert text.count("có mặt") >= 12
    assert {sheet.size for sheet in paper.sheets} == {"A4 portrait"}
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)


@pytest.mark.parametrize("whom", [LONG_47, LONG_300, WORD_297, *HOSTILE, SHORT])
def test_whatever_stands_in_it_the_paper_is_sound(whom: str) -> None:
    parts = (*PARTS, CopySection("Nói rõ thêm", ((whom, whom), ("Họ tên", whom))))
    drawn = assert_sound(personal_copy.draw(copy(whom, parts)))
    assert all(sheet.overlaps() == [] for sheet in drawn.sheets)


def test_a_copy_without_end_is_refused() -> None:
    many = (CopySection("Buổi học", (("Buổi", "có mặt"),) * 5000),)
    with pytest.raises(Unprintable):
        personal_copy.draw(copy(parts=many))
