"""Rules for weak passwords. Pure functions; the messages are made where the language is known (app/web/sign_in)."""

from enum import Enum
from itertools import pairwise

from app.country import names

PASSWORD_LENGTH = (10, 200)
LONGEST_NUMBER = 14
# Common passwords in Vietnam; a short list. Compared without accents, spaces and capitals.
_WORDS = """
matkhau matkhaumoi matkhaumanh password passwords passwort letmein welcome admin administrator quantri quantrivien
iloveyou iloveyousomuch anhyeuem emyeuanh yeuemnhieu yeuanhnhieu vietnam vietnamvodich sinhnhat giadinh hanhphuc
qwerty qwertyuiop asdfghjkl zxcvbnm qazwsxedc qweasdzxc abcdef abcdefghij lopso binhdanhocvuso binhdan
chuyendoiso canbophuong canbo ubndphuong uyban tonghop xinchao maytinh dienthoai khongbiet khongco
"""
OBVIOUS = frozenset(_WORDS.split())


class PasswordFault(Enum):
    """Why a password is refused."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    IS_NAME = "is the name"
    OBVIOUS = "obvious"


class WeakPassword(ValueError):
    """A password was refused, with the reason. Contains no part of the password."""

    def __init__(self, reason: PasswordFault) -> None:
        super().__init__(reason.value)
        self.reason = reason


def check_password(password: str, *, username: str = "", full_name: str = "") -> None:
    """Accept a password of 10–200 characters that is neither the owner's name nor a common password.

    Raises:
        WeakPassword: with the reason.
    """
    if len(password) < PASSWORD_LENGTH[0]:
        raise WeakPassword(PasswordFault.TOO_SHORT)
    if len(password) > PASSWORD_LENGTH[1]:
        raise WeakPassword(PasswordFault.TOO_LONG)
    plain, bare_name = _plain(password), _bare(username)
    if plain and (plain in (_plain(username), _plain(full_name)) or (bare_name and _bare(password) == bare_name)):
        raise WeakPassword(PasswordFault.IS_NAME)
    if plain.isdigit() and len(password) <= LONGEST_NUMBER:  # a telephone number or a date of birth
        raise WeakPassword(PasswordFault.OBVIOUS)
    if _bare(password) in OBVIOUS or _is_pattern(plain if len(plain) > len(password) // 2 else password):
        raise WeakPassword(PasswordFault.OBVIOUS)


def _plain(text: str) -> str:
    """Letters and digits only, without accents and capitals: "Mật khẩu 123!" → "matkhau123"."""
    return "".join(sign for sign in names.search_key(text[: PASSWORD_LENGTH[1]]) if sign.isalnum())


def _bare(text: str) -> str:
    """The same without digits at either end: what is left of "canbo2026"."""
    return _plain(text).strip("0123456789")


def _is_pattern(text: str) -> bool:
    """One or two different characters (aaaaaaaaaa, 1212121212), or a constant step (1234567890, abcdefghij)."""
    pairs = [(ord(before), ord(after)) for before, after in pairwise(text)]
    steps = {(after - before) % 10 if text.isdigit() else after - before for before, after in pairs}
    return len(set(text)) <= 2 or (len(steps) == 1 and steps <= {1, 9, -1})
