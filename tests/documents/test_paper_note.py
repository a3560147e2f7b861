"""The paper note under the ruler: one on A6, four on A4, and words that are too many for it."""

import pytest

from app.documents.faults import PaperFault, Unprintable
from app.documents.paper_note import draw
from tests.documents import samples, samples_course
from tests.documents.ruler import MM, Paper, assert_sound


@pytest.fixture(scope="module")
def one() -> Paper:
    return assert_sound(draw([samples_course.note()]))


def test_it_is_a_quarter_of_a_sheet(one: Paper):
    assert len(one.sheets) == 1
    page = one.sheets[0].page
    assert (float(page.width) * MM, float(page.height) * MM) == pytest.approx((105, 148), abs=0.1)
    margins = one.sheets[0].margins()
    assert min(margins.values()) >= 5


def test_old_eyes_read_it_at_arms_length(one: Paper):
    sheet = one.sheets[0]
    assert sheet.line("Nguyễn Thị Tuyết Nhung").size >= 20
    assert sheet.line("Thứ Tư 18/3/2026").size == 18
    assert sheet.line("8 giờ 30").size == 22
    small = {line.text for line in sheet.lines if line.size < 14}
    assert small == {"UBND phường Phan Đình Phùng", "Lớp DEM1 · Mã vé", "7K3M Q9X2 ABCD EFGH", "Quét để xem vé"}
    assert sheet.overlaps() == []


def test_it_says_when_where_what_to_bring_and_whom_to_ask_in_this_order(one: Paper):
    text = one.words()
    parts = ("GIẤY HẸN HỌC", "Nguyễn Thị Tuyết Nhung", samples.COURSE, "18/3/2026", "25/3/2026", "08/4/2026",
             "Nhà văn hóa Túc Duyên", "cạnh trường mầm non", "Mang theo: điện thoại", "Cần hỏi:", "0208 3855 555",
             "7K3M Q9X2 ABCD EFGH")  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert one.codes(dpi=150) == ["https://lopso.example/v/7K3MQ9X2ABCDEFGH"]


def test_of_a_long_course_the_first_lesson_is_told_and_the_days_of_the_others():
    text = Paper(draw([samples_course.note(lessons=9)])).words()
    assert "Thứ Tư 18/3/2026 8 giờ 30 và 08 buổi sau: 25/3, 01/4, 08/4, 15/4, 22/4, 29/4, 06/5, 13/5" in text
    assert "…" in Paper(draw([samples_course.note(lessons=20)])).words()


def test_a_course_that_is_over_has_a_note_all_the_same():
    assert "– Nhà văn hóa" in Paper(draw([samples_course.note(lessons=0)])).words()


@pytest.mark.parametrize("name", [*samples.TROUBLE, *samples.HOSTILE])
def test_every_name_is_printed_letter_for_letter(name: str):
    paper = assert_sound(draw([samples_course.note(name)]))
    assert "".join(name.split()) in "".join(paper.text(layout=False).split())
    assert len(paper.sheets) == 1
    assert paper.sheets[0].overlaps() == []
    assert min(line.size for line in paper.sheets[0].lines) >= 11


@pytest.mark.parametrize(("count", "sheets"), [(2, 1), (4, 1), (5, 2)])
def test_several_stand_four_on_a_sheet_to_cut(count: int, sheets: int):
    names = samples.names(count)
    paper = assert_sound(draw([samples_course.note(name) for name in names]))
    assert [sheet.size for sheet in paper.sheets] == ["A4 portrait"] * sheets
    assert all(name in paper.words() for name in names)
    assert len(paper.codes(1, dpi=150)) == min(count, 4)
    if count == 4:
        tops = sorted(line.baseline for line in paper.sheets[0].lines if line.text == "GIẤY HẸN HỌC")
        assert tops[2] - tops[0] == pytest.approx(148.5, abs=0.5)


def test_words_beyond_all_measure_name_the_person():
    with pytest.raises(Unprintable, match="Giấy hẹn của “Dung” không đủ chỗ"):
        draw([samples_course.note("Dung", bring="khăn, nón, " * 60)])
    with pytest.raises(Unprintable, match="nhiều nhất 400"):
        draw([samples_course.note()] * 401)
    with pytest.raises(PaperFault):
        draw([])
