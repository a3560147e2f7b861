"""What makes a password too easy. Pure; the sentences are made where the reader is known (app/web/sign_in)."""

from enum import Enum
from itertools import pairwise

from app.country import names

PASSWORD_LENGTH = (10, 200)
LONGEST_NUMBER = 14
# A small list, of what people here really take. Compared without accents, spaces and capitals.
_WORDS = """
matkhau matkhaumoi matkhaumanh password passwords passwort letmein welcome admin administrator quantri quantrivien
iloveyou iloveyousomuch anhyeuem emyeuanh yeuemnhieu yeuanhnhieu vietnam vietnamvodich sinhnhat giadinh hanhphuc
qwerty qwertyuiop asdfghjkl zxcvbnm qazwsxedc qweasdzxc abcdef abcdefghij lopso binhdanhocvuso binhdan
chuyendoiso canbophuong canbo ubndphuong uyban tonghop xinchao maytinh dienthoai khongbiet khongco
"""
OBVIOUS = frozenset(_WORDS.split())


class PasswordFault(Enum):
    """Why a password cannot be taken."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    IS_NAME = "is the name"
    OBVIOUS = "obvious"


class WeakPassword(ValueError):
    """A password that cannot be taken, and why. Holds no part of it."""

    def __init__(self, reason: PasswordFault) -> None:
        super().__init__(reason.value)
        self.reason = reason


def check_password(password: str, *, username: str = "", full_name: str = "") -> None:
    """Let pass a password of 10–200 characters that is neither one's own name nor among the first anybody tries.

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
    if plain.isdigit() and len(password) <= LONGEST_NUMBER:  # a telephone, a date of birth
        raise WeakPassword(PasswordFault.OBVIOUS)
    if _bare(password) in OBVIOUS or _is_pattern(plain if len(plain) > len(password) // 2 else password):
        raise WeakPassword(PasswordFault.OBVIOUS)


def _plain(text: str) -> str:
    """Letters and digits alone, without accents and capitals: "Mật khẩu 123!" → "matkhau123"."""
    return "".join(sign for sign in names.search_key(text[: PASSWORD_LENGTH[1]]) if sign.isalnum())


def _bare(text: str) -> str:
    """The same without digits around it: what is left of "canbo2026"."""
    return _plain(text).strip("0123456789")


def _is_pattern(text: str) -> bool:
    """One or two different signs (aaaaaaaaaa, 1212121212), or one step all along (1234567890, abcdefghij)."""
    pairs = [(ord(before), ord(after)) for before, after in pairwise(text)]
    steps = {(after - before) % 10 if text.isdigit() else after - before for before, after in pairs}
    return len(set(text)) <= 2 or (len(steps) == 1 and steps <= {1, 9, -1})
