"""Passwords: which are too weak (the messages are made in app/web/sign_in), and how wrong ones are counted by user
name: five within a quarter of an hour lock the name for as long.

Each browser that signed in before has a count of its own (`limits`), so that nobody else can lock it out.
"""

from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.country import names
from app.models.base import Base
from app.models.people.account import fold_username

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


# docs/promises.md, "Sign-in".
MOST = 5
LOCK = timedelta(minutes=15)
# Separates name and device in the key of a known device; unambiguous, as folded names have no capitals.
KNOWN = "/KNOWN"


class Locked(Exception):
    """Too many wrong tries; `until` is when the lock ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class WrongTries(Base):
    """The wrong tries for one user name. Unknown names are counted too, so that they cannot be told apart."""

    __tablename__ = "wrong_tries"

    username: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    at: Mapped[datetime]

    @classmethod
    def check(cls, session: Session, username: str, now: datetime, *, device: str = "") -> None:
        """Check that a name is not locked for a known device, or for all unknown ones; only reads.

        Raises:
            Locked: it is.
        """
        tries = session.scalars(select(cls).where(cls.username == _counted_as(username, device))).one_or_none()
        if tries is not None:
            tries.let_pass(now)

    @classmethod
    def is_locked(cls, session: Session, username: str, now: datetime) -> bool:
        """Whether a name is locked for all unknown browsers; only reads."""
        try:
            cls.check(session, username, now)
        except Locked:
            return True
        return False

    @classmethod
    def of(cls, session: Session, username: str, now: datetime, *, device: str = "") -> "WrongTries":
        """The count for a name on a known device or on all unknown ones, locked for this write transaction. Deletes
        counts that have expired.

        Raises:
            Locked: the name is locked.
        """
        name = _counted_as(username, device)
        wanted = select(cls).where(cls.username == name).with_for_update().execution_options(populate_existing=True)
        tries = session.scalars(wanted).one_or_none()
        if tries is None:
            try:
                with session.begin_nested():
                    session.add(cls(username=name, at=now))
            except IntegrityError:  # a simultaneous first try
                pass
            tries = session.scalars(wanted).one()
        cls._sweep(session, name, now)
        tries.let_pass(now)
        if tries.locked_until is not None or tries.at <= now - LOCK:
            tries.count, tries.locked_until = 0, None
        return tries

    @classmethod
    def _sweep(cls, session: Session, own: str, now: datetime) -> None:
        """Delete what has expired of other names. Only once the own count is locked, and never waiting: two who sign in
        at one moment and deleted each other's first would wait for each other."""
        open_again = or_(cls.locked_until.is_(None), cls.locked_until <= now)
        swept = select(cls.username).where(cls.at <= now - LOCK, open_again, cls.username != own)
        session.execute(delete(cls).where(cls.username.in_(swept.with_for_update(skip_locked=True))))

    @classmethod
    def lift(cls, session: Session, username: str) -> None:
        """Unlock a name on every device: its password was reset."""
        name = fold_username(username)
        of_known = cls.username.startswith(name + KNOWN, autoescape=True)
        session.execute(delete(cls).where(or_(cls.username == name, of_known)))

    def let_pass(self, now: datetime) -> None:
        """Do nothing unless the name is locked.

        A lock that ends later than twice `LOCK` from now comes from a clock that ran ahead, and is ignored. (Twice,
        because of two simultaneous tries the second may have read the clock first.)

        Raises:
            Locked: the name is locked.
        """
        if self.locked_until is not None and now < self.locked_until <= now + 2 * LOCK:
            raise Locked(self.locked_until)

    def note_wrong(self, now: datetime) -> bool:
        """Count one wrong try; True if it locks the name."""
        self.count, self.at = self.count + 1, now
        if self.count < MOST:
            return False
        self.count, self.locked_until = 0, now + LOCK
        return True

    @property
    def left(self) -> int:
        """The number of wrong tries left before the name locks; 0 once it has."""
        return 0 if self.locked_until is not None else MOST - self.count

    def forget(self) -> None:
        """Reset the count, after a right or a new password."""
        self.count, self.locked_until = 0, None


def _counted_as(username: str, device: str) -> str:
    """The key under which a typed name is counted."""
    return fold_username(username) + (device and f"{KNOWN}/{device}")
