"""Passkeys where they are asked for: at the door as the second step, for a fresh proof, to unlock, and to add one.

A browser with a script asks for the question first (a POST: it makes a challenge), then its device, then sends the
answer in a field of the same form that takes a code, a PIN or a password.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import Account, Passkey, Taken
from app.models.people.challenged import LASTS, Challenged
from app.models.people.passkey import answering
from app.models.people.webauthn import ALGORITHMS, Party, Refused, as_text, made, read
from app.web.database import db
from app.web.responses import settings
from app.web.sign_in import entry


class Answer(NamedTuple):
    """What a device answered, and the sign-in, or half of one, with which the challenge stands."""

    asked: Challenged
    text: str


def party() -> Party | None:
    """For whom passkeys are made here; None where there are none."""
    site = settings().passkey_site
    return None if site is None else Party(*site)


def offered(account_id: int) -> bool:
    """Whether somebody may answer by a passkey here."""
    here = party()
    return here is not None and db.session.scalars(Passkey.usable(account_id, here).limit(1)).first() is not None


def question(session: Session, account_id: int, asked: Challenged, now: datetime) -> dict[str, Any] | None:
    """What a browser asks its device: any of the account's passkeys. None where none would open anything."""
    here = party()
    usable = session.scalars(Passkey.usable(account_id, here)).all() if here else []
    if here is None or not usable:
        return None
    return {
        "rpId": here.host,
        "allowCredentials": _named(usable),
        "userVerification": "required",
        **_challenge(asked, now),
    }


def proposal(session: Session, account: Account, asked: Challenged, here: Party, now: datetime) -> dict[str, Any]:
    """What a browser asks its device to make: a passkey of the account, on a device that has none of it yet."""
    standing = session.scalars(Passkey.usable(account.id, here)).all()
    return {
        "rp": {"id": here.host, "name": "Lớp Số"},
        "user": {"id": as_text(account.public_id.encode()), "name": account.username, "displayName": account.full_name},
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in ALGORITHMS],
        "excludeCredentials": _named(standing),
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"},
        "attestation": "none",
        **_challenge(asked, now),
    }


def _named(passkeys: Sequence[Passkey]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": passkey.credential} for passkey in passkeys]


def _challenge(asked: Challenged, now: datetime) -> dict[str, object]:
    """A challenge, and for how many milliseconds it stands."""
    random = base64.urlsafe_b64decode(asked.ask(now) + "=")
    return {"challenge": as_text(random), "timeout": round(LASTS.total_seconds() * 1000)}


def take(session: Session, account: Account, answer: Answer, now: datetime) -> Taken:
    """Whether a passkey of an account has answered; whatever it was, the challenge is used up. A copy is noted."""
    here, challenge = party(), answer.asked.use_up(session, now)
    if here is None or not challenge:
        return Taken.WRONG
    try:
        told = read(answer.text)
    except Refused:
        return Taken.WRONG
    passkey = answering(session, account.id, told, here)
    taken = passkey.take(session, told, challenge, here, now) if passkey else Taken.WRONG
    if passkey and taken is Taken.COPIED:
        entry.note(session, "passkey.copied", account, now, {"name": passkey.name}, by_itself=False)
    return taken


def add(session: Session, account: Account, name: str, answer: Answer, now: datetime) -> bool:
    """Store the passkey that a device made; False where it answers something else, or has one already."""
    here, challenge = party(), answer.asked.use_up(session, now)
    if here is None or not challenge:
        return False
    try:
        told = made(read(answer.text), challenge, here)
    except Refused:
        return False
    if session.scalars(Passkey.named(told.credential)).first() is not None:
        return False
    Passkey.add(session, account.id, name, told, here, now)
    entry.note(session, "passkey.added", account, now, {"name": name})
    return True


def wrong_words(taken: Taken) -> str:
    """What to do when a passkey opened nothing."""
    if taken is Taken.COPIED:
        return str(
            _(
                "Khóa truy cập này có thể đã bị chép sang máy khác, nên từ nay không dùng được nữa. Anh chị vào bằng "
                "cách khác, xóa khóa ấy ở Tài khoản của tôi, rồi báo người quản trị."
            )
        )
    return str(_("Khóa truy cập chưa đúng hoặc đã chờ quá lâu. Anh chị bấm lại, hoặc dùng cách khác."))
