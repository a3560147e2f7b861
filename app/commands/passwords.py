"""What the verbs share that set a password: asking for it, and inviting instead."""

import json
import sys

import click
from flask import current_app
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Invitation
from app.models.people.account import hash_password
from app.models.people.passwords import PASSWORD_LENGTH, PasswordFault, WeakPassword, check_password
from app.web.settings import Settings

_WEAK = {
    PasswordFault.TOO_SHORT: f"The password needs at least {PASSWORD_LENGTH[0]} characters.",
    PasswordFault.TOO_LONG: f"The password has more than {PASSWORD_LENGTH[1]} characters.",
    PasswordFault.IS_NAME: "The password is the person's own name.",
    PasswordFault.OBVIOUS: "That password is among the first that anybody tries.",
}


def asked_password(username: str, full_name: str) -> str:
    """The hash of a password typed twice at the terminal, or read from standard input when that is no terminal.

    Raises:
        click.ClickException: it cannot be taken; the sentence says why.
    """
    if sys.stdin.isatty():
        password = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        check_password(password, username=username, full_name=full_name)
    except WeakPassword as weak:
        raise click.ClickException(_WEAK[weak.reason]) from weak
    return hash_password(password)


def invited(session: Session, account: Account) -> dict[str, str]:
    """A new invitation: its link and until when it works."""
    settings: Settings = current_app.extensions["settings"]
    invitation = Invitation.offer(session, account, clock.now())
    return {"link": f"{settings.public_url}/m/{invitation.token}", "expires_at": invitation.expires_at.isoformat()}


def tell(outcome: dict[str, object], sentence: str, as_json: bool) -> None:
    """Print the outcome as one line of JSON or as a sentence."""
    click.echo(json.dumps(outcome, ensure_ascii=False) if as_json else sentence)
