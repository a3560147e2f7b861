"""The sign-in on the page of a form that was sent after the sign-in had ended."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField


class ResumeForm(FlaskForm):
    """Name and password, the page to go on to, the address that the form is sent to again. The names are told apart
    from those of the form that was sent by their prefix (`locks.OWN`)."""

    unlock_username = StringField(_l("Tên đăng nhập"))
    unlock_password = PasswordField(_l("Mật khẩu"))
    unlock_next = HiddenField()
    unlock_resend = HiddenField()
