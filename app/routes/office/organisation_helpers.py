"""/van-phong/co-quan-don-vi/…/dau-moi/…/ghi-giup: who records for an organisation may log helps and register whoever
stands before them, until a day. The permission ends by itself, and with the role for the organisation."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.days import parse_day
from app.models import Account, Organisation, Role, RoleGrant
from app.routes.office.organisation_accounts import (
    ONE,
    PAGE,
    InviteForm,
    accounts_context,
    note_account,
    organisation_here,
)
from app.web.access import one_or_404, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

organisation_helpers = Blueprint("organisation_helpers", __name__)

# So long at most; then the office presses again.
LONGEST = timedelta(days=366)


@organisation_helpers.post(f"{ONE}/ghi-giup")
@requires(Role.OFFICER)
@fresh_proof
def create(organisation: int, account: UUID) -> Answer:
    """Permit it to the end of the day `until`, or of their role; an earlier permission of theirs ends."""
    row, _records = _here(organisation, account)
    today, typed = clock.today(), request.form.get("until", "")
    try:
        until = parse_day(typed, today)
    except ValueError:
        until = today - LONGEST
    if not today <= until <= today + LONGEST:
        why = _("Chưa cho ghi giúp: anh chị ghi ngày cuối, từ hôm nay đến một năm sau, ví dụ 31/12/2026.")
        context = accounts_context(row, InviteForm(formdata=None))
        return refuse(PAGE, **context, refused={"account": str(account), "until": typed, "why": why})
    with immediate() as session:
        row, records = _here(organisation, account)
        _end(session, row, records.account)
        until = min(until, records.until or until)
        given = RoleGrant(
            account=records.account, role=Role.UNIT_HELPER, unit=row.unit, organisation_id=row.id, since=today,
            until=until, created_at=clock.now(),
        )  # fmt: skip
        session.add(given)
        days = {"since": str(today), "until": str(until)}
        note_account(session, "role.granted", row, given.account, role=given.role, organisation=row.name, **days)
        words = {"name": given.account.full_name, "place": row.unit.title, "day": formats.date(until)}
    flash(_("%(name)s được ghi giúp, ghi tên tại %(place)s đến hết %(day)s.", **words))
    return see_other(url_for("office.organisation_accounts.index", organisation=organisation))


@organisation_helpers.post(f"{ONE}/ghi-giup/thoi")
@requires(Role.OFFICER)
@fresh_proof
def destroy(organisation: int, account: UUID) -> Answer:
    """End it now; what was written stays. Twice changes nothing."""
    with immediate() as session:
        row, records = _here(organisation, account)
        _end(session, row, records.account)
        name = records.account.full_name
    flash(_("%(name)s không ghi giúp, ghi tên nữa. Việc của đơn vị vẫn ghi như cũ.", name=name))
    return see_other(url_for("office.organisation_accounts.index", organisation=organisation))


def _end(session: Session, row: Organisation, account: Account) -> None:
    theirs = RoleGrant.for_organisation(row.id).where(RoleGrant.account_id == account.id)
    for each in session.scalars(theirs.where(RoleGrant.role == Role.UNIT_HELPER)):
        each.revoke(clock.now())
        note_account(session, "role.revoked", row, account, role=each.role, organisation=row.name)


def _here(number: int, public_id: UUID) -> tuple[Organisation, RoleGrant]:
    """The organisation of an address, and the grant of somebody who records for it today; a 404 for anybody else."""
    row = organisation_here(number)
    records = RoleGrant.for_organisation(row.id).where(RoleGrant.role == Role.UNIT, RoleGrant.in_force(clock.today()))
    theirs = records.join(Account, Account.id == RoleGrant.account_id).where(Account.public_id == str(public_id))
    return row, one_or_404(theirs)
