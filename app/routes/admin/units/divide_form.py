"""The form by which a ward is divided: where each of its groups goes, and all the rest; from which day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from app.models import AdministrativeUnit, ResidentialGroup
from app.models.people.ward_division import divide
from app.routes.admin.units.merge_form import Received, WardsForm, code_is_free, named_by
from app.routes.admin.units.units import LineField
from app.web.forms.staff_fields import one_of

NEW, SECOND = "moi", "moi2"


class DivideForm(WardsForm):
    """Made for a ward (`of`), with a line for each of its groups. Two wards may be new."""

    into = SelectField(
        _l("Tổ chưa chọn, và việc chung: cán bộ, quầy, địa điểm, lớp cho cả đơn vị"), choices=[],
        validate_choice=False, default="", validators=[one_of],
    )  # fmt: skip
    second_code = LineField(_l("Mã đơn vị mới thứ hai"))
    second_kind = RadioField(_l("Loại đơn vị thứ hai"), choices=[], validate_choice=False)
    second_name = LineField(_l("Tên đơn vị mới thứ hai"))
    divided: AdministrativeUnit
    groups: Sequence[ResidentialGroup] = ()

    @classmethod
    def of(cls, divided: AdministrativeUnit, groups: Sequence[ResidentialGroup], **more: Any) -> "DivideForm":
        """The form of a ward."""
        lines = {
            f"to_{each.id}": SelectField(each.name, validate_choice=False, default="", validators=[one_of])
            for each in groups
        }
        made: DivideForm = type(cls.__name__, (cls,), {**lines, "divided": divided, "groups": groups})(**more)
        return made

    def offer(self, wards: Sequence[AdministrativeUnit]) -> None:
        """Offer the wards of today that the visitor administers."""
        super().offer(wards)
        self.second_kind.choices = self.kind.choices
        others = [(each.code, each.title) for each in wards if each.code != self.divided.code]
        receive = [*others, (NEW, _("Đơn vị mới, ghi dưới đây")), (SECOND, _("Đơn vị mới thứ hai"))]
        for line in self.lines:
            line.choices = [("", _("Theo phần còn lại")), *receive]
        self.into.choices = [("", _("Ở lại %(unit)s, đơn vị này còn tiếp", unit=self.divided.full_name)), *receive]

    @property
    def lines(self) -> list[Any]:
        """Where each group goes."""
        return [self[f"to_{each.id}"] for each in self.groups]

    @property
    def chosen(self) -> list[str]:
        """Which wards receive something, each once."""
        return list(dict.fromkeys(each.data for each in (*self.lines, self.into) if each.data))

    @property
    def parts_chosen(self) -> list[AdministrativeUnit]:
        """The ward that is divided."""
        return [self.wards.get(self.divided.code, self.divided)]

    @property
    def standing(self) -> list[AdministrativeUnit]:
        """Those of today that receive."""
        return [self.wards[each] for each in self.chosen if each in self.wards]

    @property
    def makes(self) -> bool:
        """Whether a new ward receives."""
        return NEW in self.chosen

    @property
    def redone_from(self) -> date | None:
        """The first day on which this can be merged or divided again, where a new unit receives: a unit is not ended
        on the day on which it is made. None where that can be the same day. Only after validation."""
        return self.day + timedelta(days=1) if {NEW, SECOND} & {*self.chosen} else None

    def ids_for(self, ward: AdministrativeUnit) -> list[int]:
        """The groups that are to go to a ward of today."""
        return [each.id for each, line in zip(self.groups, self.lines, strict=True) if line.data == ward.code]

    def carry_out(self, session: Session, now: datetime) -> Received:
        """Do it, in a write transaction."""
        wards, part = dict(self.wards), self.parts_chosen[0]
        for key, naming in ((NEW, (self.code, self.kind, self.name)),
                            (SECOND, (self.second_code, self.second_kind, self.second_name))):  # fmt: skip
            if key in self.chosen:
                wards[key] = self.new_ward(session, *(each.data or "" for each in naming))
        lines = zip(self.groups, self.lines, strict=True)
        given = {group.id: wards[line.data] for group, line in lines if line.data}
        return divide(session, part, given, wards[self.into.data] if self.into.data else None, self.day, now)

    def validate_into(self, field: SelectField) -> None:
        """Something goes, and what goes on has a group."""
        went = [each for each in self.lines if each.data]
        if not went:
            raise ValidationError(_("Anh chị chọn đơn vị nhận cho ít nhất một tổ."))
        if not field.data and len(went) == len(self.lines):
            raise ValidationError(_("Tổ nào cũng chuyển đi, nên anh chị chọn đơn vị nhận phần còn lại."))

    def validate_second_code(self, field: LineField) -> None:
        """A code that no unit bears, nor the other new one."""
        if SECOND in self.chosen:
            code_is_free(field.data or "", [self.code.data])

    def validate_second_kind(self, field: RadioField) -> None:
        """One of those offered, or none."""
        self.validate_kind(field)

    def validate_second_name(self, field: LineField) -> None:
        """Said where the list of the state does not know it."""
        if SECOND in self.chosen:
            named_by(self.second_code.data, field.data)
