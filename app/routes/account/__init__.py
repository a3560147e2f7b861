"""/tai-khoan: one's own account, for every member of staff: roles, devices, password."""

from flask import Blueprint, render_template

from app import clock
from app.access import current_account, current_visitor, is_over, requires
from app.database import db
from app.models import Role, RoleGrant, SignIn
from app.responses import Answer
from app.roles import rooms_of
from app.routes.account.devices import devices
from app.routes.account.passwords import passwords

account = Blueprint("account", __name__)
account.register_blueprint(devices)
account.register_blueprint(passwords)


@account.get("/tai-khoan")
@requires(*Role)
def show() -> Answer:
    """Who I am here, where I may go, and where I am signed in."""
    visitor, now = current_visitor(), clock.now()
    grants = RoleGrant.told(visitor.account_id).where(RoleGrant.not_over(clock.today()))
    sign_ins = db.session.scalars(SignIn.open_for(visitor.account_id)).all()
    return render_template(
        "account/show.html",
        account=current_account(),
        grants=db.session.scalars(grants).all(),
        rooms=rooms_of(visitor.roles),
        sign_ins=[found for found in sign_ins if not is_over(found, visitor.roles, now)],
        this_one=visitor.sign_in_id,
    )
