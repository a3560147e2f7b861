"""The check-in sheet under the ruler: scanned from some metres, one lesson named on it, no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.documents.check_in_sheet import CheckInSheet, draw
from app.documents.faults import Unprintable
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound

STARTS = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
SHEET = CheckInSheet(
    issuer=samples.POSTER.issuer,
    course=samples.COURSE,
    number=3,
    starts_at=STARTS,
    opens_at=STARTS - timedelta(minutes=30),
    closes_at=STARTS + timedelta(minutes=105),
    place="Nhà văn hóa Túc Duyên",
    address="https://lopso.example/d/7K3MQ9X27K3MQ9X2",
    letters_at="https://lopso.example/d",
    letters="K7M42Q",
)
LONG = replace(
    SHEET,
    course="Sử dụng trí tuệ nhân tạo trong công việc hằng ngày cho hội viên Hội Phụ nữ, Hội Nông dân và tiểu thương "
    "chợ Thái trên địa bàn phường Phan Đình Phùng năm 2026",
    place="Hội trường tầng 2, Trung tâm Phục vụ hành chính công phường Phan Đình Phùng, đường Cách mạng tháng Tám, "
    "tổ dân phố Túc Duyên 1, đối diện cổng sau của chợ Túc Duyên, tỉnh Thái Nguyên",
    address="https://binhdanhocvuso.phandinhphung.thainguyen.gov.vn/d/7K3MQ9X27K3MQ9X2",
    letters_at="https://binhdanhocvuso.phandinhphung.thainguyen.gov.vn/d",
)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return assert_sound(draw(SHEET), links=[SHEET.letters_at])


def code_side(paper: Paper) -> float:
    """mm from the first to the last dark module of the code: strokes of pure black are found nowhere else."""
    drawn = paper.sheets[0].page.curves + paper.sheets[0].page.lines
    strokes = [line for line in drawn if line.get("stroking_color") in {(0,), (0, 0, 0)}]
    return (max(line["x1"] for line in strokes) - min(line["x0"] for line in strokes)) * 25.4 / 72


def test_one_sheet_that_says_its_lesson_and_how_to_come_in(paper: Paper) -> None:
    [sheet] = paper.sheets
    assert sheet.size == "A4 portrait"
    told = ("TỰ ĐIỂM DANH", "Điện thoại thông minh", "Buổi 3, thứ Sáu 20/11/2026, 19 giờ 30", "Nhà văn hóa Túc Duyên",
            "Mở máy ảnh hoặc Zalo", "Không quét được, vào lopso.example/d", "K7M 42Q",
            "Chỉ dùng trong buổi 3, thứ Sáu 20/11/2026, từ 19 giờ đến 21 giờ 15.")  # fmt: skip
    heights = [sheet.line(text).baseline for text in told]
    assert heights == sorted(heights)
    assert sheet.overlaps() == []


def test_the_code_is_read_from_afar_and_the_letters_are_large(paper: Paper) -> None:
    sheet = paper.sheets[0]
    assert paper.codes(dpi=40) == [SHEET.address]
    assert code_side(paper) >= 100
    assert sheet.line("K7M").size >= 34
    assert min(line.size for line in sheet.lines) >= 14
    assert {line.font for line in sheet.lines} == {"Arimo", "Arimo-Bold"}


def test_long_words_make_the_code_smaller_but_not_too_small() -> None:
    paper = assert_sound(draw(LONG), links=[LONG.letters_at])
    [sheet] = paper.sheets
    assert sheet.overlaps() == []
    assert paper.codes(dpi=60) == [LONG.address]
    assert code_side(paper) >= 70


@pytest.mark.parametrize("hostile", samples.HOSTILE)
def test_whatever_a_course_is_called_is_text(hostile: str) -> None:
    assert hostile.replace(" ", "") in Paper(draw(replace(SHEET, course=hostile))).words().replace(" ", "")


def test_what_fits_nowhere_is_refused_in_words() -> None:
    with pytest.raises(Unprintable, match="Tên lớp dài quá"):
        draw(replace(SHEET, course="Lớp học " * 200))
    with pytest.raises(Unprintable, match="rút ngắn tên lớp hoặc địa điểm"):
        draw(replace(SHEET, place="Nhà văn hóa " * 120))
