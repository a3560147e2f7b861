"""Somebody lost their phone: the office signs them out on that device or on every one, and it forgets whom it knew."""

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.models import Role, SignIn
from app.routes.admin.acts import note_everywhere
from app.routes.admin.lookups import wholly_managed_account
from app.web.access import found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

sign_outs = Blueprint("sign_outs", __name__)


@sign_outs.post("/quan-tri/tai-khoan/<uuid:account>/dang-xuat-het")
@requires(Role.ADMINISTRATOR)
def create(account: UUID) -> Answer:
    """End every sign-in of the account; its password and roles stay."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        SignIn.end_all(session, managed.id, clock.now())
        note_everywhere(session, "sign_in.all_ended", managed)
    flash(_("Đã đăng xuất mọi máy của người này. Máy nào bị mất thì xóa tên bà con ngay khi có mạng."))
    return see_other(url_for("admin.accounts.show", account=account))


@sign_outs.post("/quan-tri/tai-khoan/<uuid:account>/dang-xuat")
@requires(Role.ADMINISTRATOR)
def destroy(account: UUID) -> Answer:
    """End one sign-in of the account; those on other devices stay."""
    wanted = request.form.get("device", type=as_number)
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        sign_in = found(SignIn.open_for(managed.id).where(SignIn.id == wanted))
        sign_in.ended_at = clock.now()
        note_everywhere(session, "sign_in.ended", managed, device=sign_in.device)
    flash(_("Đã đăng xuất một máy của người này, các máy khác vẫn dùng được. Máy đó xóa tên bà con ngay khi có mạng."))
    return see_other(url_for("admin.accounts.show", account=account, _anchor="dang-nhap"))
