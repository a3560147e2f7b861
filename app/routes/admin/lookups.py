"""How the administrator's room finds what an address names, and notes what is done to it: only what belongs to a
unit one administers is there."""

from uuid import UUID

from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Role, RoleGrant
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404
from app.web.database import db
from app.web.errors import page


def administered_ids() -> set[int]:
    """The units whose accounts the visitor manages."""
    return current_visitor().units(Role.ADMINISTRATOR)


def administered_units() -> list[AdministrativeUnit]:
    """The same, loaded, by code."""
    return list(db.session.scalars(AdministrativeUnit.among(administered_ids())))


def administered_unit(code: str, *, locked: bool = False) -> AdministrativeUnit:
    """The unit with a code, or a 404 for one that is not the visitor's to manage."""
    wanted = AdministrativeUnit.called(code).where(AdministrativeUnit.id.in_(administered_ids()))
    return one_or_404(wanted.with_for_update(key_share=True) if locked else wanted)


def managed_account(public_id: UUID) -> Account:
    """An account that holds or held a role over a unit of the visitor's, or a 404."""
    return one_or_404(Account.among(RoleGrant.holders(administered_ids())).where(Account.public_id == str(public_id)))


def works_elsewhere(session: Session, account: Account) -> bool:
    """Whether an account holds a role over a unit that the visitor does not manage.

    Then its password and its access are not the visitor's to give: who resets a password can act as its owner.
    """
    elsewhere = RoleGrant.of(account.id).where(
        RoleGrant.unit_id.not_in(administered_ids()), RoleGrant.not_over(clock.today())
    )
    return session.scalars(elsewhere.limit(1)).first() is not None


def wholly_managed_account(session: Session, public_id: UUID) -> Account:
    """The same as `managed_account`; ends with a 403 for one that works elsewhere too."""
    account = managed_account(public_id)
    if works_elsewhere(session, account):
        text = _("Người này còn vai trò ở đơn vị khác, nên chỉ người quản trị cấp trên đổi được mật khẩu và quyền vào.")
        abort(page(403, _("Tài khoản này không của riêng đơn vị mình"), text))
    return account


def note(session: Session, action: str, account: Account, unit_id: int, **detail: object) -> None:
    """Note an act on an account, in the write transaction that does it."""
    note_act(
        session,
        action,
        unit_id,
        ("account", account.public_id),
        {name: str(value) for name, value in detail.items() if value is not None},
    )


def note_everywhere(session: Session, action: str, account: Account, **detail: object) -> None:
    """The same for each of the visitor's units over which the account holds or held a role."""
    unit_ids = {grant.unit_id for grant in session.scalars(RoleGrant.of(account.id))}
    for unit_id in sorted(unit_ids & administered_ids()):
        note(session, action, account, unit_id, **detail)
