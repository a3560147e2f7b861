"""/tai-khoan: one's own account, for every member of staff: roles, devices, password."""

from flask import Blueprint, render_template

from app.country import clock
from app.models import AccountPin, Passkey, Role, RoleGrant, SecondFactor, SignIn
from app.routes.account.devices import devices
from app.routes.account.passkeys import passkeys
from app.routes.account.passwords import passwords
from app.routes.account.pins import pins
from app.routes.account.proofs import proofs
from app.routes.account.second_factors import second_factors
from app.web.access import current_account, current_visitor, requires
from app.web.database import db
from app.web.responses import Answer
from app.web.sign_in import passkeys as asking
from app.web.sign_in.visits import is_over
from app.web.words.roles import rooms_of

account = Blueprint("account", __name__)
account.register_blueprint(devices)
account.register_blueprint(passkeys)
account.register_blueprint(passwords)
account.register_blueprint(pins)
account.register_blueprint(proofs)
account.register_blueprint(second_factors)


@account.get("/tai-khoan")
@requires(*Role)
def show() -> Answer:
    """Who I am here, where I may go, and where I am signed in."""
    visitor, now = current_visitor(), clock.now()
    grants = RoleGrant.with_places(visitor.account_id).where(RoleGrant.not_over(clock.today()))
    sign_ins = db.session.scalars(SignIn.open_for(visitor.account_id)).all()
    return render_template(
        "account/show.html",
        account=current_account(),
        grants=db.session.scalars(grants).all(),
        rooms=rooms_of(visitor.roles | visitor.locked),
        sign_ins=[found for found in sign_ins if not is_over(found, now)],
        office=bool(visitor.roles & {Role.OFFICER, Role.LEADER, Role.ADMINISTRATOR, Role.PROVINCE_OFFICER}),
        this_one=visitor.sign_in_id,
        has_pin=AccountPin.hash_of(db.session(), visitor.account_id) is not None,
        factor=SecondFactor.of(db.session(), visitor.account_id),
        passkeys=db.session.scalars(Passkey.of(visitor.account_id)).all(),
        passkey_host=here.host if (here := asking.party()) else "",
        factor_needed=SecondFactor.is_needed(visitor.roles | visitor.locked),
    )
