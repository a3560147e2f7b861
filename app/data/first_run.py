"""The first run: an empty database gets its unit and its first administrator, from whoever can read this machine.

A setup code stands in a file that only the machine's owner reads, and `script/server` prints it: on a network, the
first to open the page is not yet the one who may.
"""

import hmac
import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, codes
from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, AuditEvent, AuditHead, Role, RoleGrant
from app.models.people.communes import Province
from app.web.settings import Settings

CODE_LENGTH = 8  # 40 random bits, behind a limit of guesses


class AlreadySetUp(Exception):
    """There is a unit: the first run is over."""


def setup_code_file(settings: Settings) -> Path:
    """Where the setup code stands until the first run is over."""
    return settings.data_dir / "setup_code"


def setup_code(settings: Settings) -> str:
    """The setup code, made when there is none yet; mode 600. Two processes at once agree."""
    path = setup_code_file(settings)
    beside = path.with_name(f".setup_code.{os.getpid()}.{codes.new_code(4)}")
    beside.touch(mode=0o600)
    beside.write_text(codes.new_code(CODE_LENGTH) + "\n", encoding="ascii")
    try:
        with suppress(FileExistsError):
            os.link(beside, path)  # whole or not there, and the first one stays
    finally:
        beside.unlink()
    return path.read_text(encoding="ascii").strip()


def is_setup_code(settings: Settings, typed: str) -> bool:
    """Whether a typed code is the one; compared in constant time. Once it is forgotten no code is."""
    try:
        code = setup_code_file(settings).read_text(encoding="ascii").strip()
    except FileNotFoundError:  # somebody else was quicker
        return False
    return hmac.compare_digest(codes.read_code(typed).encode(), code.encode())


def forget_setup_code(settings: Settings) -> None:
    """Remove the code: nobody needs it any more."""
    setup_code_file(settings).unlink(missing_ok=True)


def is_over(session: Session) -> bool:
    """Whether there is a unit."""
    return session.scalars(select(AdministrativeUnit.id).limit(1)).first() is not None


def new_ward(code: str, kind: str, name: str, province: Province) -> AdministrativeUnit:
    """A ward in its province, with what papers say of it until the office says otherwise."""
    above = AdministrativeUnit(code=province.code, kind=province.kind, name=province.name)
    ward = AdministrativeUnit(code=code, kind=kind, name=name, parent=above, place_line=name)
    ward.issuer_name, ward.group_word = ward.default_issuer, ward.default_group_word
    return ward


def set_up(session: Session, ward: AdministrativeUnit, administrator: Account) -> None:
    """Store the ward (with its province as `parent`), its first administrator, and the audit trail's first links.

    The password is set already. Of two at the same moment one wins: on PostgreSQL too, because the trail's one head
    is locked here, or made by both and refused to one (an IntegrityError at the commit).

    Raises:
        AlreadySetUp: there is a unit.
    """
    session.execute(select(AuditHead).with_for_update())
    if is_over(session):
        raise AlreadySetUp
    session.add_all([ward, administrator])
    session.flush()
    supply(session, ward)
    now, today = administrator.created_at, clock.today()
    session.add(RoleGrant(account=administrator, role=Role.ADMINISTRATOR, unit=ward, since=today, created_at=now))
    session.flush()
    for action, subject in (
        ("unit.created", ("unit", ward.code)),
        ("account.created", ("account", administrator.public_id)),
    ):
        AuditEvent.note(session, action, at=now, account_id=administrator.id, unit_id=ward.id, subject=subject)
