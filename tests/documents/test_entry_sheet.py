"""The sheet of an entry under the ruler."""

from app.documents import entry_sheet
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples_awards import ORGANISATION_120
from tests.documents.samples_entries import long_sheet, sheet


def test_it_is_one_page_with_answers_by_section_and_room_to_sign():
    drawn = assert_sound(entry_sheet.draw(sheet()))
    (page,) = drawn.sheets
    text = drawn.words()
    parts = (
        "PHIẾU GHI BÁO CÁO HỌC KỲ CỦA TRƯỜNG", "Trường Tiểu học Đội Cấn", "Học kỳ I năm học 2026–2027", "Học sinh",
        "Phụ huynh", "Đã tổ chức lớp cho phụ huynh Có", "(chưa ghi)", "Người ghi: H'Hen Niê", "XÁC NHẬN CỦA ĐƠN VỊ",
    )  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert page.overlaps() == []


def test_tallies_with_the_same_parts_are_one_table_with_their_sums():
    text = Paper(entry_sheet.draw(sheet())).words()
    assert "Tiểu học THCS THPT Cộng" in text
    assert "Học sinh 420 312 1.205 1.937" in text
    assert "Học sinh có kỹ năng số 180 240 1.100 1.520" in text


def test_many_parts_stand_below_each_other_and_no_line_of_a_table_breaks():
    drawn = assert_sound(entry_sheet.draw(long_sheet()))
    assert "".join(ORGANISATION_120.split()) in "".join(drawn.text(layout=False).split())
    text = drawn.words(1)
    assert "Đối tượng số 1 7 3" in text
    assert "Cộng 546 3" in text
    last = drawn.words(len(drawn.sheets))
    assert "NGƯỜI GHI" in last
    assert "Người ghi: H'Hen Niê" in last  # who signs never stands alone
