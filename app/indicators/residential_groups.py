"""Indicators of residential groups: those of the last day for which something is so."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.indicators import dimensions as by
from app.indicators.denominators import of_figure
from app.models import ResidentialGroup
from app.registers.indicator import GROUP_UNIT, Dimension, FigureRow, Indicator, Scope

# Of a group alone: who learns, how often, and who was helped; the dimension by which they are counted.
OF_A_GROUP = ("nguoi-hoc", "luot-hoc", "luot-ho-tro")
GROUP = "to"


def _standing(scope: Scope) -> Select[Any]:
    here = ResidentialGroup.unit_id.in_(scope.units)
    return select(ResidentialGroup).where(here, ResidentialGroup.stood_on(scope.until))


def _tells(session: Session, rows: Sequence[ResidentialGroup]) -> Iterable[FigureRow]:
    return (FigureRow(each.name, each.code, "office.residential_groups.show", {"row": each.id}) for each in rows)


def _groups(
    key: str, words: object, how: object, rows: Callable[[Scope], Select[Any]], *by: Dimension, **more: Any
) -> Indicator:
    order = (ResidentialGroup.code, ResidentialGroup.id)
    return Indicator(key, GROUP_UNIT, words, how, ResidentialGroup, rows, _tells, order, by, standing=True, **more)


# The denominator of the others; not offered on a page.
STANDING = _groups("noi-dang-co", _l("nơi đang có"), "", _standing)


def groups_with(
    key: str, words: object, how: object, which: Callable[[Scope], ColumnElement[bool]], *, lacks: bool = False
) -> Indicator:
    """Residential groups of the last day that meet `which`, as a share of all."""

    def rows(scope: Scope) -> Select[Any]:
        return _standing(scope).where(which(scope))

    return _groups(
        key, words, how, rows, by.units(ResidentialGroup.unit_id), of=of_figure(lambda: STANDING),
        of_words=STANDING.words, lacks=lacks, every=None if lacks else lambda: (STANDING, ResidentialGroup.id),
    )  # fmt: skip
