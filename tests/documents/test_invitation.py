"""Invitations under the ruler: the decree's paper, one page a guest, and the same words in Word."""

import io

import docx
import pytest

from app.documents.faults import Unprintable
from app.documents.invitation import draw, draw_word
from app.documents.issuers import Issuer
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples_invitations import LONG_61, NUMBERED, invitations

PARTY = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")


def words_of(word: bytes) -> str:
    """All words of a Word file, its tables in their place."""
    paper = docx.Document(io.BytesIO(word))
    texts = [node.text or "" for node in paper.element.body.iter() if node.tag.endswith("}t")]
    return " ".join(" ".join(texts).split())


def test_each_guest_has_an_official_page_of_their_own():
    paper = assert_sound(draw(invitations(**NUMBERED)))
    assert [sheet.size for sheet in paper.sheets] == ["A4 portrait"] * 2
    for sheet in paper.sheets:
        margins = sheet.margins(above=20)
        assert 30 <= margins["left"] <= 35
        assert 15 <= margins["right"] <= 20.5
        assert sheet.line("GIẤY MỜI").size == 14
        assert sheet.line("Số: 31/GM-UBND").size == 13
        assert sheet.line("Phan Đình Phùng, ngày 16 tháng 11 năm 2026").size == 13
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in sheet.text
        assert "DỰ THẢO" not in sheet.text
        assert sheet.line("Lê Hồng Thái").size == 14
        assert sheet.overlaps() == []
    assert "Ủy ban nhân dân phường Phan Đình Phùng trân trọng kính mời: Bà " + LONG_61 in paper.words(1)
    assert "Trường THCS Túc Duyên" in paper.words(2)
    assert LONG_61 not in paper.words(2)
    assert min(line.size for sheet in paper.sheets for line in sheet.lines) >= 11


def test_without_a_number_it_is_a_draft_that_nobody_signed():
    words = assert_sound(draw(invitations())).words(1)
    assert "DỰ THẢO" in words
    assert "/GM-UBND" in words
    assert "Lê Hồng Thái" not in words
    assert "PHÓ CHỦ TỊCH" in words


@pytest.mark.parametrize("issuer", [samples.WARD, PARTY], ids=["state", "party"])
def test_the_word_file_has_the_words_of_the_pdf(issuer: Issuer):
    content = invitations(issuer=issuer, **NUMBERED)
    plain = "".join(words_of(draw_word(content)).split())
    pdf = "".join(Paper(draw(content)).words().split())
    assert sorted(plain) == sorted(pdf)
    file = docx.Document(io.BytesIO(draw_word(content)))
    assert len(file.sections) == 2
    assert file.core_properties.author == issuer.full_name
    assert file.styles["Normal"].font.name == "Times New Roman"


def test_the_partys_invitation_has_its_head():
    words = assert_sound(draw(invitations("Chi bộ 1", issuer=PARTY))).words()
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words
    assert "-GM/ĐU" in words
    assert "CỘNG HÒA" not in words


def test_every_name_is_printed_letter_for_letter():
    names = (*samples.TROUBLE, *samples.HOSTILE)
    paper = assert_sound(draw(invitations(*names)))
    assert len(paper.sheets) == len(names)
    for sheet, name in zip(paper.sheets, names, strict=True):
        assert "".join(name.split()) in "".join(sheet.text.split())
    assert "<b>Đậm</b>" in words_of(draw_word(invitations(*names)))


def test_nobody_to_invite_and_a_text_beyond_a_page_are_refused_in_words():
    with pytest.raises(Unprintable, match="Chưa chọn ai để mời"):
        draw(invitations(guests=()))
    with pytest.raises(Unprintable, match="Chưa chọn ai để mời"):
        draw_word(invitations(guests=()))
    with pytest.raises(Unprintable, match="dài quá một trang"):
        draw(invitations(facts=[("Nội dung", "lời dặn " * 45)] * 20))
