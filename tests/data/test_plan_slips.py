"""Slips in the texts of plans: each kind is found and mended, and a plan of another ward becomes one's own."""

import pytest

from app.data.plan_slips import as_own, mended, reworded, slips_in, slips_of
from app.data.plans import catalogue
from app.models import AdministrativeUnit


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("cho ít nhất 5 […] “mentee”", "cho ít nhất 5 “mentee”"),
        ("khoa học và công nghê, đổi mới", "khoa học và công nghệ, đổi mới"),
        ("nền tảng VnElD.", "nền tảng VNeID."),
        ("Phần đầu trên 90% người dân", "Phấn đấu trên 90% người dân"),
        ("tra cứu Công dịch vụ công", "tra cứu Cổng dịch vụ công"),
        ("giai đoàn và hàng năm", "giai đoạn và hằng năm"),
        ("Đảng uỷ, Tỉnh uỷ", "Đảng ủy, Tỉnh ủy"),
        ("mô hình điểm , lan tỏa", "mô hình điểm, lan tỏa"),
    ],
)
def test_a_slip_is_found_and_mended(text: str, right: str) -> None:
    assert slips_in(text)
    assert mended(text) == right
    assert not slips_in(right)


def test_words_that_are_right_stay() -> None:
    text = "Phần đầu của Đề án: công nghệ, Công an, hàng hóa, giai đoạn 2, ủy ban (VNeID) 1.000 …"
    assert mended(text) == text


def test_no_plan_that_ships_has_a_slip_once_mended() -> None:
    assert slips_of(catalogue()["nghe-an"])["công nghê"] == "công nghệ"
    assert slips_of(catalogue()["phan-dinh-phung"])["Phần đầu"] == "Phấn đấu"
    for each in catalogue().values():
        assert not slips_of(reworded(each, mended))


def test_the_plan_of_another_ward_has_the_name_of_the_one_that_takes_it_and_no_number() -> None:
    file, own = catalogue()["ha-tu"], AdministrativeUnit(code="1", kind="phường", name="Hà Tu")
    other = AdministrativeUnit(code="05443", kind="phường", name="Gia Sàng", parent=own)
    assert as_own(file, own) is file
    taken = as_own(file, other).columns
    assert (taken["body"], taken["number"], taken["signed_on"]) == ("Đảng ủy phường Gia Sàng", "", None)
    assert as_own(catalogue()["nghe-an"], other) is catalogue()["nghe-an"]
