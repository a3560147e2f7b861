"""The second step: a code of the app, one from paper, or a passkey; for signing in and for a fresh proof.

Whoever knows a password may guess codes, but shuts nobody out by it. A browser known for the name has a count of its
own, and each address (of IPv6 each /64) has one for its unknown browsers: five wrong tries stop that count alone, for a
quarter of an hour. All unknown browsers together have `STRANGERS` a day for codes of the app, from however many
addresses; a code from paper (80 random bits) and a passkey go on.

The odds: of 1,000,000 codes three are right at a moment (`DRIFT`), so that a guess is right with p = 3 in a million.
One address alone had 5 in 15 minutes, 175,000 in a year: 41 %. With 20 a day, a full bucket on the first one, all
addresses together have 7,320 in a year: 1 − (1 − p)^7320 = 2.2 %; in a week, 160 guesses, 0.05 %. Each stop of a count
is in the trail.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, codes, formats
from app.models import Account, HalfSignIn, Locked, PasskeyAnswer, RateLimit, RecoveryCode, TotpSecret, WrongTries
from app.models.people import totp_secret
from app.models.people.passwords import MOST
from app.models.people.totp_secret import DIGITS, address_of, code_at
from app.web import qr
from app.web.database import db
from app.web.settings import DEMO_TOTP_SECRET
from app.web.sign_in import entry, limits, passkeys, welcome
from app.web.sign_in.entry import Wrong

# A browser's tries of codes at a name are counted apart from those of passwords.
CODES = "C"
# Codes of the app that all unknown browsers together may try at a name; they come back evenly, in so long a time.
STRANGERS, WITHIN = 20, timedelta(days=1)


class Crowded(Locked):
    """Unknown browsers have used up their codes of the app at this name; `until` is when there is another one."""


class FactorWay(StrEnum):
    """What was accepted."""

    APP = "app"
    PAPER = "paper"
    PASSKEY = "passkey"


# A typed code, or a device's answer.
Given = str | passkeys.Answer


def sealing_key() -> bytes:
    """The key that encrypts TOTP secrets."""
    return totp_secret.sealing_key(str(current_app.secret_key))


def half_here(session: Session) -> HalfSignIn | None:
    """The half sign-in of this browser."""
    token = request.cookies.get(welcome.HALF_COOKIE)
    return session.scalars(HalfSignIn.holding(token, clock.now())).one_or_none() if token else None


def check(username: str, now: datetime) -> None:
    """Check that tries are left; only reads.

    Raises:
        Locked: none are left for now.
    """
    WrongTries.check(db.session(), username, now, device=_counted_as(username))


def _counted_as(username: str) -> str:
    return CODES + (entry.known_as(username) or f"@{limits.network(request.remote_addr or '')}")


def count_try(session: Session, account: Account, given: Given, now: datetime) -> FactorWay | Wrong:
    """Count a try: returns what was accepted, else the result of a wrong try. Let the transaction commit in both cases.

    Raises:
        Locked: no tries are left for now.
    """
    name = account.username
    tries = WrongTries.of(session, name, now, device=_counted_as(name))
    if not (isinstance(given, passkeys.Answer) or entry.known_as(name)) and is_from_app(given):
        seconds = int(WITHIN.total_seconds())
        if not RateLimit.take(session, f"codes {name}", size=STRANGERS, seconds=seconds, now=now):
            raise Crowded(now + WITHIN / STRANGERS)
    way = _taken(session, account, given, now)
    if isinstance(way, FactorWay):
        tries.forget()
        if way is FactorWay.PAPER:
            entry.note(session, "recovery_code.used", account, now)
        return way
    if tries.note_wrong(now):
        entry.note(session, "account.codes_locked", account, now, by_itself=False)
    words = passkeys.wrong_words(way) if isinstance(given, passkeys.Answer) else wrong_words(given, now)
    return Wrong(tries.left, tries.locked_until, words=words)


def _taken(session: Session, account: Account, given: Given, now: datetime) -> FactorWay | PasskeyAnswer:
    """What was accepted, else what was wrong."""
    if isinstance(given, passkeys.Answer):
        taken = passkeys.take(session, account, given, now)
        return FactorWay.PASSKEY if taken is PasskeyAnswer.RIGHT else taken
    if not is_from_app(given):
        return FactorWay.PAPER if RecoveryCode.take(session, account.id, given, now) else PasskeyAnswer.WRONG
    secret, key = TotpSecret.of(session, account.id), sealing_key()
    return (
        FactorWay.APP
        if secret is not None and secret.take(session, digits(given), key=key, now=now)
        else PasskeyAnswer.WRONG
    )


def digits(typed: str) -> str:
    """A code of the app, normalised: without spaces, and with 0 for a typed O."""
    return codes.fold(typed)


def is_from_app(typed: str) -> bool:
    """Whether a typed text looks like a code of the app: at most six digits."""
    code = digits(typed)
    return len(code) <= DIGITS and (not code or code.isdecimal())


def wrong_words(typed: str, now: datetime) -> str:
    """The message for a code that was refused."""
    if is_from_app(typed):
        return str(
            _(
                "Sáu số chưa đúng hoặc đã dùng rồi. Anh chị gõ số đang hiện, hoặc chờ số mới. Giờ của phường đang là "
                "%(time)s: điện thoại sai giờ thì số không khớp.",
                time=formats.time(now),
            )
        )
    return str(_("Mã dự phòng chưa đúng hoặc đã dùng rồi. Mỗi mã có 16 chữ và số, dùng một lần."))


def describe_lock(error: Locked) -> tuple[str, int]:
    """The message for a lock, and the seconds until the next try."""
    time = formats.time(error.until)
    text = _(
        "Gõ sai mã %(count)s lần nên tạm dừng. Anh chị thử lại sau %(time)s, hoặc nhờ người quản trị khác đặt lại.",
        count=MOST,
        time=time,
    )
    if isinstance(error, Crowded):
        text = _(
            "Hôm nay có máy lạ gõ sai sáu số của tên này nhiều lần, nên máy chưa quen phải chờ. Anh chị vào bằng máy "
            "vẫn dùng, bằng mã dự phòng, hoặc thử lại sau %(time)s.",
            time=time,
        )
    return text, max(1, round((error.until - clock.now()).total_seconds()))


def shown_secret(secret: str, username: str) -> dict[str, object]:
    """The context of a page that passes a secret to an app: a link, a QR code, and text in groups."""
    address = address_of(secret, username)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return {"secret_address": address, "secret_svg": qr.inline(address), "secret_groups": groups}


def shown_code(account: Account, now: datetime) -> str:
    """The current code of an account with the public demo secret, so that trying the product needs no app; else ""."""
    secret = TotpSecret.of(db.session(), account.id)
    known = secret is not None and secret.reveal(sealing_key()) == DEMO_TOTP_SECRET
    return code_at(DEMO_TOTP_SECRET, now) if known else ""
