"""Numbers, dates, hours and phones as Vietnam writes and reads them."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import phonenumbers
import pytest
from hypothesis import given, settings, strategies as st
from phonenumbers import PhoneNumberFormat

from app.country import formats, names
from app.country.formats import PhoneFault, UnusablePhone

steady = settings(derandomize=True, database=None)
TODAY = dt.date(2026, 11, 20)
EVENING = dt.datetime(2026, 11, 21, 12, 30, tzinfo=dt.UTC)  # 19.30 in Vietnam
LATE = dt.datetime(2026, 11, 21, 17, 5, tzinfo=dt.UTC)  # five past midnight there, the next day

# -- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (25736, "25.736"),
        (1234567, "1.234.567"),
        (-1234, "-1.234"),
        (1234.5, "1.234,5"),
        (Decimal("69.8500"), "69,85"),
        (2.675, "2,68"),  # what was written counts, not its binary shadow
        (Decimal("1E+3"), "1.000"),
        (100.0, "100"),
    ],
)
def test_numbers(value: int | float | Decimal, written: str) -> None:
    assert formats.number(value) == written


def test_numbers_to_a_place() -> None:
    assert formats.number(1234.56, places=0) == "1.235"
    assert formats.number(100, places=0) == "100"
    assert formats.number(Decimal("0.12345"), places=4) == "0,1235"


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (3, "03"), (9, "09"), (10, "10"), (1200, "1.200")])
def test_counts_in_the_sentence_of_a_paper(count: int, written: str) -> None:
    assert formats.count_in_sentence(count) == written


# -- dates and hours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (dt.date(2026, 11, 21), "21/11/2026", "ngày 21 tháng 11 năm 2026"),
        (dt.date(2026, 4, 8), "08/4/2026", "ngày 08 tháng 4 năm 2026"),
        (dt.date(2026, 1, 10), "10/01/2026", "ngày 10 tháng 01 năm 2026"),
        (dt.date(2026, 2, 9), "09/02/2026", "ngày 09 tháng 02 năm 2026"),
        (dt.date(2026, 3, 9), "09/3/2026", "ngày 09 tháng 3 năm 2026"),
        (dt.date(2026, 10, 1), "01/10/2026", "ngày 01 tháng 10 năm 2026"),
    ],
)
def test_dates_take_their_zero_as_decree_30_wants(day: dt.date, short: str, long: str) -> None:
    assert formats.date(day) == short
    assert formats.long_date(day) == long


SATURDAYS = [dt.date(2026, 11, 21), dt.date(2026, 11, 28), dt.date(2026, 12, 5)]


@pytest.mark.parametrize(
    ("several", "told"),
    [
        ([], ""),
        (SATURDAYS[:1], "thứ Bảy 21/11/2026"),
        (SATURDAYS, "thứ Bảy 21/11, 28/11 và 05/12/2026"),
        ([dt.date(2026, 11, 21), dt.date(2026, 11, 24)], "thứ Bảy 21/11 và thứ Ba 24/11/2026"),
        ([dt.date(2026, 12, 26), dt.date(2027, 1, 2)], "thứ Bảy 26/12/2026 và 02/01/2027"),
        ([EVENING, LATE], "thứ Bảy 21/11 và Chủ nhật 22/11/2026"),
    ],
)
def test_several_days_are_told_in_one_phrase(several: list[dt.date], told: str) -> None:
    assert formats.days(several) == told


def test_weekdays() -> None:
    monday = dt.date(2026, 11, 16)
    week = [formats.weekday(monday + dt.timedelta(days=number)) for number in range(7)]
    assert week == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
    assert formats.weekday_date(dt.date(2026, 11, 21)) == "thứ Bảy 21/11/2026"
    assert formats.day_month(dt.date(2026, 11, 28)) == "28/11"


@pytest.mark.parametrize(
    ("hour", "screen", "paper"),
    [
        (dt.time(19, 30), "19 giờ 30", "19 giờ 30"),
        (dt.time(8), "8 giờ", "08 giờ"),
        (dt.time(8, 30), "8 giờ 30", "08 giờ 30"),
        (dt.time(16, 5), "16 giờ 05", "16 giờ 05"),
        (dt.time(0, 0), "0 giờ", "0 giờ"),
    ],
)
def test_hours(hour: dt.time, screen: str, paper: str) -> None:
    assert formats.time(hour) == screen
    assert formats.paper_time(hour) == paper


def test_a_moment_is_shown_on_the_clock_and_the_calendar_of_vietnam() -> None:
    assert formats.local(EVENING).isoformat() == "2026-11-21T19:30:00+07:00"
    assert formats.moment(EVENING) == "thứ Bảy 21/11/2026, 19 giờ 30"
    assert formats.moment(LATE) == "Chủ nhật 22/11/2026, 0 giờ 05"
    assert formats.date(LATE) == "22/11/2026"
    assert formats.long_date(LATE) == "ngày 22 tháng 11 năm 2026"
    assert formats.day_month(LATE) == "22/11"
    assert formats.paper_time(LATE) == "0 giờ 05"
    assert formats.time_range(EVENING, dt.time(21)) == "19 giờ 30 đến 21 giờ"


@pytest.mark.parametrize("show", [formats.local, formats.date, formats.time, formats.moment, formats.weekday])
def test_a_moment_without_a_zone_is_refused(show: object) -> None:
    assert callable(show)
    with pytest.raises(ValueError, match="time zone"):
        show(EVENING.replace(tzinfo=None))


# -- at the end of a line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("thứ Bảy 21/11/2026, 19 giờ 30", "thứ_Bảy 21/11/2026, 19_giờ_30"),
        ("Chủ nhật 22/11, 28/11 và 05/12/2026", "Chủ_nhật_22/11, 28/11 và 05/12/2026"),
        ("19 giờ 30 đến 21 giờ", "19_giờ_30 đến_21_giờ"),
        ("Tổ 12", "Tổ_12"),
        ("Tổ dân phố Tân Thịnh 1", "Tổ dân phố Tân Thịnh_1"),
        ("0912 345 678", "0912_345_678"),
        ("xxxx xxx 678", "xxxx_xxx_678"),
        ("từ {hour} giờ {minute} ngày {day}/{month}", "từ_{hour}_giờ_{minute} ngày_{day}/{month}"),
        ("chờ gửi {waiting} · phường chưa nhận {refused}", "chờ gửi_{waiting} · phường chưa nhận_{refused}"),
        ("Sẵn sàng dùng khi mất mạng ✓", "Sẵn sàng dùng khi mất mạng_✓"),
    ],
)
def test_what_a_line_never_parts(text: str, shown: str) -> None:
    assert formats.together(text) == shown.replace("_", "\xa0")


# -- phones -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored", "shown", "masked"),
    [
        ("0900000004", "+84900000004", "0900 000 004", "xxxx xxx 004"),
        ("+84 900 000 010", "+84900000010", "0900 000 010", "xxxx xxx 010"),
        ("0900.000.016", "+84900000016", "0900 000 016", "xxxx xxx 016"),
        ("84900000023", "+84900000023", "0900 000 023", "xxxx xxx 023"),
        ("0900 000 912", "+84900000912", "0900 000 912", "xxxx xxx 912"),
        ("912345678", "+84912345678", "0912 345 678", "xxxx xxx 678"),
        (" (0912) 345-678\u200b", "+84912345678", "0912 345 678", "xxxx xxx 678"),
        ("+84 (0)912 345 678", "+84912345678", "0912 345 678", "xxxx xxx 678"),
        ("0084912345678", "+84912345678", "0912 345 678", "xxxx xxx 678"),
        ("０９１２３４５６７８", "+84912345678", "0912 345 678", "xxxx xxx 678"),
        ("0208 3855 123", "+842083855123", "0208 3855 123", "xxxx xxxx 123"),
        ("+1 650 253 0000", "+16502530000", "+1 650-253-0000", "+x xxx-xxx-x000"),
    ],
)
def test_phones_are_read_stored_shown_and_masked(typed: str, stored: str, shown: str, masked: str) -> None:
    assert formats.parse_phone(typed) == stored
    assert formats.phone(stored) == shown
    assert formats.mask_phone(stored) == masked
    assert formats.parse_phone(shown) == stored


def test_every_number_of_nine_digits_is_shown_as_the_library_of_numbers_shows_it() -> None:
    for first in range(100, 1000):
        stored = f"+84{first}450789"
        known = phonenumbers.parse(stored)
        assert formats.phone(stored) == phonenumbers.format_number(known, PhoneNumberFormat.NATIONAL)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", PhoneFault.EMPTY),
        (" \u200b ", PhoneFault.EMPTY),
        ("không có", PhoneFault.UNREADABLE),
        ("---", PhoneFault.UNREADABLE),
        ("0912345678 (con gái)", PhoneFault.UNREADABLE),
        ("0912345678/0987654321", PhoneFault.UNREADABLE),
        ("<b>0912345678", PhoneFault.UNREADABLE),
        ("0", PhoneFault.TOO_SHORT),
        ("+84", PhoneFault.TOO_SHORT),
        ("113", PhoneFault.TOO_SHORT),
        ("091234567", PhoneFault.TOO_SHORT),
        ("0208385512", PhoneFault.TOO_SHORT),
        ("09123456789", PhoneFault.TOO_LONG),
        ("01682345678", PhoneFault.TOO_LONG),  # eleven digits, as until 2018
        ("9" * 40, PhoneFault.TOO_LONG),
        ("0912 345 678 - 0987 654 321", PhoneFault.TOO_LONG),
        ("0651234567", PhoneFault.UNKNOWN),
        ("0001234567", PhoneFault.UNKNOWN),
        ("+999 123 456 789", PhoneFault.UNKNOWN),
        ("+1 650 253 00000", PhoneFault.UNKNOWN),
        ("02001234567", PhoneFault.UNKNOWN),
        ("020838551234", PhoneFault.TOO_LONG),
    ],
)
def test_phones_that_cannot_be_used(typed: str, reason: PhoneFault) -> None:
    with pytest.raises(UnusablePhone) as refused:
        formats.parse_phone(typed)
    assert refused.value.reason is reason
    assert refused.value.text == names.clean(typed)


@steady
@given(st.text(st.sampled_from("0123456789+()-. x"), max_size=24) | st.text(max_size=40))
def test_a_phone_is_read_or_refused_never_a_crash(text: str) -> None:
    with suppress(UnusablePhone):
        stored = formats.parse_phone(text)
        assert formats.parse_phone(formats.phone(stored)) == stored


def test_a_span_of_one_names_it_alone() -> None:
    assert formats.span("001/2026", "003/2026") == "001/2026 đến 003/2026"
    assert formats.span("001/2026", "001/2026") == "001/2026"
