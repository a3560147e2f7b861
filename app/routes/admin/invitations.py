"""Invitations as the administrator hands them out: a QR code and a link, to show on the screen or to print."""

from uuid import UUID

from flask import Blueprint, render_template, url_for

from app.country import clock
from app.models import Invitation, Role
from app.routes.admin.acts import note_everywhere
from app.routes.admin.lookups import wholly_managed_account
from app.web import qr
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, public_address, see_other
from app.web.sign_in.proof import fresh_proof

invitations = Blueprint("invitations", __name__)


@invitations.get("/quan-tri/tai-khoan/<uuid:account>/ma-moi")
@requires(Role.ADMINISTRATOR)
def show(account: UUID) -> Answer:
    """The open invitation of an account; a 404 when there is none."""
    managed = wholly_managed_account(db.session(), account)
    invitation = found(Invitation.open_of(managed.id, clock.now()))
    address = public_address(url_for("invitations.show", token=invitation.token))
    return render_template(
        "admin/invitations/show.html", account=managed, invitation=invitation, address=address, svg=qr.inline(address)
    )


@invitations.post("/quan-tri/tai-khoan/<uuid:account>/ma-moi")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create(account: UUID) -> Answer:
    """Invite anew, which is how a forgotten password is set again; earlier invitations no longer work."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        Invitation.offer(session, managed, clock.now())
        note_everywhere(session, "invitation.created", managed)
    return see_other(url_for("admin.invitations.show", account=account))
