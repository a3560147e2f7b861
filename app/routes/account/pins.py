"""/tai-khoan/ma-pin: six digits that unlock one's own sign-in; asked for once after signing in, and never again."""

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import StopValidation, ValidationError

from app.country import clock
from app.models import AccountPin, Role
from app.models.people.account import DIGITS, EasyPin, hash_pin, refuse_easy
from app.web.access import current_account, current_visitor, requires
from app.web.addresses import local_address
from app.web.database import db, immediate
from app.web.forms.fields import PinField
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in import entry
from app.web.sign_in.proof import fresh_proof

pins = Blueprint("pins", __name__)


class PinForm(FlaskForm):
    """The PIN twice, and where one was going."""

    pin = PinField(_l("Mã PIN 6 số"))
    pin_again = PinField(_l("Gõ lại mã PIN"))
    next = HiddenField()

    def validate_pin(self, field: PinField) -> None:
        """Six digits that a stranger would not try first."""
        if not (field.value.isascii() and field.value.isdigit() and len(field.value) == DIGITS):
            raise StopValidation(_("Mã PIN gồm đúng 6 chữ số."))
        try:
            refuse_easy(field.value)
        except EasyPin as easy:
            text = _("Mã này dễ đoán: số liền nhau, số lặp lại hay ngày, năm sinh. Anh chị chọn mã khác.")
            raise StopValidation(text) from easy

    def validate_pin_again(self, field: PinField) -> None:
        """The same once more, against slips of the finger."""
        if not self.pin.errors and field.value != self.pin.value:
            raise ValidationError(_("Hai lần gõ chưa giống nhau. Anh chị gõ lại cả hai."))


@pins.get("/tai-khoan/ma-pin")
@requires(*Role)
def edit() -> Answer:
    """The form; who comes from signing in may leave it for later."""
    form = PinForm(formdata=None)
    form.next.data = local_address(request.args.get("next")) or ""
    return render_template("account/pins/edit.html", form=form, account=current_account(), has_pin=_has_pin())


@pins.post("/tai-khoan/ma-pin")
@not_kept(SECRET)
@requires(*Role)
@fresh_proof
def update() -> Answer:
    """Set it, instead of the one before."""
    form, visitor, now = PinForm(), current_visitor(), clock.now()
    if not form.validate():
        return refuse("account/pins/edit.html", form=form, account=current_account(), has_pin=_has_pin())
    pin_hash = hash_pin(form.pin.value)
    with immediate() as session:
        AccountPin.choose(session, visitor.account_id, pin_hash, now)
        entry.note(session, "pin.set", current_account(), now)
    flash(_("Đã đặt mã PIN. Máy khóa thì gõ 6 số này để mở."))
    return _on(form)


@pins.post("/tai-khoan/ma-pin/bo")
@requires(*Role)
def destroy() -> Answer:
    """Do without one: the password unlocks."""
    with immediate() as session:
        if AccountPin.drop(session, current_visitor().account_id):
            entry.note(session, "pin.dropped", current_account(), clock.now())
    flash(_("Đã bỏ mã PIN. Máy khóa thì mở bằng mật khẩu."))
    return see_other(url_for("account.show"))


def _has_pin() -> bool:
    return AccountPin.hash_of(db.session(), current_visitor().account_id) is not None


def _on(form: PinForm) -> Response:
    return see_other(local_address(form.next.data) or url_for("account.show"))
