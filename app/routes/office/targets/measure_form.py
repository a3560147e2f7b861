"""What measures a target, as an office chooses it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session, object_session
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from app.country import clock, sentences
from app.indicators.learning import BY_BIRTHS
from app.indicators.named_figures import INDICATORS
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
from app.routes.office.targets.measure_choices import FigureShelf, OfferedMeasures, offered_for
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
# What of them is called otherwise here, where figures of all kinds are chosen from.
WORDS: Mapping[str, object] = {
    "doi-tuong": _l("Lớp dành cho ai"), "loai-to": _l("Loại tổ, đội"), "loai": _l("Loại cơ quan có Đại sứ số"),
    "tu-18": _l("Từ 18 tuổi hay chưa"), "o-day": _l("Ở đây hay ở nơi khác"),
}  # fmt: skip
# What is one and has several rows: it may be asked for all of some entries.
SEVERAL = (Person, Team)


class Narrowable(NamedTuple):
    """A dimension by which a form offers to narrow, in which ways; `programme`: of its counts alone."""

    dimension: Dimension
    words: object
    ways: Sequence[str] = (ANY,)
    programme: str = ""

    def fits(self, key: str) -> bool:
        """Whether a figure of that key may have it."""
        return self.programme in ("", key.partition(DOT)[0])


class Line(NamedTuple):
    """What a form asks of one dimension: which of its entries, and how they are meant."""

    by: Narrowable
    only: Any
    how: Any

    @property
    def chosen(self) -> Narrowing | None:
        """What was chosen; None where it is not narrowed by this."""
        keys = tuple(self.only.data or ())
        how = self.how.data if self.how.data in self.by.ways else ANY
        return Narrowing(self.by.dimension.key, keys, how) if keys else None

    @property
    def words(self) -> str:
        """How many were chosen, for the line that opens it."""
        many = len(self.only.data or ())
        return str(_("đã chọn %(count)s", count=many)) if many else str(_("tất cả"))


class MeasureForm(FlaskForm):
    """`measured_by` of all that is counted, narrowed to some; of whom the share is; or why a figure is entered."""

    measured_by = RadioField(_l("Số nào đo chỉ tiêu này"), choices=[], validators=[Optional()])
    each_of = SelectField(_l("Đếm xem mỗi nơi có đủ mức giao chưa"), choices=[])
    share_of = RadioField(_l("Trên tổng số, lấy từ số đếm"), choices=[], validators=[Optional()])
    audience = SelectField(_l("Trên tổng số, lấy từ Dân số và số hộ"), choices=[])
    own_denominator = CountField(_l("Tổng số của riêng chỉ tiêu này"), least=1, most=999_999)
    why = LineField(_l("Vì sao phải gõ tay"), longest=400)
    counted: Mapping[str, Indicator]
    offered: OfferedMeasures
    target: Target
    narrowed: Mapping[str, Narrowable]

    @classmethod
    def of(cls, target: Target) -> Self:
        """The form of a target, with what its ward counts."""
        session = object_session(target)
        assert session
        offered = offered_for(session, target)
        counted = offered.indicators
        narrowed = _narrowed(target, offered)
        fields: dict[str, Field] = {}
        for key, by in narrowed.items():
            fields[f"only_{_name(key)}"] = SelectMultipleField(str(by.words), choices=[])
            fields[f"how_{_name(key)}"] = SelectField(_l("Cách tính"), choices=[], validate_choice=False)
        form: Self = type(
            "Form", (cls,), {"counted": counted, "offered": offered, "target": target, "narrowed": narrowed, **fields}
        )()
        form.measured_by.choices = [("", _("Không có: cán bộ nhập số")), *_flat(offered.figures)]
        form.share_of.choices = [
            ("", _("Như số ấy nói, hoặc số người chọn ở dưới")),
            *_flat(offered.denominators),
        ]
        form.each_of.choices = list((EACH | AT_LEAST_ONE if target.unit_words == PERCENT else EACH).items())
        form.audience.choices = [("", _("như số ấy nói")), *((key, label(key)) for key in COUNTED)]
        form._offer(session, target, filled=not form.is_submitted())
        return form

    def _offer(self, session: Session, target: Target, *, filled: bool) -> None:
        """Put up the entries of each dimension, and what the target is narrowed to today."""
        asked = {each.dimension: each for each in target.narrowings}
        scope = scope_of(session, target, clock.today())
        for line in self.lines:
            line.how.choices = [(how, HOW[how]) for how in line.by.ways]
            dimension = line.by.dimension
            stands = asked.get(dimension.key) if line.by.fits(target.measured_by) else None
            names = stands.keys if stands else ()
            keys = [key for keys in dimension.keys_of(session, scope, names).values() for key in keys]
            entries = dimension.entries(session, scope, [key for key in keys if key not in names])
            offered = {each.name: each.label for each in entries}
            more = {name: _("%(name)s, phường chưa có", name=name) for name in names if name not in offered}
            line.only.choices = [(name, sentences.begun(words)) for name, words in {**offered, **more}.items()]
            if filled:
                line.only.data, line.how.data = list(names), stands.how if stands else ANY
        if filled:
            for key in ("measured_by", "share_of", "each_of", "audience", "why"):
                self[key].data = getattr(target, key)
            self.own_denominator.data = str(target.own_denominator or "")

    @property
    def lines(self) -> list[Line]:
        """What is asked of each dimension."""
        return [
            Line(each, self[f"only_{_name(key)}"], self[f"how_{_name(key)}"]) for key, each in self.narrowed.items()
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the target."""
        entered = not self.measured_by.data
        chosen = [each for line in self.lines if (each := line.chosen)]
        return {
            "measured_by": self.measured_by.data or "", "share_of": "" if entered else self.share_of.data or "",
            "audience": self.audience.data or "",
            "narrowed_to": "" if entered else narrowing.written(chosen),
            "each_of": "" if entered else self.each_of.data or "", "why": self.why.value if entered else "",
            "own_denominator": self.own_denominator.count,
        }  # fmt: skip

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each line by itself; what is narrowed must be told apart so; what is entered says why."""
        if not super().validate(extra_validators):
            return False
        indicator = self.counted.get(self.measured_by.data)
        known: Collection[str] = indicator.by_key if indicator else ()
        wrong = [line.only for line in self.lines if indicator and (asked := line.chosen) and (
            not line.by.fits(indicator.key) or asked.dimension not in known
            or (asked.how == ALL and indicator.noun not in SEVERAL)
        )]  # fmt: skip
        places = set(filter(None, (self.each_of.data or "").split("+"))) - {AS_ONE}
        if indicator and not places <= set(known):
            wrong.append(self.each_of)
        for line in wrong:
            line.errors = line.errors or [_("Số này không tách được như vậy.")]
        wrong += self._misfits()
        if self.each_of.data == AS_ONE and indicator and not self.target.is_share and self.target.value != 1:
            self.each_of.errors = [_("Chỉ chọn dòng này khi mức giao là 1.")]
        if not indicator and not self.why.value:
            self.why.errors = [_("Anh chị ghi vì sao số này phải gõ tay, ví dụ: công an gửi.")]
        return not (wrong or self.each_of.errors or self.why.errors)

    def _misfits(self) -> list[Field]:
        """The fields of a figure, or of a whole, whose unit does not fit; what stands is not asked again."""
        asked = Measuring(self.values["measured_by"], self.values["share_of"], self.each_of.data or "")
        if asked == Measuring(self.target.measured_by, self.target.share_of, self.target.each_of):
            return []
        session = object_session(self.target)
        assert session
        found = faults(session, self.target, asked)
        for each in found:
            self[each.column].errors = [str(each.words)]
        return [self[each.column] for each in found]


def _flat(shelves: Sequence[FigureShelf]) -> list[tuple[str, str]]:
    """Each figure once, though it stands on two shelves."""
    return list(dict(line for shelf in shelves for line in shelf.lines).items())


def _name(key: str) -> str:
    return key.replace("-", "_").replace(DOT, "__")


def _narrowed(target: Target, offered: OfferedMeasures) -> dict[str, Narrowable]:
    """The dimensions that are offered, those of programmes by their choices, and what the target is narrowed to."""
    fixed = {key: each.by_key[key] for key in BY for each in reversed(list(INDICATORS.values())) if key in each.by_key}
    found = {key: Narrowable(each, WORDS.get(key, each.words), BY[key]) for key, each in fixed.items()}
    for choice in offered.choices:
        ways = (ANY,) if choice.type is Type.YES_NO else (ANY, NONE)
        by = Narrowable(choice.dimension, choice.words, ways, choice.programme)
        found[choice.programme + DOT + choice.dimension.key] = by
    stands = offered.indicators.get(target.measured_by)
    there = {each.dimension.key for each in found.values() if each.fits(target.measured_by)}
    for each in target.narrowings:
        if each.dimension not in there and stands and each.dimension in stands.by_key:
            found[each.dimension] = Narrowable(stands.by_key[each.dimension], stands.by_key[each.dimension].words)
    return found
