"""The forms on the page of one registration."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from app.country.names import clean
from app.models.learning.door_list import LIMIT
from app.web.forms.fields import FullNameField

REASON_LENGTH = 200


class DoorLineForm(FlaskForm):
    """One fact for whoever stands at the door; `seen` is what stood there when the page was opened."""

    door_line = StringField(_l("Dặn người ở cửa"), filters=[lambda text: clean(text or "")])
    seen = HiddenField()

    def validate_door_line(self, field: StringField) -> None:
        """Short enough for a phone's screen."""
        Length(max=LIMIT, message=_("Dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=LIMIT))(self, field)


class GuardianForm(FlaskForm):
    """Who registers a child under 16, and agrees for them."""

    guardian = FullNameField(_l("Cha mẹ hoặc người giám hộ"), staff=True)


class RemovalForm(FlaskForm):
    """Why somebody is taken off; they are told."""

    reason = StringField(_l("Lý do, người học sẽ đọc được"), filters=[lambda text: clean(text or "")])

    def validate_reason(self, field: StringField) -> None:
        """Said, and short."""
        DataRequired(_("Anh chị ghi lý do, ví dụ: đăng ký nhầm lớp."))(self, field)
        text = _("Lý do dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=REASON_LENGTH)
        Length(max=REASON_LENGTH, message=text)(self, field)


class MoveForm(FlaskForm):
    """The class in which somebody goes on."""

    to = RadioField(_l("Chuyển sang lớp"), choices=list, validate_choice=False)
