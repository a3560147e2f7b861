"""What measures a target, as an office chooses it."""

from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import object_session
from wtforms import SelectField

from app.country.audiences import AUDIENCES
from app.indicators.catalogue import INDICATORS, SHELVES
from app.indicators.learning import BANDS, BY_BIRTHS
from app.indicators.programmes import shelves
from app.models import Target
from app.models.movement.denominator import COUNTED, label
from app.registers.indicator import Indicator
from app.registers.kept.teams import KINDS
from app.routes.office.fields import LineField

EACH = {"": _l("không, đếm cả phường"), "to": _l("mỗi tổ"), "thang": _l("mỗi tháng"), "co-quan": _l("mỗi cơ quan")}


class MeasureForm(FlaskForm):
    """`measured_by` of all that is counted, narrowed to some; of whom the share is; or why a figure is entered."""

    measured_by = SelectField(_l("Số nào đo chỉ tiêu này"), choices=[])
    narrowed_to = SelectField(_l("Chỉ tính"), choices=[])
    each_of = SelectField(_l("Đếm xem mỗi nơi có đủ mức giao chưa"), choices=[])
    audience = SelectField(_l("Trên tổng số"), choices=[])
    why = LineField(_l("Vì sao phải nhập tay"), longest=400)
    counted: Mapping[str, Indicator]

    @classmethod
    def of(cls, target: Target, **given: Any) -> Self:
        """The form of a target, with what its ward counts."""
        form = cls(**given)
        session = object_session(target)
        own = shelves(session, [target.unit_id]) if session else []
        form.counted = {**INDICATORS, **{each.key: each for _words, shelf in own for each in shelf}}
        lines: list[tuple[str, str]] = [("", _("Không có: cán bộ nhập số"))]
        lines += [(each.key, f"{words}: {each.words}") for words, shelf in (*SHELVES, *own) for each in shelf]
        form.measured_by.choices = lines
        form.narrowed_to.choices = [
            ("", _("tất cả")),
            *((f"doi-tuong={key}", _("lớp cho: %(whom)s", whom=each.words)) for key, each in AUDIENCES.items()),
            *((f"loai-to={key}", _("loại tổ, đội: %(kind)s", kind=words)) for key, words in KINDS.items()),
            *((f"{BY_BIRTHS}={key}", _("lứa tuổi: %(age)s", age=words)) for key, words in BANDS.items()),
        ]
        form.each_of.choices = list(EACH.items())
        form.audience.choices = [("", _("như số ấy nói")), *((key, label(key)) for key in COUNTED)]
        if "formdata" in given:
            for key in ("measured_by", "narrowed_to", "each_of", "audience", "why"):
                form[key].data = getattr(target, key)
        return form

    @property
    def said(self) -> dict[str, str]:
        """The columns of the target."""
        entered = not self.measured_by.data
        return {
            "measured_by": self.measured_by.data or "", "audience": self.audience.data or "",
            "narrowed_to": "" if entered else self.narrowed_to.data or "",
            "each_of": "" if entered else self.each_of.data or "", "why": self.why.value if entered else "",
        }  # fmt: skip

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each line by itself; what is narrowed must be told apart so; what is entered says why."""
        if not super().validate(extra_validators):
            return False
        indicator, dimension = self.counted.get(self.measured_by.data), (self.narrowed_to.data or "").partition("=")[0]
        known = indicator.by_key if indicator else {}
        wrong = {
            "narrowed_to": indicator and dimension and dimension not in known,
            "each_of": indicator and self.each_of.data and self.each_of.data not in known,
        }
        for key, is_wrong in wrong.items():
            if is_wrong:
                self[key].errors = [_("Số này không tách được như vậy.")]
        if not indicator and not self.why.value:
            self.why.errors = [_("Anh chị ghi vì sao số này phải nhập tay, ví dụ: công an gửi.")]
        return not (any(wrong.values()) or self.why.errors)
