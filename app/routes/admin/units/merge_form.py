"""The form by which wards become one: which end, in which they go on, from which day."""

from collections.abc import Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from app.data.help_lists import supply
from app.models import AdministrativeUnit
from app.models.people.administrative_unit import WARD_KINDS
from app.models.people.communes import communes
from app.routes.admin.units.units import LineField
from app.web.database import db
from app.web.forms.days import DayField


class MergeForm(FlaskForm):
    """A further ward is named by its code; of one that Quyết định 19/2025/QĐ-TTg lists kind and name are known."""

    parts = SelectMultipleField(_l("Đơn vị nào nhập lại"), choices=[], validate_choice=False)
    into = SelectField(_l("Thành đơn vị nào"), choices=[], validate_choice=False, default="")
    code = LineField(_l("Mã đơn vị mới, năm số"))
    kind = RadioField(_l("Loại đơn vị"), choices=[], validate_choice=False)
    name = LineField(_l("Tên đơn vị mới"))
    on = DayField(_l("Từ ngày"), come=True, required=True)

    def offer(self, wards: Sequence[AdministrativeUnit]) -> None:
        """Offer the wards of today that the visitor administers."""
        self.wards = {each.code: each for each in wards}
        self.kind.choices = [(kind, kind[:1].upper() + kind[1:]) for kind in WARD_KINDS]
        named = [(each.code, each.title) for each in wards]
        self.parts.choices, self.into.choices = named, [("", _("Đơn vị mới, ghi dưới đây")), *named]

    @property
    def ending(self) -> list[AdministrativeUnit]:
        """The wards that end; only after validation."""
        return [self.wards[code] for code in self.parts.data or []]

    @property
    def standing(self) -> list[AdministrativeUnit]:
        """The ward in which they go on, where it stands already; only after validation."""
        return [self.wards[self.into.data]] if self.into.data else []

    def made(self) -> AdministrativeUnit:
        """The ward in which they go on, a new one with what papers say until its office says otherwise. In a write
        transaction."""
        if self.standing:
            return self.standing[0]
        like, session, code = self.ending[0], db.session(), self.code.data or ""
        known = communes().get(code)
        kind, name = (known.kind, known.name) if known else (self.kind.data or WARD_KINDS[0], self.name.data or "")
        ward = AdministrativeUnit(
            code=code, kind=kind, name=name, parent=like.parent, valid_from=self.on.value, phone=like.phone,
            group_word=like.group_word, paper_style=like.paper_style, place_line=name, is_demo=like.is_demo,
        )  # fmt: skip
        ward.issuer_name = ward.default_issuer
        session.add(ward)
        session.flush()
        supply(session, ward, desks=False)
        return ward

    def validate_parts(self, field: SelectMultipleField) -> None:
        """Wards of today, none into itself."""
        if not field.data or not set(field.data) <= set(self.wards):
            raise ValidationError(_("Anh chị chọn ít nhất một đơn vị."))
        if self.into.data in field.data:
            raise ValidationError(_("Đơn vị nhận về không chọn ở đây: nó còn lại."))

    def validate_into(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data and field.data not in self.wards:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))

    def validate_code(self, field: LineField) -> None:
        """A code that no unit bears."""
        if self.into.data:
            return
        code = field.data or ""
        if len(code) != 5 or not (code.isascii() and code.isdecimal()):
            raise ValidationError(_("Mã đơn vị có năm số, ví dụ 05443."))
        if db.session.scalars(AdministrativeUnit.called(code)).first():
            raise ValidationError(_("Mã này đã có đơn vị dùng. Anh chị chọn đơn vị ấy ở trên, hoặc ghi mã khác."))

    def validate_kind(self, field: RadioField) -> None:
        """One of those offered, or none."""
        if field.data and field.data not in WARD_KINDS:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))

    def validate_name(self, field: LineField) -> None:
        """Said where the list of the state does not know it."""
        if not self.into.data and self.code.data not in communes() and not field.data:
            raise ValidationError(_("Anh chị ghi tên đơn vị mới."))

    def validate_on(self, field: DayField) -> None:
        """Not before one of them was there."""
        if field.value and any((each.valid_from or field.value) > field.value for each in self.wards.values()):
            raise ValidationError(_("Ngày này sớm hơn ngày một đơn vị thành lập."))
