"""The forms of a residential group: what the ward knows of it, and how it ends."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from app import clock, formats
from app.days import DayField
from app.models import ResidentialGroup
from app.routes.admin.units import GROUP_WORDS
from app.routes.office.fields import LineField, NumberField

MOST_PEOPLE = 999_999


class CountField(NumberField):
    """A number of people or households that may be left empty: nobody has counted. `count` is the number or None."""

    count: int | None = None

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, least=0, most=MOST_PEOPLE, **kwargs)
        self.flags.required = False

    def pre_validate(self, form: BaseForm) -> None:
        """Read the number where one is given."""
        if (self.data or "").strip():
            super().pre_validate(form)
            self.count = self.value


class GroupForm(FlaskForm):
    """What the ward knows of a group. `version` is that of the row that the form was filled from."""

    version = HiddenField()
    name = LineField(_l("Tên"), longest=120, required=True)
    kind = SelectField(_l("Loại"), choices=[], validate_choice=False)
    code = LineField(_l("Mã"), longest=30, required=True)
    valid_from = DayField(_l("Có từ ngày"))
    population = CountField(_l("Số người"))
    households = CountField(_l("Số hộ"))
    counted_on = DayField(_l("Số liệu tính đến ngày"), past=True)
    count_source = LineField(_l("Nguồn số liệu"), longest=120)

    def offer(self, kind: str) -> None:
        """Offer the words for groups, the one in use among them."""
        self.kind.choices = [(word, word[:1].upper() + word[1:]) for word in dict.fromkeys((kind, *GROUP_WORDS))]

    def show(self, group: ResidentialGroup) -> None:
        """Fill the form from a group."""
        self.version.data = str(group.version)
        for name in ("name", "kind", "code", "count_source"):
            self[name].data = getattr(group, name)
        self.valid_from.show(group.valid_from)
        self.counted_on.show(group.counted_on)
        self.population.data = formats.number(group.population) if group.population is not None else ""
        self.households.data = formats.number(group.households) if group.households is not None else ""

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the group; only after validation."""
        return {
            "name": self.name.value,
            "kind": self.kind.data,
            "code": self.code.value,
            "valid_from": self.valid_from.value,
            "population": self.population.count,
            "households": self.households.count,
            "counted_on": self.counted_on.value,
            "count_source": self.count_source.value,
        }

    def validate_kind(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))

    def validate_counted_on(self, field: DayField) -> None:
        """A number without its day cannot be compared with another."""
        counted = self.population.count is not None or self.households.count is not None
        if counted and field.value is None:
            raise ValidationError(_("Anh chị ghi ngày của số liệu."))
        if field.value and field.value > clock.today():
            raise ValidationError(_("Ngày này chưa tới."))

    def validate_count_source(self, field: LineField) -> None:
        """Nor one without who says so."""
        if (self.population.count is not None or self.households.count is not None) and not field.value:
            raise ValidationError(_("Anh chị ghi số liệu lấy ở đâu, ví dụ: Công an phường."))


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
