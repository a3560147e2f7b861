"""/tai-khoan: one's own account, for every member of staff: roles, devices, password."""

from flask import Blueprint, render_template, request, url_for

from app.country import clock
from app.country.numbers import as_number
from app.models import AccountPin, Passkey, Role, RoleGrant, SecondFactor, SignIn
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.sign_in import entry, passkeys as asking, welcome
from app.web.sign_in.visits import is_over
from app.web.words.roles import rooms_of

room = Blueprint("account", __name__)


@room.get("/tai-khoan")
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
        sign_ins=[each for each in sign_ins if not is_over(each, now)],
        office=bool(visitor.roles & {Role.OFFICER, Role.LEADER, Role.ADMINISTRATOR, Role.PROVINCE_OFFICER}),
        this_one=visitor.sign_in_id,
        has_pin=AccountPin.hash_of(db.session(), visitor.account_id) is not None,
        factor=SecondFactor.of(db.session(), visitor.account_id),
        passkeys=db.session.scalars(Passkey.of(visitor.account_id)).all(),
        passkey_host=here.host if (here := asking.party()) else "",
        factor_needed=SecondFactor.is_needed(visitor.roles | visitor.locked),
    )


@room.post("/tai-khoan/thiet-bi/dang-xuat")
@requires(*Role)
def sign_out() -> Answer:
    """Sign out one of my devices; mine alone can be named."""
    visitor, wanted, now = current_visitor(), request.form.get("device", type=as_number), clock.now()
    with immediate() as session:
        sign_in = one_or_404(SignIn.open_for(visitor.account_id).where(SignIn.id == wanted))
        sign_in.ended_at = now
        entry.note(session, "sign_in.ended", current_account(), now, {"device": sign_in.device})
    here = sign_in.id == visitor.sign_in_id
    return welcome.farewell(url_for("sign_ins.leave")) if here else see_other(url_for("account.show"))


@room.post("/tai-khoan/thiet-bi/dang-xuat-het")
@requires(*Role)
def sign_out_everywhere() -> Answer:
    """Sign out everywhere, here too."""
    visitor, now = current_visitor(), clock.now()
    with immediate() as session:
        ended = SignIn.end_all(session, visitor.account_id, now)
        entry.note(session, "sign_in.all_ended", current_account(), now, {"devices": ended})
    return welcome.farewell(url_for("sign_ins.leave"))
