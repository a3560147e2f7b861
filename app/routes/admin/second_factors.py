"""A second factor taken away: who lost phone and codes sets it up anew when signing in next."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Role, SecondFactor, SignIn, WrongTries
from app.routes.admin.acts import note_everywhere
from app.routes.admin.lookups import wholly_managed_account
from app.routes.phones.unsent import say_unsent, unsent_of
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import fresh_proof

second_factors = Blueprint("second_factors", __name__)


@second_factors.post("/quan-tri/tai-khoan/<uuid:account>/hai-lop/dat-lai")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def destroy(account: UUID) -> Answer:
    """Take it away, and sign every device out: a lost phone may be signed in. One's own is another's to take away."""
    with immediate() as session:
        managed, now = wholly_managed_account(session, account), clock.now()
        waiting = 0
        own = managed.id == current_visitor().account_id
        if not own:
            SecondFactor.take_away(session, managed.id)
            SignIn.end_all(session, managed.id, now)
            WrongTries.lift(session, managed.username)
            note_everywhere(session, "second_factor.reset", managed)
            waiting = unsent_of(session, managed)
    if own:
        flash(_("Bảo vệ hai lớp của chính mình thì một người quản trị khác đặt lại."), "warn")
    else:
        flash(_("Đã đặt lại bảo vệ hai lớp. Lần đăng nhập tới người này làm lại từ đầu."))
        say_unsent(managed.full_name, waiting)
    return see_other(url_for("admin.accounts.show", account=account))
