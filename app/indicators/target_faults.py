"""What is wrong with how a target is measured: a figure or a whole that nobody counts, or whose unit does not fit."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.indicators.each_asked import LIST_OF, is_list_of
from app.indicators.named_figures import denominator_called, figure_called
from app.indicators.programmes import DOT
from app.models import Organisation, ResidentialGroup, Target
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS, SUBJECTS
from app.models.targets.target import PERCENT
from app.registers.indicator import ORGANISATIONS as ORGANISATION_UNIT, Indicator

# The units in which programmes count residential groups.
_GROUP_UNITS = frozenset({"tổ", "tổ dân phố", "thôn", "bản", "khu phố", "xóm", "ấp", "nơi", "địa bàn"})
_OF_ORGANISATIONS = frozenset({"co-quan", "loai-co-quan"})


class Fault(NamedTuple):
    """What is wrong: a key, the column of the target, and a sentence."""

    key: str
    column: str
    words: object


class Measuring(NamedTuple):
    """How a target is to be measured, before it is stored so."""

    measured_by: str
    share_of: str = ""
    each_of: str = ""


def faults(session: Session, target: Target, asked: Measuring | None = None) -> list[Fault]:
    """What is wrong with a target as it is measured, or would be."""
    asked = asked or Measuring(target.measured_by, target.share_of, target.each_of)
    if not asked.measured_by:
        return []
    indicator = figure_called(session, asked.measured_by, [target.unit_id])
    if indicator is None:
        return [Fault("not counted", "measured_by", _l("Phường, xã không đếm số này."))]
    found = [] if _counts(target, indicator, asked.each_of) else [Fault(
        "other unit", "measured_by",
        _l("Chỉ tiêu tính bằng “%(asked)s”, số này tính bằng “%(unit)s”.", asked=target.unit_words,
           unit=indicator.unit.words),
    )]  # fmt: skip
    if asked.each_of and not is_list_of(asked.each_of, asked.share_of):
        return [*found, Fault("other unit", "share_of", _l("Đã hỏi mỗi nơi thì tổng số là danh sách những nơi ấy."))]
    if not asked.share_of or asked.each_of:
        return found
    denominator = denominator_called(session, asked.share_of, [target.unit_id])
    if denominator is None:
        return [*found, Fault("whole is not counted", "share_of", _l("Phường, xã không đếm số này."))]
    if asked.share_of == indicator.whole or is_part_of(indicator, denominator, asked.share_of):
        return found
    if asked.share_of.partition(DOT)[0] in LIST_OF.values():
        words = _l("Muốn đếm nơi có ít nhất một thì chọn “mỗi tổ”, “mỗi cơ quan” ở trên, không chọn tổng số.")
        return [*found, Fault("other unit", "share_of", words)]
    words = _l(
        "Số này tính bằng “%(whole)s”, số đo tính bằng “%(unit)s”: không ra tỷ lệ.",
        whole=denominator.unit.words,
        unit=indicator.unit.words,
    )
    return [*found, Fault("other unit", "share_of", words)]


def _counts(target: Target, indicator: Indicator, each_of: str) -> bool:
    """Whether a figure counts in the unit of a target: of a share, and of what is asked of each, any does."""
    if target.unit_words == PERCENT or target.each_words or each_of:
        return True
    asked, unit = target.unit_words.lower(), str(indicator.unit.words).lower()
    called_otherwise = {asked, unit} <= _GROUP_UNITS or indicator.unit is ORGANISATION_UNIT
    return unit in asked or asked in unit or called_otherwise


def is_part_of(indicator: Indicator, denominator: Indicator, key: str) -> bool:
    """Whether a figure may be a share of a whole of that key: of one unit and time base, or of what it counts."""
    head, _dot, tail = key.partition(DOT)
    unit = str(indicator.unit.words)
    entire = indicator.amount is None
    if key == GROUP_COUNT:
        return entire and (indicator.noun is ResidentialGroup or unit in _GROUP_UNITS)
    if head == ORGANISATIONS:
        apart = indicator.noun is Organisation or not _OF_ORGANISATIONS.isdisjoint(indicator.by_key)
        return entire and not indicator.named and apart
    if tail == SUBJECTS and indicator.key.startswith(head + DOT):
        return entire
    return (unit, indicator.unit.adds) == (str(denominator.unit.words), denominator.unit.adds)
