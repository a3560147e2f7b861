"""Years and dates of birth as people write them, read or refused."""

import datetime as dt
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from app.country.births import Birth, BirthFault, UnusableBirth, lone_year, parse_birth

steady = settings(derandomize=True, database=None)
TODAY = dt.date(2026, 11, 20)
EIGHTH_OF_APRIL = Birth(1954, dt.date(1954, 4, 8))


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ("1954", Birth(1954)),
        (" 1954. ", Birth(1954)),
        ("１９５４", Birth(1954)),
        ("08/04/1954", EIGHTH_OF_APRIL),
        ("8/4/1954", EIGHTH_OF_APRIL),
        ("8-4-1954", EIGHTH_OF_APRIL),
        ("08.4.1954", EIGHTH_OF_APRIL),
        ("8 4 1954", EIGHTH_OF_APRIL),
        ("8 / 4 / 1954", EIGHTH_OF_APRIL),
        ("1954-04-08", EIGHTH_OF_APRIL),
        ("08041954", EIGHTH_OF_APRIL),
        ("29/02/1956", Birth(1956, dt.date(1956, 2, 29))),
        ("04/1954", Birth(1954)),
        ("00/00/1954", Birth(1954)),
        ("00/04/1954", Birth(1954)),
        ("1906", Birth(1906)),
        ("2026", Birth(2026)),
        ("20/11/2026", Birth(2026, TODAY)),
    ],
)
def test_births(typed: str, birth: Birth) -> None:
    assert parse_birth(typed, TODAY) == birth


@pytest.mark.parametrize(
    ("typed", "reason", "text"),
    [
        ("", BirthFault.EMPTY, ""),
        ("  ", BirthFault.EMPTY, ""),
        ("54", BirthFault.TOO_FEW_DIGITS, "54"),
        ("8/4/54", BirthFault.TOO_FEW_DIGITS, "54"),
        ("195", BirthFault.TOO_FEW_DIGITS, "195"),
        ("5", BirthFault.TOO_FEW_DIGITS, "5"),
        ("19544", BirthFault.TOO_MANY_DIGITS, "19544"),
        ("abc", BirthFault.UNREADABLE, "abc"),
        ("khoảng 1954", BirthFault.UNREADABLE, "khoảng 1954"),
        ("1/2/3/1954", BirthFault.UNREADABLE, "1/2/3/1954"),
        ("-1954", BirthFault.UNREADABLE, "-1954"),
        ("31/02/1954", BirthFault.NO_SUCH_DAY, "31/02/1954"),
        ("29/02/1955", BirthFault.NO_SUCH_DAY, "29/02/1955"),
        ("8/13/1954", BirthFault.NO_SUCH_DAY, "8/13/1954"),
        ("31021954", BirthFault.NO_SUCH_DAY, "31/02/1954"),
        ("2054", BirthFault.FUTURE, "2054"),
        ("21/11/2026", BirthFault.FUTURE, "21/11/2026"),
        ("12/2026", BirthFault.FUTURE, "12/2026"),
        ("1905", BirthFault.TOO_LONG_AGO, "1905"),
        ("0000", BirthFault.TOO_LONG_AGO, "0000"),
    ],
)
def test_births_that_cannot_be_used(typed: str, reason: BirthFault, text: str) -> None:
    with pytest.raises(UnusableBirth) as refused:
        parse_birth(typed, TODAY)
    assert (refused.value.reason, refused.value.text) == (reason, text)


@steady
@given(st.text(st.sampled_from("0123456789/-. "), max_size=12) | st.text(max_size=30))
def test_a_birth_is_read_or_refused_never_a_crash(text: str) -> None:
    with suppress(UnusableBirth):
        birth = parse_birth(text, TODAY)
        assert 1906 <= birth.year <= 2026
        assert birth.date is None or birth.date.year == birth.year


def test_the_years_between_too_old_and_not_yet_are_all_taken() -> None:
    years = [parse_birth(str(year), TODAY).year for year in range(1906, 2027)]
    assert all(later - earlier == 1 for earlier, later in pairwise(years))


@pytest.mark.parametrize(
    "text",
    [
        "1955?", "~1955", "khoảng 1955", "sinh năm 1955", "--/--/1955", "/1955", "xx/05/1955", "15/8 âm lịch 1955",
        "03/05/1955 ÂL", "1955-05-03T00:00:00", "31/2/1955", "08.IV.1955", "1955.0",
    ],
)  # fmt: skip
def test_one_plausible_year_beside_other_words(text: str) -> None:
    assert lone_year(text, TODAY) == 1955


@pytest.mark.parametrize(
    "text",
    [
        "", "k nhớ", "Ất Mùi", "71 tuổi", "'55", "19 55", "1.955", "1955 (theo CCCD 1957)", "1955-56", "trước 1955",
        "mất 1999", "1955 hoặc 56", "cấp năm 1999 tại CA", "1850", "2031", "0912 1955 333",
    ],
)  # fmt: skip
def test_no_year_or_one_that_may_be_another(text: str) -> None:
    assert lone_year(text, TODAY) is None
