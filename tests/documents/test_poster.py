"""The poster under the ruler: what is read from afar is large, the code is, and the address is written out."""

from dataclasses import replace

import pytest

from app.documents.faults import Unprintable
from app.documents.poster import draw
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound

LONG = replace(
    samples.POSTER,
    course="Sử dụng trí tuệ nhân tạo trong công việc hằng ngày cho hội viên Hội Phụ nữ, Hội Nông dân và tiểu thương "
    "chợ Thái trên địa bàn phường Phan Đình Phùng năm 2026",
    place="Hội trường tầng 2, Trung tâm Phục vụ hành chính công phường Phan Đình Phùng, đường Cách mạng tháng Tám, "
    "tổ dân phố Túc Duyên 1, đối diện cổng sau của chợ Túc Duyên, tỉnh Thái Nguyên",
    address="https://binhdanhocvuso.phandinhphung.thainguyen.gov.vn/l/DEM1XYZ2",
)


@pytest.fixture(scope="module", params=["A4", "A3"])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def poster(size: str) -> Paper:
    return assert_sound(draw(samples.POSTER, size))


def code_side(paper: Paper) -> float:
    """mm from the first to the last dark module of the code: strokes of pure black are found nowhere else."""
    drawn = paper.sheets[0].page.curves + paper.sheets[0].page.lines
    strokes = [line for line in drawn if line.get("stroking_color") in {(0,), (0, 0, 0)}]
    return (max(line["x1"] for line in strokes) - min(line["x0"] for line in strokes)) * 25.4 / 72


def test_one_page_of_its_size(poster: Paper, size: str):
    assert [sheet.size for sheet in poster.sheets] == [f"{size} portrait"]


def test_what_when_where_code_and_address_stand_in_that_order(poster: Paper):
    sheet = poster.sheets[0]
    expected = ("UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "Lớp học số miễn phí", "Điện thoại thông minh", "cho người cao tuổi",
                "08 giờ 30, thứ Tư 18/3/2026 · 04 buổi", "Nhà văn hóa Túc Duyên, phường Phan Đình Phùng",
                "Quét mã để đăng ký, hoặc vào địa chỉ", "lopso.example/l/DEM1",
                "Không có điện thoại thông minh?")  # fmt: skip
    heights = [sheet.line(text).baseline for text in expected]
    assert heights == sorted(heights)
    assert sheet.overlaps() == []


def test_type_is_large_enough_to_read_from_afar(poster: Paper, size: str):
    scale = {"A4": 1, "A3": 2**0.5}[size]
    sheet = poster.sheets[0]
    assert sheet.line("Điện thoại thông minh").size >= 39 * scale
    assert sheet.line("lopso.example").size >= 33.9 * scale
    assert min(line.size for line in sheet.lines) >= 14.9 * scale
    assert {line.font for line in sheet.lines} == {"Arimo", "Arimo-Bold"}


def test_the_code_is_read_and_larger_than_60_mm(poster: Paper):
    assert poster.codes(dpi=40) == ["https://lopso.example/l/DEM1"]
    assert code_side(poster) >= 100


def test_long_words_make_the_code_smaller_but_not_too_small():
    paper = assert_sound(draw(LONG))
    sheet = paper.sheets[0]
    assert sheet.overlaps() == []
    assert 60 <= code_side(paper) < 100
    assert paper.codes(dpi=60) == [LONG.address]
    assert sheet.line("binhdanhocvuso").text == LONG.address.removeprefix("https://")
    assert min(line.size for line in sheet.lines) >= 14.9
    assert sheet.line("binhdanhocvuso").baseline < sheet.line("Không có điện thoại").baseline - 6


def test_one_lesson_is_not_counted():
    text = Paper(draw(replace(samples.POSTER, lessons=1))).words()
    assert "08 giờ 30, thứ Tư 18/3/2026" in text
    assert "buổi" not in text


def test_the_band_is_as_wide_as_the_sheet_and_stands_below_the_bar(poster: Paper, size: str):
    page = poster.sheets[0].page
    (bar,) = [rect for rect in page.rects if rect["width"] > 0.99 * float(page.width) and rect["height"] > 50]
    waves = [curve for curve in page.curves if curve["bottom"] > bar["bottom"] and curve["top"] < bar["bottom"] + 40]
    assert min(wave["x0"] for wave in waves) == pytest.approx(0, abs=1)
    assert max(wave["x1"] for wave in waves) == pytest.approx(float(page.width), abs=1)
    assert 0 <= min(wave["top"] for wave in waves) - bar["bottom"] < 4


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_text_is_printed_as_text(text: str):
    paper = assert_sound(draw(replace(samples.POSTER, course=text, place=text)))
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
