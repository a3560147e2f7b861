"""The letter that reminds under the ruler: the decree's form of a letter, one for all, and the same words in Word."""

import io

import docx
import pytest

from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.reminder_letter import ADDRESSED, LateRow, draw, draw_word
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples_reminders import DUE, NUMBERED, reminder
from tests.documents.test_invitation import PARTY, words_of

TEAMS = [f"Tổ công nghệ số cộng đồng Hoàng Văn Thụ {number}" for number in range(1, 26)]


def test_it_is_a_letter_of_the_decree_to_all_who_are_late() -> None:
    paper = assert_sound(draw(reminder(**NUMBERED)))
    [sheet] = paper.sheets
    assert sheet.size == "A4 portrait"
    margins = sheet.margins(above=20)
    assert 30 <= margins["left"] <= 35
    assert 15 <= margins["right"] <= 20.5
    assert sheet.line("Số: 142/UBND-VHXH").size == 13
    assert sheet.line("V/v gửi báo cáo năm 2026").size == 12
    assert sheet.line("Phan Đình Phùng, ngày 25 tháng 11 năm 2026").size == 13
    assert sheet.line("Lê Hồng Thái").size == 14
    assert sheet.overlaps() == []
    words = paper.words()
    assert "Kính gửi: - Trường THCS Túc Duyên; - Trạm Y tế phường." in words
    assert words.count("Trường THCS Túc Duyên") == 2
    assert "20/11/2026" in words
    assert "DỰ THẢO" not in words


def test_a_single_receiver_is_addressed_and_needs_no_table() -> None:
    words = assert_sound(draw(reminder("Trường THCS Túc Duyên", **NUMBERED))).words()
    assert "Kính gửi: Trường THCS Túc Duyên" in words
    assert "STT" not in words


def test_many_are_addressed_in_one_word_and_named_in_the_table() -> None:
    paper = assert_sound(draw(reminder(*TEAMS, **NUMBERED)))
    assert len(paper.sheets) == 2
    words = paper.words()
    assert "Kính gửi: Các cơ quan, đơn vị có tên dưới đây" in words
    assert all(name in words for name in TEAMS)


def test_without_a_number_it_is_a_draft_that_nobody_signed() -> None:
    words = assert_sound(draw(reminder())).words()
    assert "DỰ THẢO" in words
    assert "/UBND" in words
    assert "Lê Hồng Thái" not in words
    assert "-CV/ĐU" in assert_sound(draw(reminder(issuer=PARTY))).words()


@pytest.mark.parametrize("issuer", [samples.WARD, PARTY], ids=["state", "party"])
@pytest.mark.parametrize("names", [(), ("Trạm Y tế phường",), TEAMS], ids=["two", "one", "many"])
def test_the_word_file_has_the_words_of_the_pdf(issuer: Issuer, names: tuple[str, ...]) -> None:
    content = reminder(*names, issuer=issuer, **NUMBERED)
    plain = "".join(words_of(draw_word(content)).split())
    pages = [sheet.text for sheet in Paper(draw(content)).sheets]
    pdf = "".join("".join(pages).split())
    if len(pages) == 1:
        assert sorted(plain) == sorted(pdf)
    assert all("".join(row.name.split()) in plain and "".join(row.name.split()) in pdf for row in content.rows)
    file = docx.Document(io.BytesIO(draw_word(content)))
    assert file.core_properties.title == "V/v gửi báo cáo năm 2026"
    assert file.styles["Normal"].font.name == "Times New Roman"


def test_every_name_is_printed_letter_for_letter() -> None:
    names = (*samples.TROUBLE, *samples.HOSTILE)
    for first in range(0, len(names), ADDRESSED):
        some = names[first : first + ADDRESSED]
        paper = Paper(draw(reminder(*some)))
        text = "".join("".join(sheet.text for sheet in paper.sheets).split())
        assert all("".join(name.split()) in text for name in some)
    assert "<b>Đậm</b>" in words_of(draw_word(reminder(*names)))


def test_nobody_and_a_text_that_is_too_long_are_refused_in_words() -> None:
    for made in (draw, draw_word):
        with pytest.raises(Unprintable, match="Không còn nơi nào chậm"):
            made(reminder(rows=()))
        with pytest.raises(Unprintable, match="dài quá"):
            made(reminder(rows=[LateRow("Trường A", "việc " * 100, DUE)]))
