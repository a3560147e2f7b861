"""The sheet of a residential group under the ruler."""

from dataclasses import replace

import pytest

from app.documents import group_sheet
from app.documents.faults import Unprintable
from tests.documents import samples, samples_groups
from tests.documents.ruler import Paper, assert_sound


def test_a_group_stands_on_the_two_sides_of_one_sheet():
    paper = assert_sound(group_sheet.draw(samples_groups.sheets()))
    assert [sheet.size for sheet in paper.sheets] == ["A4 portrait"] * 2
    for sheet in paper.sheets:
        assert 19 <= sheet.margins(above=10)["left"] <= 22
        assert min(height for table in sheet.tables for height in table.heights) >= 8.0
        assert sheet.overlaps() == []
    assert "Trang 2/2" in paper.sheets[1].text
    assert "Sổ Gia đình số: đã ghi 06/09 hộ, còn 03 hộ chưa ghi" in paper.words()
    assert "Bà con đi học: 12 người, 03 người vắng buổi gần nhất" in paper.words()
    assert "Công nhận" not in paper.words()  # a column without any cell
    assert "không dán, không gửi vào nhóm chung" in paper.words()


def test_every_name_is_printed_letter_for_letter():
    names = (*samples.TROUBLE, *samples.HOSTILE)
    paper = assert_sound(group_sheet.draw(samples_groups.of_names(names)))
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows][-len(names) :]
    assert ["".join(row[1].split()) for row in rows] == ["".join(name.split()) for name in names]


def test_several_groups_have_no_page_numbers_of_the_file():
    short = samples_groups.sheet(2, 2)
    paper = Paper(group_sheet.draw(samples_groups.sheets(short, replace(short, name="Tổ dân phố Quang Trung 2"))))
    assert len(paper.sheets) == 3  # the second one begins on a front side
    assert "Trang" not in paper.words()
    assert "QUANG TRUNG 2" in paper.sheets[2].text


def test_a_group_of_which_nothing_is_known_says_so():
    empty = replace(samples_groups.sheet(0, 0), facts=())
    words = assert_sound(group_sheet.draw(samples_groups.sheets(empty))).words()
    assert "Sổ Gia đình số: chưa có hộ nào" in words
    assert "Bà con đi học: chưa ghi tên ai" in words
    with pytest.raises(Unprintable):
        group_sheet.draw(replace(samples_groups.sheets(), sheets=()))
