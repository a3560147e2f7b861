"""Passkeys: as the second step, for a fresh proof, for unlocking, and adding one.

The script first requests the question (a POST, which creates a challenge), then asks the device, then sends the answer
in a field of the form that also takes a code, a PIN or a password.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import Account, Passkey, PasskeyAnswer
from app.models.people.passkey import answering
from app.models.people.webauthn import ALGORITHMS, LASTS, Challenged, Party, PasskeyRefused, as_text, made, read
from app.web.database import db
from app.web.responses import settings
from app.web.sign_in import entry


class Answer(NamedTuple):
    """A device's answer, and the sign-in or half sign-in that has the challenge."""

    asked: Challenged
    text: str


def party() -> Party | None:
    """The relying party; None if passkeys are not available here."""
    site = settings().passkey_site
    return None if site is None else Party(*site)


def offered(account_id: int) -> bool:
    """Whether an account may use a passkey here."""
    here = party()
    return here is not None and db.session.scalars(Passkey.usable(account_id, here).limit(1)).first() is not None


def question(session: Session, account_id: int, asked: Challenged, now: datetime) -> dict[str, Any] | None:
    """The request options for a browser: any of the account's passkeys. None if it has none here."""
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
    """The creation options for a browser: a passkey of the account, on a device that has none of it yet."""
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
    """A challenge, and its lifetime in milliseconds."""
    random = base64.urlsafe_b64decode(asked.ask(now) + "=")
    return {"challenge": as_text(random), "timeout": round(LASTS.total_seconds() * 1000)}


def take(session: Session, account: Account, answer: Answer, now: datetime) -> PasskeyAnswer:
    """Check an answer by an account's passkeys. The challenge is used up in any case; a copied passkey is recorded in
    the trail."""
    here, challenge = party(), answer.asked.use_up(session, now)
    if here is None or not challenge:
        return PasskeyAnswer.WRONG
    try:
        assertion = read(answer.text)
    except PasskeyRefused:
        return PasskeyAnswer.WRONG
    passkey = answering(session, account.id, assertion, here)
    taken = passkey.take(session, assertion, challenge, here, now) if passkey else PasskeyAnswer.WRONG
    if passkey and taken is PasskeyAnswer.COPIED:
        entry.note(session, "passkey.copied", account, now, {"name": passkey.name}, by_itself=False)
    return taken


def add(session: Session, account: Account, name: str, answer: Answer, now: datetime) -> bool:
    """Store a new passkey; False if the answer is invalid or the passkey exists already."""
    here, challenge = party(), answer.asked.use_up(session, now)
    if here is None or not challenge:
        return False
    try:
        created = made(read(answer.text), challenge, here)
    except PasskeyRefused:
        return False
    if session.scalars(Passkey.named(created.credential)).first() is not None:
        return False
    Passkey.add(session, account.id, name, created, here, now)
    entry.note(session, "passkey.added", account, now, {"name": name})
    return True


def wrong_words(taken: PasskeyAnswer) -> str:
    """The message for a passkey that was refused."""
    if taken is PasskeyAnswer.COPIED:
        return str(
            _(
                "Khóa truy cập này có thể đã bị chép sang máy khác, nên từ nay không dùng được nữa. Anh chị vào bằng "
                "cách khác, xóa khóa ấy ở Tài khoản của tôi, rồi báo người quản trị."
            )
        )
    return str(_("Khóa truy cập chưa đúng hoặc đã chờ quá lâu. Anh chị bấm lại, hoặc dùng cách khác."))
