"""The papers of programmes under the ruler: certificates of merit and of recognition, letters of thanks."""

import io
from dataclasses import replace

import pytest
from docx import Document

from app.documents import award_paper as paper
from app.documents.award_paper.document import KINDS as KINDS_OF
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from tests.documents import samples
from tests.documents.ruler import MM, Paper, assert_sound
from tests.documents.samples_awards import FOR, NAMES, ORGANISATION_120, award

KINDS = ("merit", "recognition", "thanks")
# The names of officials go up to 60 signs, those of organisations to 120.
LONG = (
    ORGANISATION_120,
    "Nguyễn Phúc Tôn Nữ Công Tằng Huyền Trân Bảo Châu Thượng Uyển",
    "H'Hen Niê",
    samples.LONG_47,
)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a4_lying_and_says_what_it_is_who_gets_it_and_for_what(kind: str):
    drawn = assert_sound(paper.draw(award(kind)))
    (sheet,) = drawn.sheets
    size = float(sheet.page.width) * MM, float(sheet.page.height) * MM
    assert size == pytest.approx((297, 210), abs=0.2)
    title = {"merit": "GIẤY KHEN", "recognition": "GIẤY CÔNG NHẬN", "thanks": "THƯ CẢM ƠN"}[kind]
    text = drawn.words()
    places = [text.index(part) for part in ("Độc lập - Tự do - Hạnh phúc", title, NAMES[kind], FOR[kind], "Lê Hồng")]
    assert places == sorted(places)
    assert "001/2026" in text
    assert "7K3M Q9X2 ABCD EFGH" in text
    assert sheet.overlaps() == []
    assert drawn.codes(1, dpi=200) == ["https://lopso.example/g/7K3MQ9X2ABCDEFGH"]


def test_merit_is_given_by_the_chairman_by_a_decision_and_of_no_length():
    text = Paper(paper.draw(award())).words()
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG TẶNG GIẤY KHEN" in text
    assert "Quyết định số:" in text
    assert "Vào sổ khen thưởng số: 001/2026" in text
    assert "Có giá trị" not in text
    party = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")
    assert "CHỦ TỊCH ĐẢNG ỦY" not in Paper(paper.draw(award(issuer=party))).words()


def test_a_recognition_says_until_when_and_a_letter_who_thanks():
    assert "Có giá trị đến hết ngày 20 tháng 12 năm 2028" in Paper(paper.draw(award("recognition"))).words()
    thanks = Paper(paper.draw(award("thanks"))).words()
    assert "Ủy ban nhân dân phường Phan Đình Phùng trân trọng cảm ơn H'Hen Niê" in thanks
    assert "Quyết định số" not in thanks


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LONG)
def test_long_names_stand_on_one_page_letter_for_letter(kind: str, name: str):
    issuer = replace(samples.WARD, parent="ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN")
    place = "Số 14 ngách 25 hẻm 7, ngõ 12 đường Hoàng Hoa Thám kéo dài, Tổ dân phố số 1, Phường Phan Đình Phùng"
    reason = (
        FOR[kind].rstrip(".") + ": mô hình hướng dẫn người cao tuổi dùng dịch vụ công trực tuyến tại các tổ dân phố."
    )
    drawn = assert_sound(paper.draw(award(kind, name=name, place=place, for_=reason, issuer=issuer, specimen=True)))
    assert len(drawn.sheets) == 1
    assert "".join(name.split()) in "".join(drawn.text(layout=False).split())
    assert "BẢN VẼ THỬ" in drawn.words()
    assert drawn.sheets[0].overlaps() == []


def test_the_office_with_a_long_name_stands_in_even_lines_and_the_day_unbroken():
    long = "ỦY BAN NHÂN DÂN XÃ ĐẶC BIỆT KHÓ KHĂN LIÊN MINH HỢP NHẤT QUANG TRUNG PHÚ XUYÊN"
    issuer = replace(samples.WARD, name=long, place="Liên Minh Hợp Nhất Quang Trung Phú Xuyên")
    drawn = assert_sound(paper.draw(award(issuer=issuer)))
    lines = [" ".join(each.text.split()) for each in drawn.sheets[0].lines]
    assert "LIÊN MINH HỢP NHẤT QUANG TRUNG PHÚ XUYÊN" in " ".join(lines)
    assert not [each for each in lines if each == "XUYÊN"]
    assert [each for each in lines if each == "ngày 20 tháng 12 năm 2026"]


def test_a_long_reason_is_larger_where_no_address_stands():
    reason = "Đã hướng dẫn bà con dùng dịch vụ công trực tuyến, thanh toán và khám chữa bệnh. " * 6
    sizes = [paper.fits(award(for_=reason, place=place))[2].size for place in ("", "Tổ dân phố 1")]
    assert sizes[0] > sizes[1]


@pytest.mark.parametrize("kind", KINDS)
def test_the_word_file_has_a_page_for_each_in_the_words_of_the_paper(kind: str):
    papers = [award(kind), award(kind, name=ORGANISATION_120, number="002/2026")]
    file = Document(io.BytesIO(paper.draw_word(papers)))
    section = file.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    starts = [each for each in file.paragraphs if each.paragraph_format.page_break_before]
    assert len(starts) == 1
    cells = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    text = " ".join(" ".join(each.text for each in file.paragraphs).split())
    assert text.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 2
    for one, (notes, signed) in zip(papers, cells, strict=True):
        assert all(each in text for each in (KINDS_OF[kind].title, one.awarding.name, one.name, one.for_))
        assert f"{KINDS_OF[kind].book}: {one.number}" in notes
        assert ("Quyết định số: ....." in notes) == (kind == "merit")
        assert ("Có giá trị đến hết ngày 20 tháng 12 năm 2028" in notes) == (kind == "recognition")
        assert "lopso.example/g\nMã: 7K3M Q9X2 ABCD EFGH" in notes
        assert "Lê Hồng Thái" in signed
    assert not file.sections[0].header.paragraphs[0].text


def test_no_word_file_is_written_of_nothing():
    with pytest.raises(Unprintable, match="Không tờ nào"):
        paper.draw_word([])


def test_nobody_and_what_has_no_room_are_refused_in_words():
    with pytest.raises(Unprintable, match="Chưa ghi tên người, nơi được nhận"):
        paper.fits(award("thanks", name=""))
    with pytest.raises(Unprintable, match="dài quá, không in được trên giấy khen"):
        paper.fits(award(for_="Đã có thành tích. " * 60))
    with pytest.raises(Unprintable, match="không in được trên thư cảm ơn: 🙂"):
        paper.fits(award("thanks", name="Lan 🙂"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_stands_in_the_middle_of_its_room(kind: str):
    (sheet,) = Paper(paper.draw(award(kind))).sheets
    name = sheet.line(NAMES[kind])
    above = name.top - max(each.baseline for each in sheet.lines if each.baseline < name.top)
    below = min(each.top for each in sheet.lines if each.top > name.baseline) - name.baseline
    assert 0.6 < above / below < 1.7
