"""Figures of organisations that sent an ambassador, of those of which the ward asks one."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from app.indicators import dimensions as by
from app.indicators.denominators import of_figure
from app.models import AdministrativeUnit, Ambassador, Organisation
from app.models.movement.organisation import KINDS
from app.registers.indicator import ORGANISATIONS, Entry, FigureRow, Indicator, Scope

_KINDS = (
    select(AdministrativeUnit.ambassador_kinds).where(AdministrativeUnit.id == Organisation.unit_id)
    .correlate(Organisation).scalar_subquery()
)  # fmt: skip
# Whether the ward of an organisation chose its kind.
_CHOSEN = ("," + _KINDS + ",").like("%," + Organisation.kind + ",%")
_ANY_KIND = by.worded("loai", _l("Loại"), Organisation.kind, KINDS)


def serve(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions: who is an ambassador on the last day."""
    return [
        Ambassador.unit_id.in_(scope.units),
        Ambassador.since <= scope.until,
        or_(Ambassador.until.is_(None), Ambassador.until > scope.until),
    ]


def _kinds_asked(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
    """The kinds that wards of a scope chose, all where one of them chose none, and those found."""
    chosen = session.scalars(_chosen_in(scope)).all()
    asked = {*found, *",".join(chosen).split(",")} if all(chosen) else KINDS
    return [each for each in _ANY_KIND.entries(session, scope, found) if each.key in asked]


def _chosen_in(scope: Scope) -> Select[str]:
    return select(AdministrativeUnit.ambassador_kinds).where(AdministrativeUnit.id.in_(scope.units))


def _organisations(
    key: str, words: object, how: object, *which: Callable[[Scope], ColumnElement[bool]], **more: Any
) -> Indicator:
    """Organisations that meet some conditions of a scope."""

    def rows(scope: Scope) -> Select[Any]:
        here = select(Organisation).where(Organisation.unit_id.in_(scope.units))
        return here.where(*(each(scope) for each in which))

    return Indicator(
        key, ORGANISATIONS, words, how, Organisation, rows, _tells_organisations,
        (Organisation.search_key, Organisation.id),
        (
            replace(_ANY_KIND, entries=_kinds_asked), by.units(Organisation.unit_id),
            by.registered("co-quan", _l("Cơ quan, đơn vị"), Organisation.id, Organisation, ""),
        ), standing=True, **more,
    )  # fmt: skip


def _sent(scope: Scope) -> ColumnElement[bool]:
    return exists().where(Ambassador.organisation_id == Organisation.id, *serve(scope)).correlate(Organisation)


def _tells_organisations(session: Session, rows: Sequence[Organisation]) -> Iterable[FigureRow]:
    return (FigureRow(each.name, str(KINDS[each.kind]), "office.organisations.show", {"row": each.id}) for each in rows)


def _stood(scope: Scope) -> ColumnElement[bool]:
    return Organisation.stood_on(scope.until)


def _is_asked(scope: Scope) -> ColumnElement[bool]:
    """Whether it is of a kind that its ward chose, or the ward chose none."""
    return or_(_KINDS == "", _CHOSEN)


def _choose_kinds(session: Session, scope: Scope) -> Collection[int]:
    """The wards of a scope that chose of which kinds of organisations they ask an ambassador."""
    chose = AdministrativeUnit.id.in_(scope.units), AdministrativeUnit.ambassador_kinds != ""
    return session.scalars(select(AdministrativeUnit.id).where(*chose)).all()


# The organisations of the last day of which an ambassador is asked. A denominator, not offered on a page.
ASKED = _organisations("co-quan-can-co-dai-su", _l("cơ quan, đơn vị"), "", _is_asked, _stood)
SENDERS = _organisations(
    "co-quan-co-dai-su", _l("Cơ quan, đơn vị có Đại sứ số"),
    _l(
        "Cơ quan, đơn vị có ít nhất một Đại sứ số đang làm vào ngày cuối kỳ do nơi ấy giới thiệu. Phường, xã đã chọn "
        "loại nơi cần có thì chỉ tính các loại ấy."
    ),
    _is_asked, _sent, of=of_figure(lambda: ASKED), of_words=ASKED.words, every=lambda: (ASKED, Organisation.id),
)  # fmt: skip
NOT_SENDING = _organisations(
    "co-quan-chua-co-dai-su", _l("Cơ quan, đơn vị chưa có Đại sứ số"),
    _l("Cơ quan, đơn vị thuộc các loại mà phường, xã chọn, vào ngày cuối kỳ chưa có Đại sứ số do nơi ấy giới thiệu."),
    lambda scope: _CHOSEN & ~_sent(scope), _stood, of=of_figure(lambda: ASKED), of_words=ASKED.words,
    asked=_choose_kinds, lacks=True,
)  # fmt: skip
