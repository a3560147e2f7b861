"""/van-phong/co-quan-don-vi/…/dau-moi: who records for an organisation; somebody is invited by a QR code, may be
let help for it (`organisation_helpers`), and the role is taken back. An account that has a password is an
administrator's to let in anew."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms.validators import ValidationError

from app.country import clock
from app.models import Account, Invitation, Organisation, Role, RoleGrant
from app.models.people.account import propose_username
from app.registers.definitions.organisations import ORGANISATIONS
from app.routes.phones.unsent import say_unsent, unsent_of
from app.routes.registers.rows import row_here
from app.routes.trail import note_act
from app.web import qr
from app.web.access import one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.fields import FullNameField
from app.web.responses import Answer, public_address, refuse, see_other
from app.web.sign_in.proof import fresh_proof

organisation_accounts = Blueprint("organisation_accounts", __name__)

AT = "/co-quan-don-vi/<int:organisation>/dau-moi"
ONE = f"{AT}/<uuid:account>"
# The end that is offered where somebody is let help for the organisation.
HELPS = timedelta(days=90)
PAGE = "office/organisations/accounts.html"


class InviteForm(FlaskForm):
    """Who is to record for the organisation, and until when."""

    full_name = FullNameField(staff=True)
    until = DayField(_l("Đến hết ngày"))

    def validate_until(self, field: DayField) -> None:
        """Not past."""
        if field.value and field.value < clock.today():
            raise ValidationError(_("Ngày này đã qua. Anh chị để trống, hoặc ghi một ngày sau hôm nay."))


@organisation_accounts.get(AT)
@requires(Role.OFFICER)
def index(organisation: int) -> Answer:
    """Who records for it, and the form that invites somebody."""
    return render_template(PAGE, **accounts_context(organisation_here(organisation), InviteForm(formdata=None)))


@organisation_accounts.post(AT)
@requires(Role.OFFICER)
@fresh_proof
def create(organisation: int) -> Answer:
    """Make an account with the role for this organisation alone, and show its code."""
    form = InviteForm()
    if not form.validate():
        return refuse(PAGE, **accounts_context(organisation_here(organisation), form))
    try:
        with immediate() as session:
            account = _invited(session, organisation_here(organisation), form)
    except IntegrityError:  # somebody took the user name at this moment
        form.full_name.errors = [_("Vừa có người lập một tài khoản trùng tên. Anh chị bấm lần nữa.")]
        return refuse(PAGE, **accounts_context(organisation_here(organisation), form))
    return see_other(url_for("office.organisation_accounts.show", organisation=organisation, account=account.public_id))


@organisation_accounts.get(ONE)
@requires(Role.OFFICER)
def show(organisation: int, account: UUID) -> Answer:
    """The open code of somebody who was invited and has not set a password."""
    row = organisation_here(organisation)
    invited = _new_account(row, account)
    open_one = one_or_404(Invitation.open_of(invited.id, clock.now()))
    address = public_address(url_for("invitations.show", token=open_one.token))
    return render_template(
        "office/organisations/invited.html", row=row, account=invited, invitation=open_one, address=address,
        svg=qr.inline(address),
    )  # fmt: skip


@organisation_accounts.post(ONE)
@requires(Role.OFFICER)
@fresh_proof
def update(organisation: int, account: UUID) -> Answer:
    """Invite them anew; earlier codes no longer work."""
    with immediate() as session:
        row = organisation_here(organisation)
        invited = _new_account(row, account)
        Invitation.offer(session, invited, clock.now())
        note_account(session, "invitation.created", row, invited)
    return see_other(url_for("office.organisation_accounts.show", organisation=organisation, account=account))


@organisation_accounts.post(f"{ONE}/thu-hoi")
@requires(Role.OFFICER)
@fresh_proof
def destroy(organisation: int, account: UUID) -> Answer:
    """Take the role for this organisation back, at once; what was recorded stays. Twice changes nothing."""
    with immediate() as session:
        row = organisation_here(organisation)
        holder = one_or_404(Account.holding(str(account)).where(Account.id.in_(RoleGrant.holders_for(row.id))))
        grants = session.scalars(RoleGrant.for_organisation(row.id).where(RoleGrant.account_id == holder.id)).all()
        for grant in grants:
            grant.revoke(clock.now())
            note_account(session, "role.revoked", row, holder, role=grant.role, organisation=row.name)
        name, waiting = holder.full_name, unsent_of(session, holder)
    flash(_("%(name)s không còn là đầu mối của %(place)s.", name=name, place=row.name))
    say_unsent(name, waiting)
    return see_other(url_for("office.organisation_accounts.index", organisation=organisation))


def _invited(session: Session, row: Organisation, form: InviteForm) -> Account:
    name, now = form.full_name.value, clock.now()
    username = propose_username(name, set(session.scalars(Account.usernames_like(propose_username(name)))))
    account = Account(username=username, full_name=name, created_at=now)
    session.add(account)
    session.flush()
    since, until = clock.today(), form.until.value
    session.add(
        RoleGrant(
            account=account, role=Role.UNIT, unit=row.unit, organisation_id=row.id, since=since, until=until,
            created_at=now,
        )
    )  # fmt: skip
    Invitation.offer(session, account, now)
    note_account(session, "account.created", row, account, role=Role.UNIT.value, username=username)
    days = {"since": str(since), **({"until": str(until)} if until else {})}
    note_account(session, "role.granted", row, account, role=Role.UNIT.value, organisation=row.name, **days)
    note_account(session, "invitation.created", row, account)
    return account


def note_account(session: Session, action: str, row: Organisation, account: Account, **detail: object) -> None:
    """Note what was done with an account for an organisation."""
    note_act(session, action, row.unit_id, ("account", account.public_id), detail)


def organisation_here(number: int) -> Organisation:
    """The organisation in use of an address, of a ward where the visitor is an officer."""
    row: Any = row_here(ORGANISATIONS, number, ORGANISATIONS.may_edit)
    return one_or_404(Organisation.with_unit(row.id))


def _new_account(row: Organisation, public_id: UUID) -> Account:
    """Somebody who was invited for this organisation; a 404 for anybody else."""
    return one_or_404(RoleGrant.invited_for(row, clock.today()).where(Account.public_id == str(public_id)))


def accounts_context(row: Organisation, form: InviteForm) -> dict[str, Any]:
    """What the page of who records for an organisation shows."""
    session, today = db.session(), clock.today()
    every = [each for each in session.scalars(RoleGrant.for_organisation(row.id)) if not each.is_over(today)]
    grants = [each for each in every if each.role == Role.UNIT]
    helping = {each.account_id: each.until for each in every if each.role == Role.UNIT_HELPER}
    new = {each.id: each for each in session.scalars(RoleGrant.invited_for(row, today))}
    open_ = Invitation.open_among(new, clock.now())
    return {
        "row": row,
        "form": form,
        "grants": grants,
        "new": new,
        "invited": set(session.scalars(open_)),
        "helping": helping,
        "later": today + HELPS,
    }
