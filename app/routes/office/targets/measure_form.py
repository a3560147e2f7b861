"""What measures a target, as an office chooses it: a figure, then only what that figure can be asked."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session, object_session
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from app.country import clock, sentences
from app.indicators.learning import BY_BIRTHS
from app.indicators.programmes import DOT
from app.indicators.target_counts import scope_of
from app.indicators.target_faults import Measuring, faults
from app.indicators.target_measures import AS_ONE
from app.models import Person, Target, Team
from app.models.movement.denominator import COUNTED, label
from app.models.movement.question import Type
from app.models.targets import narrowing
from app.models.targets.narrowing import ALL, ANY, NONE, Narrowing
from app.models.targets.target import PERCENT
from app.registers.indicator import Dimension, Indicator
from app.routes.office.targets.measure_choices import DENOMINATORS, OfferedMeasures, offered_for
from app.web.forms.staff_fields import CountField, LineField

EACH = {
    "": _l("không, đếm cả phường"), "to": _l("mỗi tổ"), "thang": _l("mỗi tháng"), "co-quan": _l("mỗi cơ quan"),
    "to+co-quan": _l("mỗi tổ và mỗi cơ quan"), AS_ONE: _l("cả phường tính là một: có hay chưa"),
}  # fmt: skip
# The same of a share, which says how many have, not how much each is to have.
AT_LEAST_ONE = {
    "to": _l("mỗi tổ có ít nhất một"), "thang": _l("mỗi tháng có ít nhất một"),
    "co-quan": _l("mỗi cơ quan có ít nhất một"), "to+co-quan": _l("mỗi tổ và mỗi cơ quan có ít nhất một"),
}  # fmt: skip
HOW = {ANY: _l("chỉ tính những dòng đã chọn"), NONE: _l("không tính những dòng đã chọn"),
       ALL: _l("phải đủ mọi dòng đã chọn")}  # fmt: skip
# By what a measure is narrowed, and how of each; which entries there are the dimension says.
BY: Mapping[str, tuple[str, ...]] = {
    "loai-co-quan": (ANY, NONE), "mau": (ANY, ALL, NONE), "doi-tuong": (ANY, NONE), "loai-to": (ANY, NONE),
    BY_BIRTHS: (ANY, NONE), "tu-18": (ANY,), "o-day": (ANY,), "loai": (ANY, NONE),
}  # fmt: skip
# Questions of a programme to whose answers its counts are narrowed.
CHOSEN = {Type.CHOICE: (ANY, NONE), Type.CHOICES: (ANY, NONE), Type.YES_NO: (ANY,)}
# What is one and has several rows: it may be asked for all of some entries.
SEVERAL = (Person, Team)


class Line(NamedTuple):
    """What a form asks of one dimension: which of its entries, and how they are meant."""

    dimension: Dimension
    ways: Sequence[str]
    only: Any
    how: Any

    @property
    def chosen(self) -> Narrowing | None:
        """What was chosen; None where it is not narrowed by this."""
        keys = tuple(self.only.data or ())
        how = self.how.data if self.how.data in self.ways else ANY
        return Narrowing(self.dimension.key, keys, how) if keys else None

    @property
    def words(self) -> str:
        """How many were chosen, for the line that opens it."""
        many = len(self.only.data or ())
        return str(_("đã chọn %(count)s", count=many)) if many else str(_("tất cả"))


class MeasureForm(FlaskForm):
    """`measured_by` of all that is counted, narrowed to some; of whom the share is; or why a figure is entered."""

    measured_by = RadioField(_l("Số nào đo chỉ tiêu này"), choices=[], validators=[Optional()])
    each_of = SelectField(_l("Đếm xem mỗi nơi có đủ mức giao chưa"), choices=[], validate_choice=False)
    share_of = RadioField(_l("Trên tổng số nào"), choices=[], validators=[Optional()])
    audience = SelectField(_l("Lấy từ Dân số và số hộ"), choices=[], validate_choice=False)
    own_denominator = CountField(_l("Tổng số của riêng chỉ tiêu này"), least=1, most=999_999)
    why = LineField(_l("Vì sao phải gõ tay"), longest=400)
    offered: OfferedMeasures
    target: Target
    ways: Mapping[str, tuple[Dimension, Sequence[str]]]
    chosen: str
    is_chosen: bool
    each: Mapping[str, str]

    @classmethod
    def of(cls, target: Target, posted: str | None, asked: str | None, words: str = "") -> Self:
        """The form of a target with what fits the figure that was posted, else asked for (`?so=`), else stands; "": a
        figure is entered. `words`: wholes are sought by them."""
        session = object_session(target)
        assert session
        offered = offered_for(session, target)
        chosen = next((each for each in (posted, asked) if each is not None), target.measured_by)
        figure = offered.figures.get(chosen)
        indicator = figure.indicator if figure else None
        ways = _ways(target, offered, indicator)
        fields: dict[str, Field] = {}
        for key, (by, _how) in ways.items():
            fields[f"only_{_name(key)}"] = SelectMultipleField(str(by.words), choices=[])
            fields[f"how_{_name(key)}"] = SelectField(_l("Cách tính"), choices=[], validate_choice=False)
        attributes = {"offered": offered, "target": target, "chosen": chosen, "ways": ways}
        form: Self = type("Form", (cls,), {**attributes, **fields})()
        form.is_chosen = bool(chosen) or not target.is_unchosen or (posted, asked) != (None, None)
        form.measured_by.choices = [("", ""), *((key, each.words) for key, each in offered.figures.items())]
        form.audience.choices = [("", _("không lấy")), *((key, label(key)) for key in COUNTED)]
        form._offer_denominators(indicator, words)
        form._offer_each(indicator)
        form._offer_entries(session)
        if not form.is_submitted():
            form._fill(indicator)
        return form

    @property
    def indicator(self) -> Indicator | None:
        """What counts the chosen figure; None where it is entered, or nobody counts it yet."""
        figure = self.offered.figures.get(self.measured_by.data or "")
        return figure.indicator if figure else None

    def _offer_denominators(self, indicator: Indicator | None, words: str) -> None:
        """The figure's own whole, what stands, what was posted, and the likeliest of the others or those sought."""
        offered, target = self.offered, self.target
        fits = offered.fitting(target, indicator, words) if indicator else []
        stands = target.share_of if target.measured_by == self.chosen else ""
        kept = [indicator.whole if indicator else "", stands, self.share_of.data or ""]
        lines = [*(offered.denominators[key] for key in kept if key in offered.denominators), *fits[:DENOMINATORS]]
        audience = target.audience and sentences.begun(label(target.audience))
        of = sentences.begun(str(indicator.of_words)) if indicator and indicator.of else ""
        usual = str(_("%(whole)s · Dân số và số hộ", whole=audience)) if audience else of or str(_("Chưa chọn"))
        book = offered.figures[self.chosen].book if self.chosen in offered.figures else ""
        every = {each.key: each.words if each.book == book else f"{each.words} · {each.book}" for each in lines}
        self.share_of.choices = [("", usual), *every.items()]

    def _offer_each(self, indicator: Indicator | None) -> None:
        """Of whom something is asked each, where the figure is told apart so."""
        target = self.target
        words = EACH | AT_LEAST_ONE if target.unit_words == PERCENT else EACH
        known = {*(indicator.by_key if indicator else ()), *([AS_ONE] if target.is_share or target.value == 1 else ())}
        stands = target.each_of if target.measured_by == self.chosen else ""
        fits = [key for key in words if not key or set(key.split("+")) <= known or key == stands]
        self.each = {key: str(words[key]) for key in fits}
        self.each_of.choices = list(self.each.items())

    def _offer_entries(self, session: Session) -> None:
        """The entries of each dimension, with those that the target is narrowed to today."""
        asked = {each.dimension: each for each in self.target.narrowings}
        scope = scope_of(session, self.target, clock.today())
        for line in self.lines:
            line.how.choices = [(how, HOW[how]) for how in line.ways]
            stands = asked.get(line.dimension.key)
            names = stands.keys if stands else ()
            keys = [key for keys in line.dimension.keys_of(session, scope, names).values() for key in keys]
            entries = line.dimension.entries(session, scope, [key for key in keys if key not in names])
            offered = {each.name: each.label for each in entries}
            more = {name: _("%(name)s, phường chưa có", name=name) for name in names if name not in offered}
            line.only.choices = [(name, sentences.begun(words)) for name, words in {**offered, **more}.items()]
            if not self.is_submitted():
                line.only.data, line.how.data = list(names), stands.how if stands else ANY

    def _fill(self, indicator: Indicator | None) -> None:
        """What stands; of another figure its own whole."""
        for key in ("share_of", "each_of", "audience", "why"):
            self[key].data = getattr(self.target, key)
        self.measured_by.data, self.own_denominator.data = self.chosen, str(self.target.own_denominator or "")
        if self.chosen != self.target.measured_by:
            own = indicator.whole if indicator else ""
            self.share_of.data = own if own in self.offered.denominators else ""
            self.each_of.data = self.target.each_of if self.target.each_of in self.each else ""

    @property
    def lines(self) -> list[Line]:
        """What is asked of each dimension."""
        return [Line(*by, self[f"only_{_name(key)}"], self[f"how_{_name(key)}"]) for key, by in self.ways.items()]

    @property
    def narrowed(self) -> str:
        """What it is narrowed to and of whom each is asked, in short."""
        many = sum(bool(line.only.data) for line in self.lines) + bool(self.each_of.data)
        return str(_("đã chọn %(count)s cách", count=many)) if many else str(_("đếm tất cả"))

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the target; of how many it is stays where that is not asked."""
        entered, target = not self.measured_by.data, self.target
        own, each = self.own_denominator, self.each_of.data
        chosen = [each for line in self.lines if (each := line.chosen)]
        return {
            "measured_by": self.measured_by.data or "", "share_of": "" if entered else self.share_of.data or "",
            "audience": target.audience if self.audience.data is None else self.audience.data,
            "narrowed_to": "" if entered else narrowing.written(chosen),
            "each_of": each if each in self.each and not entered else "", "why": self.why.value if entered else "",
            "own_denominator": own.count if own.raw_data else target.own_denominator,
        }  # fmt: skip

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each line by itself; figure and whole of one unit; what is entered says why."""
        if not super().validate(extra_validators):
            return False
        if not self.measured_by.data and not self.why.value:
            self.why.errors = [_("Anh chị ghi vì sao số này phải gõ tay, ví dụ: công an gửi.")]
        return not (self._misfits() or self.why.errors)

    def _misfits(self) -> list[Field]:
        """The fields of a figure, or of a whole, whose unit does not fit; what stands is not asked again, and of a
        programme that ships and is not used nothing is counted yet."""
        values = self.values
        asked = Measuring(values["measured_by"], values["share_of"], values["each_of"])
        if asked == Measuring(self.target.measured_by, self.target.share_of, self.target.each_of):
            return []
        session = object_session(self.target)
        assert session
        found = faults(session, self.target, asked) if self.indicator else []
        for each in found:
            self[each.column].errors = [str(each.words)]
        return [self[each.column] for each in found]


def _name(key: str) -> str:
    return key.replace("-", "_")


def _ways(
    target: Target, offered: OfferedMeasures, indicator: Indicator | None
) -> dict[str, tuple[Dimension, Sequence[str]]]:
    """By what a figure may be narrowed, and in which ways: the product's own lists, the choices of its programme, and
    what the target is narrowed to."""
    if indicator is None:
        return {}
    several = indicator.noun in SEVERAL
    ways = {key: tuple(how for how in asked if how != ALL or several) for key, asked in BY.items()}
    declared = offered.declared.get(indicator.key.partition(DOT)[0])
    ways |= {each.key: CHOSEN[each.type] for each in (declared.fields if declared else ()) if each.type in CHOSEN}
    if indicator.key == target.measured_by:
        ways = {each.dimension: (each.how,) for each in target.narrowings} | ways
    return {key: (indicator.by_key[key], each) for key, each in ways.items() if key in indicator.by_key}
