"""The form that ends a residential group."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import StopValidation, ValidationError

from app.country import clock
from app.models import ResidentialGroup
from app.web.forms.days import DayField


class EndForm(FlaskForm):
    """From when a group is no more, and into which one its people go."""

    on = DayField(_l("Ngày cuối cùng"), past=True)
    into = SelectField(_l("Nhập vào"), choices=[], validate_choice=False)

    def offer(self, others: list[ResidentialGroup]) -> None:
        """Offer the other groups of today."""
        self.into.choices = [("", _("Không nhập vào đâu")), *((group.code, group.name) for group in others)]

    def validate_on(self, field: DayField) -> None:
        """A day that has come: until then the group is there."""
        if field.value is None:
            raise StopValidation(_("Anh chị ghi ngày."))
        if field.value > clock.today():
            raise ValidationError(_("Ngày này chưa tới. Đến ngày đó anh chị hãy ghi."))

    def validate_into(self, field: SelectField) -> None:
        """One of those offered."""
        if (field.data or "") not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))
