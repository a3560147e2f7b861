"""The form by which wards become one: which end, in which they go on, from which day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from app.country import clock, formats, sentences
from app.data.help_lists import supply
from app.models import AdministrativeUnit
from app.models.people.administrative_unit import WARD_KINDS
from app.models.people.communes import communes
from app.models.people.ward_merging import Moved, merge
from app.routes.admin.units.units import LineField
from app.web.database import db
from app.web.forms.days import DayField
from app.web.forms.staff_fields import one_of

Received = list[tuple[AdministrativeUnit, Moved]]


class WardsForm(FlaskForm):
    """A further ward is named by its code; of one that Quyết định 19/2025/QĐ-TTg lists kind and name are known."""

    code = LineField(_l("Mã đơn vị mới, năm số"))
    kind = RadioField(_l("Loại đơn vị"), choices=[], validate_choice=False)
    name = LineField(_l("Tên đơn vị mới"))
    on = DayField(_l("Từ ngày"), come=True, required=True)

    def offer(self, wards: Sequence[AdministrativeUnit]) -> None:
        """Offer the wards of today that the visitor administers."""
        self.wards = {each.code: each for each in wards}
        self.kind.choices = [(kind, sentences.begun(kind)) for kind in WARD_KINDS]

    @property
    def parts_chosen(self) -> list[AdministrativeUnit]:
        """The wards that end or are divided; only after validation."""
        raise NotImplementedError

    @property
    def standing(self) -> list[AdministrativeUnit]:
        """Those of today that receive; only after validation."""
        raise NotImplementedError

    @property
    def makes(self) -> bool:
        """Whether a new ward is named."""
        raise NotImplementedError

    @property
    def day(self) -> date:
        """From when on; only after validation."""
        return self.on.value or clock.today()

    def new_ward(self, session: Session, code: str, kind: str, name: str) -> AdministrativeUnit:
        """One with what papers say until its office says otherwise. In a write transaction."""
        like, known = self.parts_chosen[0], communes().get(code)
        kind, name = (known.kind, known.name) if known else (kind or WARD_KINDS[0], name)
        ward = AdministrativeUnit(
            code=code, kind=kind, name=name, parent=like.parent, valid_from=self.day, phone=like.phone,
            group_word=like.group_word, paper_style=like.paper_style, place_line=name, is_demo=like.is_demo,
        )  # fmt: skip
        ward.issuer_name = ward.default_issuer
        session.add(ward)
        session.flush()
        supply(session, ward, desks=False)
        return ward

    def validate_code(self, field: LineField) -> None:
        """A code that no unit bears."""
        if self.makes:
            code_is_free(field.data or "")

    def validate_kind(self, field: RadioField) -> None:
        """One of those offered, or none."""
        if field.data:
            one_of(self, field)

    def validate_name(self, field: LineField) -> None:
        """Said where the list of the state does not know it."""
        if self.makes:
            named_by(self.code.data, field.data)

    def validate_on(self, field: DayField) -> None:
        """Not before one of them was there."""
        began = [each.valid_from for each in (*self.parts_chosen, *self.standing) if each.valid_from]
        if field.value and any(each > field.value for each in began):
            raise ValidationError(_("Ngày này sớm hơn ngày một đơn vị thành lập."))
        if field.value and any(each.valid_from == field.value for each in self.parts_chosen):
            day = formats.date(field.value + timedelta(days=1))
            raise ValidationError(_("Đơn vị này lập đúng ngày ấy. Sớm nhất là ngày %(day)s.", day=day))


class MergeForm(WardsForm):
    """Wards that become one."""

    parts = SelectMultipleField(_l("Đơn vị nào nhập lại"), choices=[], validate_choice=False)
    into = SelectField(_l("Thành đơn vị nào"), choices=[], validate_choice=False, default="", validators=[one_of])

    def offer(self, wards: Sequence[AdministrativeUnit]) -> None:
        """Offer the wards of today that the visitor administers."""
        super().offer(wards)
        named = [(each.code, each.title) for each in wards]
        self.parts.choices, self.into.choices = named, [("", _("Đơn vị mới, ghi dưới đây")), *named]

    @property
    def parts_chosen(self) -> list[AdministrativeUnit]:
        """The wards that end."""
        return [self.wards[code] for code in self.parts.data or [] if code in self.wards]

    @property
    def standing(self) -> list[AdministrativeUnit]:
        """The ward in which they go on, where it stands already."""
        return [self.wards[self.into.data]] if self.into.data in self.wards else []

    @property
    def makes(self) -> bool:
        """Whether they go on in a new one."""
        return not self.into.data

    def carry_out(self, session: Session, now: datetime) -> Received:
        """Do it, in a write transaction."""
        named = self.code.data or "", self.kind.data or "", self.name.data or ""
        into = self.standing[0] if self.standing else self.new_ward(session, *named)
        return [(into, merge(session, [each.id for each in self.parts_chosen], into, self.day, now))]

    def validate_parts(self, field: SelectMultipleField) -> None:
        """Wards of today, none into itself."""
        if not field.data or not set(field.data) <= set(self.wards):
            raise ValidationError(_("Anh chị chọn ít nhất một đơn vị."))
        if self.into.data in field.data:
            raise ValidationError(_("Đơn vị nhận về không chọn ở đây: nó còn lại."))


def code_is_free(code: str, besides: Collection[str | None] = ()) -> None:
    """A code of five digits that no unit bears, or a ValidationError."""
    if len(code) != 5 or not (code.isascii() and code.isdecimal()):
        raise ValidationError(_("Mã đơn vị có năm số, ví dụ 05443."))
    if code in besides or db.session.scalars(AdministrativeUnit.called(code)).first():
        raise ValidationError(_("Mã này đã có đơn vị dùng. Anh chị chọn đơn vị ấy ở trên, hoặc ghi mã khác."))


def named_by(code: str | None, name: str | None) -> None:
    """A name, or a ValidationError where the list of the state does not know one."""
    if code not in communes() and not name:
        raise ValidationError(_("Anh chị ghi tên đơn vị mới."))
