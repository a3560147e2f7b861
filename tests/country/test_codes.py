"""Codes: random enough, without look-alikes, forgiving when typed, readable aloud."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from app.country import codes

steady = settings(derandomize=True, database=None)


def test_a_token_has_80_random_bits() -> None:
    tokens = {codes.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", token) for token in tokens)
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 32
    assert set("".join(tokens)) == set(codes.ALPHABET)  # 3,200 signs: each of the 32 turns up


@pytest.mark.parametrize("length", [4, 5, 8])
def test_a_code_is_as_long_as_asked(length: int) -> None:
    assert len(codes.new_code(length)) == length


@pytest.mark.parametrize(
    "typed", ["7K3MQ9X2", "7k3m q9x2", " 7K3M-Q9X2\n", "7k3m–q9x2", "７Ｋ３ＭＱ９Ｘ２", "7.K.3.M Q9X2"]
)
def test_a_random_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.read_code(typed) == "7K3MQ9X2"


@pytest.mark.parametrize(("typed", "code"), [("1o10", "1010"), ("IL0O", "1100"), ("lOiD", "101D")])
def test_look_alikes_are_read_as_digits(typed: str, code: str) -> None:
    assert codes.read_code(typed) == code


@pytest.mark.parametrize("typed", ["", "   ", "7U3M", "../..", "漢字", "7" * 65, "7K3M" + " " * 80])
def test_what_cannot_be_a_random_code_finds_nothing(typed: str) -> None:
    code = codes.read_code(typed)
    assert isinstance(code, str)  # never None, which SQL would compare with rows that have no code yet
    assert code == ""


@steady
@given(st.integers(1, 20))
def test_a_new_code_is_read_as_itself(length: int) -> None:
    code = codes.new_code(length)
    assert codes.fold(code) == code
    assert codes.read_code(codes.spoken(code).lower()) == code


@pytest.mark.parametrize("typed", ["DEM1", "dem1", "Dem-1", "d e m 1", "DEMI", "deml", "ĐÊM1", "đe\u0302m 1", "đêm 1"])
def test_a_chosen_code_survives_folding_on_both_sides(typed: str) -> None:
    assert codes.fold(typed) == codes.fold("DEM1") == "DEM1"


def test_a_chosen_code_may_hold_any_letter() -> None:
    assert codes.fold("lop02") == codes.fold("LOPO2") == codes.fold("L0P-02")
    assert codes.fold("DUONG1") == codes.fold("duong1")
    assert codes.fold("DEM1") != codes.fold("DEM2")


@steady
@given(st.text())
def test_folding_takes_anything_and_twice_is_once(text: str) -> None:
    folded = codes.fold(text)
    assert re.fullmatch(r"[0-9A-HJKMNP-Z]{0,64}", folded)
    assert codes.fold(folded) == folded
    assert codes.read_code(text) in {"", folded}


@pytest.mark.parametrize(
    ("code", "aloud", "signs"),
    [
        ("", "", ""),
        ("DEM1", "DEM1", "D E M 1"),
        ("7K3MQ", "7K3 MQ", "7 K 3, M Q"),
        ("7K3MQ9", "7K3 MQ9", "7 K 3, M Q 9"),
        ("7K3MQ9X2", "7K3M Q9X2", "7 K 3 M, Q 9 X 2"),
        ("7K3MQ9X2AB", "7K3M Q9X 2AB", "7 K 3 M, Q 9 X, 2 A B"),
        ("7K3MQ9X2ABCDEFGH", "7K3M Q9X2 ABCD EFGH", "7 K 3 M, Q 9 X 2, A B C D, E F G H"),
    ],
)
def test_codes_are_read_aloud_in_groups(code: str, aloud: str, signs: str) -> None:
    assert codes.spoken(code) == aloud
    assert codes.spelt(code) == signs
