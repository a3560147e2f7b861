"""The fields for a new password, and the messages for unusable ones."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import PasswordField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.models.people.passwords import PASSWORD_LENGTH, PasswordFault, WeakPassword, check_password

RULES = _l(
    "Từ %(least)s ký tự trở lên. Ba bốn từ ghép lại là dễ nhớ, ví dụ một câu chỉ anh chị biết. "
    "Không dùng tên mình, ngày sinh, số điện thoại.",
    least=PASSWORD_LENGTH[0],
)
_SENTENCES: Mapping[PasswordFault, object] = {
    PasswordFault.TOO_SHORT: _l("Mật khẩu cần ít nhất %(least)s ký tự. Anh chị thêm vài chữ nữa."),
    PasswordFault.TOO_LONG: _l("Mật khẩu dài quá %(most)s ký tự. Anh chị rút gọn lại."),
    PasswordFault.IS_NAME: _l("Mật khẩu này là tên của anh chị, ai cũng đoán ra. Anh chị chọn câu khác."),
    PasswordFault.OBVIOUS: _l("Mật khẩu này nhiều người dùng nên dễ bị đoán. Anh chị chọn câu khác."),
}


class NewPasswordField(PasswordField):
    """A new password. Call `belongs_to` before validating."""

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label or _l("Mật khẩu mới"), **kwargs)
        self.flags.required = True
        self.username = self.full_name = ""

    @property
    def value(self) -> str:
        """The password exactly as typed."""
        return self.data or ""

    def belongs_to(self, username: str, full_name: str) -> None:
        """Set the names that the password must not equal."""
        self.username, self.full_name = username, full_name

    def pre_validate(self, form: BaseForm) -> None:
        """Raise with the reason why the password is unusable, without the password itself."""
        try:
            check_password(self.value, username=self.username, full_name=self.full_name)
        except WeakPassword as weak:
            raise StopValidation(words(weak.reason)) from weak


class RepeatedPasswordField(PasswordField):
    """The new password once more, against typing errors; must equal the form's `new_password`."""

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label or _l("Gõ lại mật khẩu mới"), **kwargs)
        self.flags.required = True

    def pre_validate(self, form: BaseForm) -> None:
        """Compare, unless the first one is invalid already."""
        first = form["new_password"]
        if not first.errors and self.data != first.data:
            raise StopValidation(_("Hai lần gõ chưa giống nhau. Anh chị gõ lại cả hai."))


def words(fault: PasswordFault) -> str:
    """Why a password is unusable, and what to do."""
    return str(_SENTENCES[fault]) % {"least": PASSWORD_LENGTH[0], "most": PASSWORD_LENGTH[1]}
