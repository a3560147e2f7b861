"""The second step: a code of the app, or one from paper; at the door, and before what asks for a fresh proof."""

from datetime import datetime
from enum import StrEnum

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, codes, formats
from app.models import Account, HalfSignIn, Locked, RecoveryCode, Taken, TotpSecret, WrongTries
from app.models.people import totp_secret
from app.models.people.totp_secret import DIGITS, address_of, code_at
from app.models.people.wrong_tries import MOST
from app.web import qr
from app.web.database import db
from app.web.settings import DEMO_TOTP_SECRET
from app.web.sign_in import entry, passkeys, welcome
from app.web.sign_in.entry import Wrong

# The codes that a browser tries at a name are counted apart from the passwords.
CODES = "C"


class Way(StrEnum):
    """What was taken."""

    APP = "app"
    PAPER = "paper"
    PASSKEY = "passkey"


# What somebody gives: a code as it was typed, or the answer of a device.
Given = str | passkeys.Answer


def sealing_key() -> bytes:
    """The key under which secrets of codes are sealed here."""
    return totp_secret.sealing_key(str(current_app.secret_key))


def half_here(session: Session) -> HalfSignIn | None:
    """Who is halfway in on this browser."""
    token = request.cookies.get(welcome.HALF_COOKIE)
    return session.scalars(HalfSignIn.holding(token, clock.now())).one_or_none() if token else None


def check(username: str, now: datetime) -> None:
    """Let pass whoever has tries left; only reads.

    Raises:
        Locked: none are left just now.
    """
    WrongTries.check(db.session(), username, now, device=CODES + entry.known_as(username))


def settle(session: Session, account: Account, given: Given, now: datetime) -> Way | Wrong:
    """Count a try: what was given where it is taken, else what a wrong one has led to. Let the transaction commit
    either way.

    Five wrong ones shut this browser out for a quarter of an hour; one that let the account in before has a count of
    its own, so that nobody who knows the password keeps out whoever has the phone.

    Raises:
        Locked: no tries are left just now.
    """
    tries = WrongTries.of(session, account.username, now, device=CODES + entry.known_as(account.username))
    way = _taken(session, account, given, now)
    if isinstance(way, Way):
        tries.forget()
        if way is Way.PAPER:
            entry.note(session, "recovery_code.used", account, now)
        return way
    if tries.note_wrong(now):
        entry.note(session, "account.codes_locked", account, now, by_itself=False)
    words = passkeys.wrong_words(way) if isinstance(given, passkeys.Answer) else wrong_words(given, now)
    return Wrong(tries.left, tries.locked_until, words=words)


def _taken(session: Session, account: Account, given: Given, now: datetime) -> Way | Taken:
    """The way in that was taken, else what was wrong."""
    if isinstance(given, passkeys.Answer):
        taken = passkeys.take(session, account, given, now)
        return Way.PASSKEY if taken is Taken.RIGHT else taken
    if not is_from_app(given):
        return Way.PAPER if RecoveryCode.take(session, account.id, given, now) else Taken.WRONG
    secret, key = TotpSecret.of(session, account.id), sealing_key()
    return Way.APP if secret is not None and secret.take(session, digits(given), key=key, now=now) else Taken.WRONG


def digits(typed: str) -> str:
    """A code of the app as it is compared: without the gap in its middle, and with 0 for a typed O."""
    return codes.fold(typed)


def is_from_app(typed: str) -> bool:
    """Whether something typed looks like a code of the app: digits alone, six of them or fewer."""
    code = digits(typed)
    return len(code) <= DIGITS and (not code or code.isdecimal())


def wrong_words(typed: str, now: datetime) -> str:
    """What to look at when a code was not taken."""
    if is_from_app(typed):
        return str(
            _(
                "Sáu số chưa đúng hoặc đã dùng rồi. Anh chị gõ số đang hiện, hoặc chờ số mới. Giờ của phường đang là "
                "%(time)s: điện thoại sai giờ thì số không khớp.",
                time=formats.time(now),
            )
        )
    return str(_("Mã dự phòng chưa đúng hoặc đã dùng rồi. Mỗi mã có 16 chữ và số, dùng một lần."))


def why_shut(shut: Locked) -> tuple[str, int]:
    """Why no code may be tried just now, in words, and in how many seconds one may."""
    text = _(
        "Gõ sai mã %(count)s lần nên tạm dừng. Anh chị thử lại sau %(time)s, hoặc nhờ người quản trị khác đặt lại.",
        count=MOST,
        time=formats.time(shut.until),
    )
    return text, max(1, round((shut.until - clock.now()).total_seconds()))


def shown_secret(secret: str, username: str) -> dict[str, object]:
    """What a page needs to hand a secret to an app: to tap, to scan, to type."""
    address = address_of(secret, username)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return {"secret_address": address, "secret_svg": qr.inline(address), "secret_groups": groups}


def shown_code(account: Account, now: datetime) -> str:
    """With the demo's secret that everybody knows: the code of now, so that whoever tries the product needs no app."""
    secret = TotpSecret.of(db.session(), account.id)
    known = secret is not None and secret.reveal(sealing_key()) == DEMO_TOTP_SECRET
    return code_at(DEMO_TOTP_SECRET, now) if known else ""
