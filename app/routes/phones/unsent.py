"""Whoever loses a role or an account may have unsent work on a phone: it is said at once, with the way out."""

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import Account, Phone


def unsent_of(session: Session, account: Account) -> int:
    """How much waits on somebody's phones, as they said last. One statement."""
    return sum(phone.waiting for phone in session.scalars(Phone.keeping(account.id)))


def say_unsent(name: str, waiting: int) -> None:
    """Say it on the next page, where something waits."""
    if waiting:
        text = _(
            "Máy của %(name)s còn %(count)s việc chưa gửi. Trên máy đó mở trang Chờ gửi và tải tệp về, cán bộ "
            "phụ trách gửi hộ tệp thì phường vẫn nhận.",
            name=name,
            count=waiting,
        )
        flash(text, "warn")
