"""Indicators of Đại sứ số: in service on a day, trained, with as many mentees as the ward's plan asks for, active.

All count people (người), each once, but those of groups and organisations with and without one. Nothing here ranks
ambassadors by what they did.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from app.country import clock
from app.indicators import dimensions as by
from app.indicators.ambassador_senders import ASKED, NOT_SENDING, SENDERS, serve
from app.indicators.denominators import of_figure
from app.indicators.people import current_ids, with_person
from app.indicators.residential_groups import groups_with
from app.models import (
    AdministrativeUnit,
    Ambassador,
    HelpRecord,
    Mentorship,
    MentorVisit,
    Organisation,
    Person,
    ResidentialGroup,
    Training,
)
from app.registers.indicator import PEOPLE, Dimension, Entry, FigureRow, Indicator, Key, Scope

# Days within which a visit or a help makes an ambassador active.
ACTIVE_DAYS = 30


@dataclass(frozen=True)
class Mentees:
    """Mentees of one ambassador: all so far, each once, and those of open pairs."""

    taken: int = 0
    open: int = 0


def _trained(scope: Scope) -> ColumnElement[bool]:
    known = or_(Ambassador.trained_on.is_(None), Ambassador.trained_on <= scope.until)
    return (Ambassador.training != Training.NONE) & known


def _active(scope: Scope) -> ColumnElement[bool]:
    """Whether they recorded a visit, met or not, or a help under their own account."""
    days = (scope.until - timedelta(days=ACTIVE_DAYS), scope.until)
    went = exists().where(
        Mentorship.ambassador_id == Ambassador.id,
        MentorVisit.mentorship_id == Mentorship.id,
        MentorVisit.withdrawn_at.is_(None),
        MentorVisit.day.between(*days),
    )
    helped = exists().where(
        HelpRecord.helper_id == Ambassador.account_id,
        HelpRecord.of_ward(Ambassador.unit_id),
        HelpRecord.withdrawn_at.is_(None),
        HelpRecord.day.between(*days),
    )
    return or_(went, helped)


_OF_WARD = (
    select(AdministrativeUnit.least_mentees).where(AdministrativeUnit.id == Ambassador.unit_id)
    .correlate(Ambassador).scalar_subquery()
)  # fmt: skip


def _enough(scope: Scope) -> ColumnElement[bool]:
    """Whether they have had as many mentees as the scope, else their ward, asks for; false where neither does."""
    taken = with_person(select(func.count(Person.id.distinct())).select_from(Mentorship), Mentorship.mentee_id)
    taken = taken.where(Mentorship.ambassador_id == Ambassador.id, Mentorship.since <= scope.until)
    many = taken.correlate(Ambassador).scalar_subquery()
    if LEAST in scope.only:
        return many >= scope.only[LEAST]
    return many >= _OF_WARD


def _name_a_least(session: Session, scope: Scope) -> Collection[int]:
    """The wards of a scope that set a least number of mentees; all where the scope does."""
    if LEAST in scope.only:
        return scope.units
    named = AdministrativeUnit.id.in_(scope.units), AdministrativeUnit.least_mentees.is_not(None)
    return session.scalars(select(AdministrativeUnit.id).where(*named)).all()


def mentees(session: Session, unit_id: int, day: date) -> Mapping[int, Mentees]:
    """Mentees by ambassador id, as of a day; an ambassador without any is left out. Two statements."""
    pairs = session.execute(
        select(Mentorship.ambassador_id, Mentorship.mentee_id, Mentorship.until)
        .join(Mentorship.ambassador)
        .where(Ambassador.unit_id == unit_id, Mentorship.since <= day)
    ).all()
    kept = current_ids(session, unit_id, {pair.mentee_id for pair in pairs})
    taken: dict[int, set[int]] = {}
    still: dict[int, set[int]] = {}
    for ambassador_id, mentee_id, until in pairs:
        taken.setdefault(ambassador_id, set()).add(kept[mentee_id])
        if until is None or until > day:
            still.setdefault(ambassador_id, set()).add(kept[mentee_id])
    return {each: Mentees(len(people), len(still.get(each, ()))) for each, people in taken.items()}


def _tells(session: Session, rows: Sequence[Ambassador]) -> Iterable[FigureRow]:
    taken = {unit: mentees(session, unit, clock.today()) for unit in {each.unit_id for each in rows}}
    for each in rows:
        group = each.residential_group.name if each.residential_group else _("chưa giao")
        count = taken[each.unit_id].get(each.id, Mentees())
        had = (
            _("đã nhận kèm %(taken)s người, đang kèm %(open)s", taken=count.taken, open=count.open)
            if count.taken
            else ""
        )
        small = " · ".join(filter(None, (group, each.organisation, had)))
        name = f"{each.code} {each.person.full_name}"
        yield FigureRow(name, small, "office.ambassadors.show", {"ambassador": each.public_id})


def _serving(
    key: str,
    words: object,
    how: object,
    which: Callable[[Scope], ColumnElement[bool]] | None = None,
    asked: Callable[[Session, Scope], Collection[int]] | None = None,
    *more: Dimension,
) -> Indicator:
    """Ambassadors in service on the last day: all, or those that meet `which`, as a share of all."""

    def rows(scope: Scope) -> Select[Any]:
        wanted = select(Ambassador).where(*serve(scope))
        return wanted if which is None else wanted.where(which(scope))

    return Indicator(
        key, PEOPLE, words, how, Ambassador, rows, _tells, tuple(Ambassador.by_code()), (*OF_AMBASSADORS, *more),
        loads=(joinedload(Ambassador.person), joinedload(Ambassador.residential_group)),
        standing=True, named=True, asked=asked,
        of=of_figure(lambda: SERVING) if which else None, of_words=_l("Đại sứ số đang làm") if which else "",
        listed=lambda: ASKED,
    )  # fmt: skip


class AtLeast(Dimension):
    """Least number of mentees. `_enough` reads it from the scope, so it filters no rows itself."""

    def holds(self, key: Any) -> ColumnElement[bool]:
        """Always true: the rows were chosen by the number."""
        return true()


def _numbers(session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
    return {name: (int(name),) if name.isdecimal() else () for name in names}


def _least(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
    return [Entry(each, str(each), _("%(count)s người", count=each)) for each in range(MOST + 1)]


LEAST, MOST = "it-nhat", 99
AT_LEAST = AtLeast(LEAST, _l("Nhận kèm ít nhất"), _OF_WARD, _least, tabulated=False, keys=_numbers)
OF_AMBASSADORS = (
    by.groups(Ambassador.residential_group_id, unknown_label=_l("Chưa giao nơi nào")),
    by.units(Ambassador.unit_id),
    by.registered(
        "co-quan", _l("Cơ quan, đơn vị"), Ambassador.organisation_id, Organisation,
        _l("Không do cơ quan nào giới thiệu"),
    ),
    by.worded(
        "lien-gia", _l("Nhóm liên gia"), case((Ambassador.household_cluster != "", by.YES), else_=by.NO),
        {by.YES: _l("Phụ trách một nhóm liên gia"), by.NO: _l("Không phụ trách riêng nhóm nào")},
    ),
)  # fmt: skip
SERVING = _serving("dai-su", _l("Đại sứ số đang làm"), _l("Người đang là Đại sứ số vào ngày cuối kỳ."))
SERVING = replace(
    SERVING, meaning=_l("chưa kể nhân sự hỗ trợ"), meant_by="^(?!.*bố trí nhân sự)",
    in_plans="mạng lưới, mô hình Đại sứ số",
)  # fmt: skip
TRAINED = _serving(
    "dai-su-da-tap-huan", _l("Đại sứ số đã tập huấn"),
    _l("Trong những người đang làm, ai đã tập huấn tính đến ngày ấy."),
    _trained,
)  # fmt: skip
AI_TRAINED = _serving(
    "dai-su-hoc-ai", _l("Đại sứ số đã học về AI"), _l("Trong những người đang làm, ai đã học về AI tính đến ngày ấy."),
    lambda scope: Ambassador.ai_trained_on <= scope.until,
)  # fmt: skip
ACTIVE = _serving(
    "dai-su-hoat-dong", _l("Đại sứ số có ghi việc"),
    _l(
        "Trong những người đang làm, ai có một lần gặp người được kèm hoặc một lượt hỗ trợ ghi trong %(days)s ngày "
        "tính đến ngày ấy.", days=ACTIVE_DAYS,
    ),
    _active,
)  # fmt: skip
ENOUGH = _serving(
    "dai-su-du-nguoi-kem", _l("Đại sứ số nhận kèm đủ người"),
    _l("Đã nhận kèm từ trước tới nay ít nhất số người mà kế hoạch của phường, xã đặt ra, mỗi người một lần."), _enough,
    _name_a_least, AT_LEAST,
)  # fmt: skip
FEWER = _serving(
    "dai-su-chua-du-nguoi-kem", _l("Đại sứ số chưa nhận kèm đủ người"),
    _l("Đã nhận kèm ít hơn số người mà kế hoạch của phường, xã đặt ra."), lambda scope: ~_enough(scope),
    _name_a_least, AT_LEAST,
)  # fmt: skip
WITHOUT = groups_with(
    "noi-chua-co-dai-su", _l("Nơi chưa có Đại sứ số"),
    _l("Tổ dân phố, thôn, bản mà vào ngày cuối kỳ không Đại sứ số nào được giao."),
    lambda scope: ~exists().where(Ambassador.residential_group_id == ResidentialGroup.id, *serve(scope)), lacks=True,
)  # fmt: skip


INDICATORS = (SERVING, SENDERS, WITHOUT, ENOUGH, FEWER, TRAINED, AI_TRAINED, ACTIVE, NOT_SENDING)


def without_one(session: Session, unit_id: int, day: date) -> tuple[Sequence[str], Sequence[str]]:
    """The names of a ward's groups that no ambassador serves on a day, and of its organisations that sent none, of the
    kinds that it chose. Two statements."""
    scope = Scope((unit_id,), day, day)
    groups, organisations = (session.scalars(each.behind(scope)).all() for each in (WITHOUT, NOT_SENDING))
    return [each.short_name for each in groups], [each.name for each in organisations]
