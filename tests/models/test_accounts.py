"""User names made of names, passwords that are too easy."""

import pytest
from argon2 import extract_parameters

from app.models.people.account import USERNAME, fold_username, propose_username
from app.models.people.passwords import PasswordFault, WeakPassword, check_password
from tests import quick_apps


@pytest.mark.parametrize(
    ("full_name", "username"),
    [
        ("Nguyễn Thị Hoa", "hoant"),
        ("Đỗ Đức Đạt", "datdd"),
        ("H'Hen Niê", "nieh"),
        ("Hoa", "hoa"),
        ("Đỗ", "docanbo"),
        ("<b>{{7*7}}</b>", "b77b"),
        ("Công Tằng Tôn Nữ Thị Huyền Trang", "trangcttnth"),
    ],
)
def test_a_user_name_is_made_of_a_name(full_name: str, username: str) -> None:
    assert propose_username(full_name) == username
    assert USERNAME.fullmatch(username)


def test_a_taken_one_gets_a_number() -> None:
    assert propose_username("Nguyễn Thị Hoa", {"hoant"}) == "hoant2"
    assert propose_username("Nguyễn Thị Hoa", {"hoant", "hoant2", "hoant3"}) == "hoant4"
    assert USERNAME.fullmatch(propose_username("x" * 300, set()))


def test_user_names_are_compared_folded() -> None:
    assert fold_username("  HoaNT\u200b ") == "hoant"
    assert len(fold_username("x" * 5000)) == 64


@pytest.mark.parametrize("bad", ["ab", "a b", "quản", "a..b", "-abc", "abc-", "x" * 33, "a@b.vn"])
def test_what_is_no_user_name(bad: str) -> None:
    assert not USERNAME.fullmatch(bad)


@pytest.mark.parametrize(
    "good",
    ["nồi cơm điện xanh", "a!@#$%^&*(", "12/03/1985 mẹ sinh", "日本語日本語日本語日本", "hoant đi chợ", "chín chữ ạ"],
)
def test_a_sentence_of_ones_own_is_taken(good: str) -> None:
    check_password(good, username="hoant", full_name="Nguyễn Thị Hoa")


@pytest.mark.parametrize(
    ("easy", "fault"),
    [
        ("chín chữ", PasswordFault.TOO_SHORT),
        ("x1" * 101, PasswordFault.TOO_LONG),
        ("nguyễn thị HOA", PasswordFault.IS_NAME),
        ("Hoant-2026!", PasswordFault.IS_NAME),
        ("1234567890", PasswordFault.OBVIOUS),
        ("0987654321", PasswordFault.OBVIOUS),
        ("12/03/1985", PasswordFault.OBVIOUS),
        ("abcdefghij", PasswordFault.OBVIOUS),
        ("1212121212", PasswordFault.OBVIOUS),
        ("!!!!!!!!!!", PasswordFault.OBVIOUS),
        ("Mật Khẩu 123", PasswordFault.OBVIOUS),
        ("qwertyuiop1", PasswordFault.OBVIOUS),
    ],
)
def test_what_anybody_tries_first_is_refused(easy: str, fault: PasswordFault) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password(easy, username="hoant", full_name="Nguyễn Thị Hoa")
    assert refused.value.reason is fault
    assert easy not in str(refused.value)


def test_passwords_keep_a_thief_busy_and_an_unknown_name_takes_as_long() -> None:
    """OWASP's least for argon2id. Tests hash with less (tests/quick_apps.py), so the product's own is asked."""
    asked = extract_parameters(quick_apps.HASHER.hash("nồi cơm điện xanh"))
    assert (asked.type.name, asked.memory_cost, asked.time_cost, asked.parallelism) == ("ID", 19 * 1024, 2, 1)
    assert extract_parameters(quick_apps.NOBODY) == asked
