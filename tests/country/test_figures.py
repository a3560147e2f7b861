"""What zero, nothing known, a share and a growth look like, wherever they stand."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.country import figures


@pytest.fixture(autouse=True)
def spoken(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0"), (5009, "83,5"), (4995, "83,3"), (60, "1"), (None, "chưa có số liệu")]
)
def test_a_count_has_one_form(minutes: int | None, shown: str) -> None:
    assert figures.count(minutes, 60) == shown


def test_zero_is_no_missing_figure() -> None:
    assert (figures.count_cell(0), figures.count_cell(None)) == ("0", "–")
    assert (figures.share_cell(0), figures.share_cell(None)) == ("0%", "–")
    assert (figures.share(69.8493), figures.share(None)) == ("69,85%", "chưa có số liệu")


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (340, 11, "từ 11 lên 340"),
        (5, 11, "từ 11 xuống 05"),
        (120, 100, "tăng 20%"),
        (95, 100, "giảm 5%"),
        (300, 100, "tăng 200%"),
        (301, 100, "từ 100 lên 301"),
        (100, 100, "không đổi"),
        (3, 0, "chưa có số liệu"),
        (3, None, "chưa có số liệu"),
    ],
)
def test_growth_from_little_is_no_percentage(now: float, before: float | None, words: str) -> None:
    assert figures.growth_words(now, before) == words


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (25736, 36845, "69,85%"),
        (1, 3, "33,33%"),
        (2, 3, "66,67%"),
        (0, 40, "0%"),
        (40, 40, "100%"),
        (44, 40, "110%"),
        (36_844_999, 36_845_000, "99,99%"),  # one is missing: not all
        (1, 1_000_000, "0,01%"),  # one is there: not none
        (0, 0, "chưa có số liệu"),
        (14_999, 25_000, "59,99%"),  # a goal of 60 % is missed
        (50_001, 1_000_000, "5,01%"),  # one of 5 % at most is passed
        (57, 100, "57%"),
    ],
)
def test_shares(part: int, whole: int, written: str) -> None:
    assert figures.share_of(part, whole) == written


@pytest.mark.parametrize(
    ("part", "number"), [(0.698493, 69.85), (0.999999, 99.99), (0.0000001, 0.01), (0, 0), (1, 100), (1.1, 110)]
)
def test_a_share_is_the_same_number_in_a_file_as_on_a_screen(part: float, number: float) -> None:
    assert figures.value_of_share(part) == number
    assert figures.share(part * 100) == f"{number}%".replace(".", ",")


def test_a_share_without_decimals_never_claims_all_or_none() -> None:
    assert figures.share_of(999, 1000, places=0) == "99%"
    assert figures.share_of(1, 1000, places=0) == "1%"
