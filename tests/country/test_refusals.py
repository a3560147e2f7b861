"""Why something typed cannot be used, in words."""

import datetime as dt
from collections.abc import Callable

import pytest

from app.country import formats, names
from app.country.births import Birth, BirthFault, UnusableBirth, parse_birth
from app.country.formats import PhoneFault, UnusablePhone
from app.country.refusals import sentence

TODAY = dt.date(2026, 11, 20)

Refused = names.UnusableName | UnusablePhone | UnusableBirth
READERS: dict[str, Callable[[str], str | Birth]] = {
    "name": names.clean_name,
    "phone": formats.parse_phone,
    "birth": lambda text: parse_birth(text, TODAY),
}


def read_or_refused(read: str, typed: str) -> str | Birth | Refused:
    """What a field makes of a text; any other error than a refusal fails the test."""
    try:
        return READERS[read](typed)
    except (names.UnusableName, UnusablePhone, UnusableBirth) as refused:
        return refused


def refusal_of(read: str, typed: str, staff: bool = False) -> str:
    refused = read_or_refused(read, typed)
    assert isinstance(refused, Refused)
    return sentence(refused, staff=staff)


SENTENCES = [
    ("birth", "54", 'Năm sinh "54" thiếu hai số. Bác ghi đủ bốn số, ví dụ 1954.'),
    ("birth", "8/4/195", 'Năm sinh "195" thiếu một số. Bác ghi đủ bốn số, ví dụ 1954.'),
    ("birth", "5", 'Năm sinh "5" thiếu ba số. Bác ghi đủ bốn số, ví dụ 1954.'),
    ("birth", "19544", 'Năm sinh "19544" bị thừa số. Bác ghi đúng bốn số, ví dụ 1954.'),
    ("birth", "", "Chưa có năm sinh. Bác ghi đủ bốn số, ví dụ 1954."),
    ("birth", "già", '"già" chưa phải năm sinh. Bác ghi đủ bốn số, ví dụ 1954.'),
    ("birth", "30/2/1954", 'Không có ngày "30/2/1954" trong lịch. Bác xem lại, hoặc chỉ ghi năm, ví dụ 1954.'),
    ("birth", "2054", 'Thời điểm "2054" chưa tới. Bác xem lại năm sinh, ví dụ 1954.'),
    ("birth", "1854", 'Năm sinh "1854" đã quá xa. Bác xem lại, ví dụ 1954.'),
    ("phone", "", "Chưa có số điện thoại. Bác ghi số, ví dụ 0912 345 678."),
    ("phone", "Zalo", '"Zalo" chưa phải một số điện thoại. Bác ghi một số, ví dụ 0912 345 678.'),
    ("phone", "0912", 'Số điện thoại "0912" còn thiếu số. Bác ghi đủ số, ví dụ 0912 345 678.'),
    ("phone", "09123456789", 'Số điện thoại "09123456789" bị thừa số. Bác xem lại từng số, ví dụ 0912 345 678.'),
    ("phone", "0651234567", 'Không có số điện thoại nào là "0651234567". Bác xem lại từng số, ví dụ 0912 345 678.'),
    ("name", "", "Chưa có họ và tên. Bác ghi đủ họ và tên, ví dụ Nguyễn Thị Hoa."),
    ("name", "=1+1", '"=1+1" chưa có chữ cái nào. Bác ghi đủ họ và tên, ví dụ Nguyễn Thị Hoa.'),
    ("name", "{{7*7}}", '"{{7*7}}" chưa có chữ cái nào. Bác ghi đủ họ và tên, ví dụ Nguyễn Thị Hoa.'),
    ("name", "Lan 🌸", "Họ và tên có hình 🌸, không in lên giấy được. Bác chỉ ghi chữ."),
    ("name", "Á" * 301, "Họ và tên dài quá 300 chữ. Bác ghi gọn lại."),
]


@pytest.mark.parametrize(("read", "typed", "words"), SENTENCES)
def test_a_refusal_says_what_to_write_instead(read: str, typed: str, words: str) -> None:
    assert refusal_of(read, typed) == words
    assert refusal_of(read, typed, staff=True) == words.replace("Bác", "Anh chị")


def test_every_reason_has_a_sentence_of_its_own() -> None:
    refusals: list[Refused] = [
        *(names.UnusableName(reason, "x") for reason in names.NameFault),
        *(UnusablePhone(reason, "x") for reason in PhoneFault),
        *(UnusableBirth(reason, "x") for reason in BirthFault),
    ]
    assert len({sentence(refused) for refused in refusals}) == len(refusals)


def test_sentences_are_short_as_the_house_wants() -> None:
    for _, _, words in SENTENCES:
        assert all(len(part.split()) <= 15 for part in words.split(". "))
        assert "vui lòng" not in words
        assert "!" not in words


def test_a_refusal_repeats_only_the_beginning_of_a_long_text() -> None:
    words = refusal_of("birth", "a" * 5000)
    assert words.startswith('"' + "a" * 40 + '…" ')
    assert len(words) < 140


def test_percent_signs_in_what_was_typed_stay_text() -> None:
    assert refusal_of("birth", "%(you)s%s%") == '"%(you)s%s%" chưa phải năm sinh. Bác ghi đủ bốn số, ví dụ 1954.'
