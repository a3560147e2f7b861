"""An account that nobody used for long is woken: its password and roles are what they were."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Role
from app.models.people.sleep import wake
from app.routes.admin.acts import note_everywhere
from app.routes.admin.lookups import managed_account
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

wakings = Blueprint("wakings", __name__)


@wakings.post("/quan-tri/tai-khoan/<uuid:account>/dung-lai")
@requires(Role.ADMINISTRATOR)
def create(account: UUID) -> Answer:
    """Wake it; any administrator of theirs may, for it gives nobody what they had not."""
    with immediate() as session:
        managed = managed_account(account)
        session.refresh(managed, with_for_update=True)
        if managed.asleep_at is not None:
            wake(managed, clock.now())
            note_everywhere(session, "account.woken", managed)
    flash(_("%(name)s dùng lại được rồi, mật khẩu như cũ.", name=managed.full_name))
    return see_other(url_for("admin.accounts.show", account=account))
