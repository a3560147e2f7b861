"""Headers of papers, and the columns of their tables: nothing of a name, a place or a code is broken."""

from dataclasses import replace
from datetime import date

import pytest

from app.documents.fitting import MM_PER_PT
from app.documents.issuers import EMPTY, Issuer, dated_width, header_lines
from app.documents.official import LANDSCAPE, PORTRAIT, dated, number_words
from app.documents.tables import Column, ruled
from app.documents.typefaces import face
from tests.documents import samples

OFFICES = (
    Issuer("", "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM PHƯỜNG PHAN ĐÌNH PHÙNG", "Phan Đình Phùng", "front"),
    Issuer("ỦY BAN MTTQ VIỆT NAM PHƯỜNG PHAN ĐÌNH PHÙNG", "BAN THƯỜNG TRỰC", "Phan Đình Phùng", "front"),
    Issuer("ĐẢNG BỘ TỈNH THÁI NGUYÊN", "ĐẢNG ỦY PHƯỜNG PHAN ĐÌNH PHÙNG", "Phan Đình Phùng", "party"),
    Issuer(
        "UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG PHAN ĐÌNH PHÙNG", "Phan Đình Phùng"
    ),
)


@pytest.mark.parametrize("issuer", OFFICES, ids=lambda issuer: issuer.name)
@pytest.mark.parametrize("width", [PORTRAIT, LANDSCAPE])
def test_a_header_breaks_no_country_no_place_and_no_date(issuer: Issuer, width: float):
    written = dated(issuer, date(2026, 11, 21))
    lines = header_lines(issuer, text_width=width, dated=written)
    share, size = lines.left / 100 * width, (14 if issuer.style == "party" else 12) * MM_PER_PT
    for name, kept in ((lines.parent, face("Tinos-Regular")), (lines.own, face("Tinos-Bold"))):
        assert all(kept.width(line) * size <= share for line in name)
        whole = " ".join(name).replace("\xa0", " ")
        assert sum("PHAN\xa0ĐÌNH\xa0PHÙNG" in line or "PHAN ĐÌNH PHÙNG" in line for line in name) == (
            "PHAN ĐÌNH PHÙNG" in whole
        )
        assert ("VIỆT NAM" in whole) == any("VIỆT\xa0NAM" in line for line in name)
    assert lines.dated == (14 if issuer.style == "party" else 13)
    assert dated_width(written, lines.dated) <= width * (1 - lines.number / 100)


def test_a_long_place_leaves_the_number_its_room_and_takes_two_lines_only_then():
    long = header_lines(
        samples.WARD, text_width=PORTRAIT, dated=dated(replace(samples.WARD, place="Phan Đình " * 5), None)
    )
    assert long.dated == 0
    party = replace(samples.WARD, style="party", place="Bình Hưng Hòa Bình Trị Đông")
    narrow = header_lines(party, text_width=PORTRAIT, dated=dated(party, date(2026, 11, 21)))
    assert narrow.dated in (13, 14)
    assert narrow.number < narrow.left


@pytest.mark.parametrize(
    ("issuer", "whole", "number"),
    [
        (OFFICES[1], "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM PHƯỜNG PHAN ĐÌNH PHÙNG", "Số:  /BC-MTTQ-BTT"),
        (OFFICES[2], "ĐẢNG ỦY PHƯỜNG PHAN ĐÌNH PHÙNG", "Số  -BC/ĐU"),
        (
            Issuer("UBND PHƯỜNG HÀ TU", "PHÒNG VĂN HÓA - XÃ HỘI", "Hà Tu"),
            "PHÒNG VĂN HÓA - XÃ HỘI PHƯỜNG HÀ TU",
            "Số:  /BC-PVHXH",
        ),
        (samples.WARD, "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "Số:  /BC-UBND"),
        (
            Issuer("UBND XÃ X", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "X"),
            "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ X",
            "Số:  /BC-TTPVHCC",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_office_inside_another_is_named_with_its_place_and_numbers_its_papers(
    issuer: Issuer, whole: str, number: str
):
    assert issuer.full_name == whole
    assert number_words(issuer, "", "BC").replace(EMPTY, " ") == number


def test_columns_are_as_wide_as_what_stands_in_them():
    columns = [Column("Mã", "code", "tight"), Column("Tên", "name", "left", grow=1), Column("Ký", "sign", least=40)]
    rows = [{"code": "K7M4 X0AB CDEF 0001", "name": "Dung"}, {"code": "", "name": samples.LONG_300}]
    code, name, sign = ruled(columns, rows, width=160, size=11).widths
    assert (round(code + name + sign, 1), sign) == (160, 40)
    assert face("Tinos-Regular").width("K7M4 X0AB CDEF 0001") * 11 * MM_PER_PT < code < 45
    assert name > 70


def test_the_front_s_name_stays_one():
    front = Issuer(
        "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM PHƯỜNG PHAN ĐÌNH PHÙNG", "BAN THƯỜNG TRỰC", "Phan Đình Phùng", "front"
    )
    lines = [line.replace("\xa0", " ") for line in header_lines(front, text_width=PORTRAIT).parent]
    assert lines == ["ỦY BAN MẶT TRẬN", "TỔ QUỐC VIỆT NAM", "PHƯỜNG PHAN ĐÌNH PHÙNG"]
