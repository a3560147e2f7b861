"""Re-authentication before acts that cannot be undone: an unattended screen must not be enough to approve.

A view marked `@fresh_proof` beside its `@requires(...)` runs only within ten minutes of a proof; signing in counts.
Later its form is answered with a page that asks for a proof and sends the form along: one press proves and acts. The
view itself does nothing for this.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field, PasswordField, StringField

from app.country import clock
from app.models import Locked, SecondFactor, SignIn
from app.web.access import SAFE, View, current_account, current_visitor
from app.web.addresses import local_address
from app.web.database import db, immediate
from app.web.errors import for_a_program, page, typed
from app.web.responses import Answer, htmx, refuse, see_other
from app.web.sign_in import entry, passkeys, second_steps as steps
from app.web.sign_in.limits import TooMany

# docs/promises.md, "Sign-in".
FRESH = timedelta(minutes=10)
SCREEN = "#noi-dung > .wrap"  # where htmx puts the page that asks


class ProofForm(FlaskForm):
    """The proof: a code or a passkey if the account has a second factor, else the password. The names begin with
    `proof_` to set them apart from the fields of the form that is sent along."""

    proof_password = PasswordField(_l("Mật khẩu của anh chị"))
    proof_code = StringField(_l("Sáu số trên điện thoại, hoặc một mã dự phòng"))
    proof_passkey = StringField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has = SecondFactor.of(db.session(), current_visitor().account_id).is_set_up
        self.asked: Field = self.proof_code if has else self.proof_password

    @property
    def by_passkey(self) -> bool:
        """Whether a passkey may be used."""
        return self.asked is not self.proof_password and passkeys.offered(current_visitor().account_id)

    @property
    def is_answered(self) -> bool:
        """Whether a proof was sent."""
        return self.asked.name in request.form


def fresh_proof(view: View) -> View:
    """Mark a view as requiring a proof within ten minutes. A form with files cannot be sent along."""
    view.__dict__["fresh_proof"] = True
    return view


def asks_fresh_proof(app: Flask, endpoint: str) -> bool:
    """Whether an endpoint is marked."""
    return hasattr(app.view_functions[endpoint], "fresh_proof")


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether a proof still counts; one further in the future (the clock was put back) does not."""
    return proved_at is not None and abs(now - proved_at) <= FRESH


def init_proof(app: Flask) -> None:
    """Ask for proof before marked views; call it after access control (app/web/access.py)."""
    app.before_request(_check)


def _check() -> Answer | None:
    """None if the view may run, else the response in its place."""
    if request.endpoint is None or not asks_fresh_proof(current_app, request.endpoint):
        return None
    if is_fresh(current_visitor().proved_at, clock.now()):
        return None
    if request.method in SAFE:
        return see_other(url_for("account.proofs.new", next=request.full_path.rstrip("?")))
    if for_a_program():
        return page(403, _("Anh chị mở trang này rồi xác nhận lại là mình."), "")
    form = ProofForm()
    if not form.is_answered:
        return asked(ProofForm(formdata=None))
    return refusal(form)


def refusal(form: ProofForm) -> Response | None:
    """Check the form's proof: None if it is right, else the page that asks, with the error.

    Wrong proofs count as wrong tries to sign in, so that an unattended screen cannot be used for guessing.
    """
    by_code, now = form.asked is form.proof_code, clock.now()
    if by_code and form.proof_passkey.data:
        form.asked = form.proof_passkey
    try:
        wrong = _wrong_code(form, now) if by_code else _wrong_password(form.asked.data or "", now)
        if wrong is None:
            return None
        if wrong.locked_until is not None:
            raise Locked(wrong.locked_until)
    except Locked as error:
        form.asked.errors = [(steps if by_code else entry).describe_lock(error)[0]]
        return asked(form, 429)
    except TooMany as error:
        form.asked.errors = [entry.describe_lock(error)[0]]
        return asked(form, 429)
    text = _("Mật khẩu chưa đúng. Anh chị xem lại chữ hoa, chữ thường và bộ gõ dấu.")
    form.asked.errors = [wrong.words or text]
    return asked(form)


def _wrong_password(typed: str, now: datetime) -> entry.Wrong | None:
    """Store the proof on the sign-in if the password is right, else return the result of the wrong try.

    Raises:
        Locked, TooMany: no tries are left for now.
    """
    username = current_account().username
    fitting = entry.fitting_hash(username, typed, now)
    with immediate() as session:
        tried = entry.count_try(session, username, fitting, now)
        if isinstance(tried, entry.Wrong):
            return tried
        _note(session, now)
    return None


def _wrong_code(form: ProofForm, now: datetime) -> entry.Wrong | None:
    """The same for a code or a passkey.

    Raises:
        Locked: no tries are left for now.
    """
    steps.check(current_account().username, now)
    with immediate() as session:
        typed: str = form.asked.data or ""
        given: steps.Given = typed
        if form.asked is form.proof_passkey:
            given = passkeys.Answer(session.get_one(SignIn, current_visitor().sign_in_id), typed)
        tried = steps.count_try(session, current_account(), given, now)
        if isinstance(tried, entry.Wrong):
            return tried
        _note(session, now)
    return None


def _note(session: Session, now: datetime) -> None:
    session.get_one(SignIn, current_visitor().sign_in_id).proved_at = now
    entry.note(session, "sign_in.proved", current_account(), now)


def asked(form: ProofForm, status: int = 422) -> Response:
    """The page that asks for a proof, with the fields of the form; without secrets, which are asked again."""
    hidden = [each for each in typed() if not each[0].startswith("proof_")]
    context = {"action": request.full_path.rstrip("?"), "hidden": hidden, "away": _away()}
    form.asked.render_kw = {"autofocus": True}
    answer = refuse("account/proofs/new.html", "account/proofs/_form.html", status=status, form=form, **context)
    if htmx():
        answer.headers.update({"HX-Retarget": SCREEN, "HX-Reswap": "innerHTML"})
    return answer


def _away() -> str:
    """The target of "cancel": the page that they came from."""
    before = request.form.get("proof_away") or (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    return local_address(before) or url_for("account.show")
