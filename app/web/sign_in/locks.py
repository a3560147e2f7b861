"""The page for a locked sign-in: PIN, passkey or password unlocks it, and a form that was sent is sent again."""

from collections.abc import Sequence

from flask import Response, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from app.country import clock
from app.models import AccountPin
from app.models.people.account_state import Suspended
from app.models.people.visit import Visit
from app.web.access import SIGN_IN_HEADER, visit_here
from app.web.database import db
from app.web.forms.fields import PinField
from app.web.responses import htmx, page_or_fragment
from app.web.sign_in import passkeys
from app.web.sign_in.visits import is_locked
from app.web.words.roles import Workspace, rooms_of

# The prefix of the page's own fields, which sets them apart from those of the form that was sent.
OWN = "unlock_"

Typed = Sequence[tuple[str, str]]


class UnlockForm(FlaskForm):
    """A PIN, a password or a device's answer; the page to go on to, or the form to send again."""

    unlock_pin = PinField(_l("Mã PIN 6 số"))
    unlock_password = PasswordField(_l("Mật khẩu"))
    unlock_passkey = StringField()
    unlock_next = HiddenField()
    unlock_resend = HiddenField()


def lock_page(
    visit: Visit, form: UnlockForm, *, kept: Typed = (), trouble: str = "", with_files: bool = False, status: int = 200
) -> Response:
    """The page, or the part that a script puts over a page: whose sign-in it is, and the ways to unlock it. `kept` has
    the fields of a form that was sent; files are not kept."""
    has_pin = AccountPin.hash_of(db.session(), visit.account_id) is not None
    first = form.unlock_pin if has_pin else form.unlock_password
    first.render_kw = {"autofocus": True}
    answer = page_or_fragment(
        "locks/show.html",
        "locks/_form.html",
        visit=visit,
        form=form,
        has_pin=has_pin,
        by_passkey=passkeys.offered(visit.account_id),
        kept=kept,
        trouble=trouble,
        with_files=with_files,
        open_rooms=_open_rooms(visit),
    )
    answer.status_code = status
    answer.headers[SIGN_IN_HEADER] = Suspended.LOCKED.value
    answer.headers["Cache-Control"] = "no-store"
    return answer


def locked_form(kept: Typed, back: str) -> Response:
    """401 for a form or a fragment sent on a locked sign-in: what was typed stays in the page.

    A form with files cannot be sent again: the page leads back to it.
    """
    visit, form = visit_here(), UnlockForm(formdata=None)
    if visit is None:  # it ended meanwhile
        raise RuntimeError("no sign-in is locked here")
    with_files = any(file.filename for file in request.files.values())
    if not htmx() and not with_files:
        form.unlock_resend.data = request.full_path.rstrip("?")
    form.unlock_next.data = back
    return lock_page(visit, form, kept=() if with_files else kept, with_files=with_files, status=401)


def _open_rooms(visit: Visit) -> list[Workspace]:
    """The rooms that are open without unlocking, such as the roll."""
    now = clock.now()
    return [room for room in rooms_of(visit.roles) if not is_locked(visit, room.address, room.roles, now)]


# The sign-in on the page of a form that was sent after the sign-in had ended.
class ResumeForm(FlaskForm):
    """Name and password, the page to go on to, the address that the form is sent to again. The names are told apart
    from those of the form that was sent by their prefix (`locks.OWN`)."""

    unlock_username = StringField(_l("Tên đăng nhập"))
    unlock_password = PasswordField(_l("Mật khẩu"))
    unlock_next = HiddenField()
    unlock_resend = HiddenField()
