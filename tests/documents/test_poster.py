"""The poster under the ruler: what is read from afar is large, the code is, and the address is written out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.documents.faults import Unprintable
from app.documents.poster import draw
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound

LINK = [samples.POSTER.address]
LONG = replace(
    samples.POSTER,
    course="Sử dụng trí tuệ nhân tạo trong công việc hằng ngày cho hội viên Hội Phụ nữ, Hội Nông dân và tiểu thương "
    "chợ Thái trên địa bàn phường Phan Đình Phùng năm 2026",
    place="Hội trường tầng 2, Trung tâm Phục vụ hành chính công phường Phan Đình Phùng, đường Cách mạng tháng Tám, "
    "tổ dân phố Túc Duyên 1, đối diện cổng sau của chợ Túc Duyên, tỉnh Thái Nguyên",
    address="https://binhdanhocvuso.phandinhphung.thainguyen.gov.vn/l/DEM1XYZ2",
)


@pytest.fixture(scope="module", params=["A4", "A3", "A5"])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def poster(size: str) -> Paper:
    return assert_sound(draw(samples.POSTER, size), links=LINK)


def code_side(paper: Paper) -> float:
    """mm from the first to the last dark module of the code: strokes of pure black are found nowhere else."""
    drawn = paper.sheets[0].page.curves + paper.sheets[0].page.lines
    strokes = [line for line in drawn if line.get("stroking_color") in {(0,), (0, 0, 0)}]
    return (max(line["x1"] for line in strokes) - min(line["x0"] for line in strokes)) * 25.4 / 72


def test_an_office_printer_reaches_every_word(poster: Paper):
    assert min(poster.sheets[0].margins().values()) >= 6


def test_one_page_of_its_size(poster: Paper, size: str):
    assert [sheet.size for sheet in poster.sheets] == [f"{size} portrait"]


def test_what_when_where_code_address_and_number_stand_in_that_order(poster: Paper):
    sheet = poster.sheets[0]
    expected = ("UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "Lớp học miễn phí", "Điện thoại thông minh", "cho người cao tuổi",
                "8 giờ 30 đến 10 giờ 30 4 buổi · 40 chỗ", "Nhà văn hóa Túc Duyên, phường Phan Đình Phùng",
                "Tổ dân phố Túc Duyên 3, cạnh trường mầm non", "Quét mã để giữ chỗ, hoặc vào địa chỉ",
                "lopso.example/l/DEM1", "Không có điện thoại thông minh?", "0208 3855 555")  # fmt: skip
    heights = [sheet.line(text).baseline for text in expected]
    assert heights == sorted(heights)
    assert sheet.overlaps() == []


def test_each_lesson_is_a_leaf_with_its_weekday(poster: Paper):
    text = poster.words()
    assert [text.count(word) for word in ("thứ", "Tư", "tháng 3", "tháng 4")] == [4, 4, 2, 2]


@pytest.mark.parametrize(("lessons", "told"), [(1, "18 tháng 3"), (9, "13/5"), (20, "29/7"), (30, "đến 07/10/2026")])
def test_however_many_lessons_the_last_day_stands_there(lessons: int, told: str):
    paper = assert_sound(draw(replace(samples.POSTER, meetings=samples.meetings(lessons)), "A5"), links=LINK)
    assert told in paper.words(layout=False)
    assert paper.sheets[0].overlaps() == []
    assert min(line.size for line in paper.sheets[0].lines) >= 10.4


def test_hours_that_differ_stand_with_their_lessons():
    later = tuple(replace(each, starts_at=each.starts_at + timedelta(hours=1)) for each in samples.meetings(3)[1:])
    text = Paper(draw(replace(samples.POSTER, meetings=(samples.meetings(1)[0], *later)))).words()
    assert "Giờ học ghi ở từng buổi" in text
    assert text.count("9 giờ 30") == 2


def test_a_dash_begins_no_line_and_no_number_leaves_the_desk():
    paper = Paper(draw(replace(samples.POSTER, course="Bình dân học AI – Quang Trung", phone="")))
    assert paper.sheets[0].line("Bình dân học AI –")
    assert paper.sheets[0].line("Quang Trung")
    assert "Quầy hỗ trợ tại Trung tâm Phục vụ hành chính công" in paper.words()


def test_type_is_large_enough_to_read_from_afar(poster: Paper, size: str):
    scale = {"A4": 1, "A3": 2**0.5, "A5": 0.5**0.5}[size]
    sheet = poster.sheets[0]
    assert sheet.line("Điện thoại thông minh").size >= 39 * scale
    assert sheet.line("lopso.example").size >= 33.9 * scale
    assert sheet.line("0208").size >= 28 * scale
    assert min(line.size for line in sheet.lines) >= 14.9 * scale
    assert {line.font for line in sheet.lines} == {"Arimo", "Arimo-Bold"}


def test_the_code_is_read_and_as_large_as_half_the_sheet(poster: Paper, size: str):
    assert poster.codes(dpi=60) == ["https://lopso.example/l/DEM1"]
    assert code_side(poster) >= {"A3": 148, "A4": 105, "A5": 74}[size] - 1


def test_long_words_make_the_code_smaller_but_not_too_small():
    paper = assert_sound(draw(LONG), links=[LONG.address])
    sheet = paper.sheets[0]
    assert sheet.overlaps() == []
    assert 70 <= code_side(paper) < 100
    assert paper.codes(dpi=60) == [LONG.address]
    assert sheet.line("binhdanhocvuso").text == LONG.address.removeprefix("https://")
    assert min(line.size for line in sheet.lines) >= 14.9
    assert sheet.line("binhdanhocvuso").baseline < sheet.line("Không có điện thoại").baseline - 6


def test_the_band_and_the_mark_stand_in_the_head(poster: Paper):
    page = poster.ornate[0]
    [head, *_same] = [rect for rect in page.rects if rect["width"] > 0.99 * float(page.width) and rect["top"] < 1]
    drawn = [curve for curve in page.curves if curve["bottom"] < head["bottom"]]
    assert {(1, 1, 1), (1, 0.776471, 0.160784)} <= {curve["non_stroking_color"] for curve in drawn}
    assert "/Pattern" in poster.marks


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_text_is_printed_as_text(text: str):
    paper = assert_sound(draw(replace(samples.POSTER, course=text, place=text)), links=LINK)
    assert "".join(text.split()) in "".join(paper.words().split())


def test_a_sign_that_cannot_be_printed_shows_as_a_square():
    assert "Lớp □ số" in Paper(draw(replace(samples.POSTER, course="Lớp 😀 số"))).words()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"course": "Lớp học số cộng đồng " * 30}, "Tên lớp dài quá"),
        ({"place": "Nhà văn hóa Túc Duyên, " * 30}, "Áp phích không đủ chỗ"),
        ({"address": "https://" + "a" * 90 + ".example/l/DEM1"}, "Địa chỉ dài quá"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(change: dict[str, str], sentence: str):
    with pytest.raises(Unprintable, match=sentence):
        draw(replace(samples.POSTER, **change))


def test_the_same_poster_gives_the_same_file():
    assert draw(samples.POSTER) == draw(samples.POSTER)
