"""The file of a course under the ruler: pages standing and lying, numbered through, bookmarks, photos."""

from dataclasses import replace

import pytest

from app.documents.course_file import Photo, draw
from app.documents.faults import Unprintable
from tests.documents import samples, samples_course
from tests.documents.ruler import Paper, assert_sound

PARTS = ["I. Lớp học và các buổi", "II. Danh sách học viên", "III. Bảng điểm danh", "IV. Hình ảnh", "V. Kết quả"]


@pytest.fixture(scope="module")
def whole() -> Paper:
    return assert_sound(draw(samples_course.course_file()))


def test_pages_stand_and_lie_and_are_numbered_through(whole: Paper):
    sizes = [sheet.size for sheet in whole.sheets]
    assert sizes.count("A4 landscape") == 2
    assert set(sizes) == {"A4 portrait", "A4 landscape"}
    for number, sheet in enumerate(whole.sheets[1:], 2):
        assert sheet.lines[0].text == str(number)


def test_each_part_has_a_bookmark_and_its_page_in_the_contents(whole: Paper):
    outline = whole.opened.open_outline()
    titles = [item.title for root in outline.root for item in (root, *root.children)]
    assert titles == ["HỒ SƠ LỚP HỌC", *PARTS]
    first = whole.sheets[0]
    for part in PARTS:
        told = int(first.line(part).text.split()[-1])
        assert any(line.text == part for line in whole.sheets[told - 1].lines)


def test_six_photos_a_page_with_their_captions(whole: Paper):
    counts = [len(sheet.page.images) for sheet in whole.sheets]
    assert [count for count in counts if count] == [6, 1]
    assert "Buổi 7, 18/3/2026: bảng" in whole.words()
    for sheet in whole.sheets:
        for image in sheet.page.images:
            assert (image["x1"] - image["x0"]) / (image["bottom"] - image["top"]) == pytest.approx(4 / 3, abs=0.02)
            assert image["srcsize"][0] <= 1000


def test_plan_people_marks_and_result_are_all_there(whole: Paper):
    text = whole.words()
    assert "Điều kiện cấp giấy" in text
    assert "08:30–10:30" in text
    assert "Học hết bài, còn phần thực hành" in " ".join(row[-1] for row in whole.sheets[0].tables[0].rows)
    assert "Cấp giấy chứng nhận theo Quyết định số 214/QĐ-UBND ngày 13/4/2026." in text
    assert "đã giao 20/4/2026" in text
    assert samples_course.RULE in text
    assert all(sheet.overlaps() == [] for sheet in whole.sheets)
    assert min(line.size for sheet in whole.sheets for line in sheet.lines) >= 10


def test_without_photos_there_is_no_such_part():
    paper = assert_sound(draw(samples_course.course_file(3, 0, certified=())))
    assert "Hình ảnh" not in paper.words()
    assert "IV. Kết quả" in paper.words()
    lost = Paper(draw(samples_course.course_file(3, 0, lost=2)))
    assert "02 ảnh không in được" in lost.words()


def test_it_is_tagged_for_screen_readers_with_title_and_language(whole: Paper):
    root = whole.opened.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "vi"
    assert str(whole.opened.docinfo["/Title"]) == f"Hồ sơ lớp DEM4, {samples.COURSE}"


def test_long_names_keep_to_their_columns():
    somebody = samples_course.course_file(1, 0).learners[0]
    learners = tuple(replace(somebody, name=name) for name in samples.TROUBLE)
    paper = assert_sound(draw(samples_course.course_file(1, 0, learners=learners)))
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)
    cells = {
        "".join(cell.split()) for sheet in paper.sheets for table in sheet.tables for row in table.rows for cell in row
    }
    for name in samples.TROUBLE:
        assert any("".join(name.split()) in cell for cell in cells), name


def test_too_many_photos_are_refused_in_words():
    file = replace(samples_course.course_file(3, 0), photos=(Photo(samples_course.picture(8, 6), ""),) * 121)
    with pytest.raises(Unprintable, match="nhiều nhất 120 ảnh"):
        draw(file)
