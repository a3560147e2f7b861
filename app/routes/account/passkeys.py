"""/tai-khoan/khoa-truy-cap: one's own passkeys. Only beside the codes of an app, which go on when the ward's address
is another one day."""

from flask import Blueprint, flash, jsonify, make_response, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import StringField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.names import clean
from app.country.numbers import as_number
from app.models import Account, Passkey, Role, SecondFactor, SignIn
from app.models.people.passkey import NAME_SIGNS
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, SECRET, not_kept
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.sign_in import entry, passkeys as asking
from app.web.sign_in.proof import fresh_proof

passkeys = Blueprint("passkeys", __name__)


class PasskeyForm(FlaskForm):
    """What its owner calls it, and what the device made."""

    name = StringField(_l("Tên để nhận ra, ví dụ Điện thoại của tôi"))
    passkey = StringField()

    def validate_name(self, field: StringField) -> None:
        """Any name that no other one of the account bears."""
        field.data = clean(field.data or "")
        if not field.data:
            raise StopValidation(_("Anh chị đặt một cái tên, để sau này biết khóa nào ở máy nào."))
        if len(field.data) > NAME_SIGNS:
            raise StopValidation(_("Tên dài quá %(count)s chữ.", count=NAME_SIGNS))
        if field.data in _names():
            raise StopValidation(_("Anh chị đã có khóa tên này. Đặt tên khác, ví dụ thêm số 2."))


@passkeys.post("/tai-khoan/khoa-truy-cap/hoi")
@not_kept(PROGRAM)
@requires(*Role)
def propose() -> Answer:
    """What a script has the device make."""
    here, visitor = asking.party(), current_visitor()
    if here is None or not _may_add():
        return make_response(jsonify(None), 410)
    with immediate() as session:
        sign_in = session.get_one(SignIn, visitor.sign_in_id)
        return make_response(jsonify(asking.proposal(session, sign_in.account, sign_in, here, clock.now())))


@passkeys.route("/tai-khoan/khoa-truy-cap", methods=["GET", "POST"])
@not_kept(SECRET)
@requires(*Role)
@fresh_proof
def new() -> Answer:
    """The name, and the button that asks the device; what it made is kept."""
    if not _may_add():
        return see_other(url_for("account.show"))
    visitor, now = current_visitor(), clock.now()
    form = PasskeyForm()
    if not form.validate_on_submit():
        form.name.data = form.name.data if form.is_submitted() else _free_name()
        return form_page("account/passkeys/new.html", form, account=current_account())
    try:
        with immediate() as session:
            account = session.get_one(Account, visitor.account_id, with_for_update=True)
            answer = asking.Answer(session.get_one(SignIn, visitor.sign_in_id), form.passkey.data or "")
            added = asking.add(session, account, form.name.data or "", answer, now)
    except IntegrityError:  # on another page at this moment
        added = False
    if not added:
        form.passkey.errors = [_("Chưa thêm được khóa truy cập. Anh chị bấm lại.")]
        return refuse("account/passkeys/new.html", form=form, account=current_account())
    flash(_("Đã thêm khóa truy cập “%(name)s”.", name=form.name.data))
    return see_other(url_for("account.show"))


@passkeys.post("/tai-khoan/khoa-truy-cap/xoa")
@requires(*Role)
@fresh_proof
def destroy() -> Answer:
    """Take one of my passkeys away; mine alone can be named."""
    visitor, wanted, now = current_visitor(), request.form.get("passkey", type=as_number), clock.now()
    with immediate() as session:
        passkey = one_or_404(Passkey.of(visitor.account_id).where(Passkey.id == wanted))
        session.delete(passkey)
        entry.note(session, "passkey.removed", current_account(), now, {"name": passkey.name})
    flash(_("Đã xóa khóa truy cập “%(name)s”.", name=passkey.name))
    return see_other(url_for("account.show"))


def _may_add() -> bool:
    """Whether passkeys are made here, and the codes of an app stand that go on without them."""
    return asking.party() is not None and SecondFactor.of(db.session(), current_visitor().account_id).is_set_up


def _names() -> set[str]:
    return {passkey.name for passkey in db.session.scalars(Passkey.of(current_visitor().account_id))}


def _free_name() -> str:
    """What this device is called, with a number where that stands already."""
    device, taken = device_words(request.user_agent.string) or _("Máy của tôi"), _names()
    numbered = (f"{device} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (device, *numbered) if name not in taken)
