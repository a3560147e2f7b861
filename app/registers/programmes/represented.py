"""The register of a programme that is about organisations, groups or teams: its rows are there from the start, those
without an entry first; the office leaves single ones out with a reason, or chooses them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session, selectinload

from app.country import clock, formats
from app.models import Programme, ProgrammeEntry, ProgrammeSubject, Site
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.represented import REPRESENTING
from app.registers.action import Action
from app.registers.field import Field
from app.registers.listing import Column
from app.registers.parts import Line, Narrowing, RowArchive, RowList
from app.registers.programmes.subject_fields import DAY, INCLUDED, LEFT_OUT

ARCHIVE: RowArchive[Any] = RowArchive(
    in_use=_l("Đang có"),
    retired=_l("Không còn"),
    state=lambda row, day: str(_("Không còn từ %(day)s", day=day)),
    path="bo",
)
_LEAVE = Action("left_out", _l("Đưa ra khỏi sổ"), _l("Từ hôm nay không hỏi và không tính nữa; những lần đã ghi vẫn "
    "giữ."), asks=(LEFT_OUT.key,))  # fmt: skip
_RETURN = Action("returned", _l("Đưa lại vào sổ"), icon="check", sets={LEFT_OUT.key: ""})
_CHOOSE = Action("included", _l("Chọn vào sổ"), icon="check", sets={INCLUDED.key: True})
_UNCHOOSE = Action("excluded", _l("Thôi chọn"), sets={INCLUDED.key: False})
_EMPTY = (
    lambda unit: str(_("Chưa có dòng nào")),
    _l("Sổ có sẵn mọi nơi thuộc loại được hỏi trong danh mục của phường; nơi mới thì thêm vào danh mục."),
    "house",
)
_EMPTY_CHOSEN = (
    lambda unit: str(_("Chưa chọn nơi nào")),
    _l("Anh chị mở danh sách những nơi có thể ghi, đánh dấu từng nơi rồi bấm Chọn vào sổ."),
    "house",
)
_BOOK, _NOT_CHOSEN = "so", "chua-chon"
# What one of them is called where the programme does not say it.
NOUNS: Mapping[Subject, object] = {
    Subject.ORGANISATION: _l("đơn vị"),
    Subject.GROUP: _l("địa bàn"),
    Subject.TEAM: _l("tổ, đội"),
}


def is_represented(declared: Declaration) -> bool:
    """Whether a programme is about organisations, groups or teams."""
    return declared.subject in REPRESENTING


def is_chosen(declared: Declaration) -> bool:
    """Whether the office chooses the rows."""
    return bool(declared.among and declared.among.chosen)


def decision(declared: Declaration) -> tuple[Field, ...]:
    """The field by which the office decides about a row."""
    if not is_represented(declared):
        return ()
    return (INCLUDED if is_chosen(declared) else LEFT_OUT,)


def decided(row: Site, programme: Programme, field: Field) -> Any:
    """The value of the field by which the office decides."""
    stands = next((each for each in row.decided if each.programme_id == programme.id), None)
    if field is INCLUDED:
        return stands is not None and stands.included
    return stands.reason if stands and not stands.included else ""


def decide(session: Session, row: Site, programme: Programme, values: Mapping[str, Any]) -> None:
    """Store what the office decides about a row; the caller has locked it."""
    for key, value in values.items():
        if key == INCLUDED.key:
            reason = "" if value else str(_("Thôi chọn"))
            ProgrammeSubject.decide(session, row, programme.id, included=bool(value), reason=reason, on=clock.today())
        elif key == LEFT_OUT.key:
            ProgrammeSubject.decide(
                session, row, programme.id, included=not value, reason=value or "", on=clock.today()
            )


def _narrowing(programme: Programme, declared: Declaration) -> Narrowing:
    """The filter by the office's decision: without a choice the rows that are asked."""
    if is_chosen(declared):
        chosen = ProgrammeSubject.chosen(programme.id, Site.id)
        others = [(_NOT_CHOSEN, _l("Chưa chọn"), ~chosen)]
        return Narrowing(_BOOK, _l("Trong sổ"), _l("Đã chọn"), lambda unit_id: others, otherwise=chosen)
    left_out = ProgrammeSubject.left_out(programme.id, Site.id)
    out = [("ra", _l("Đã đưa ra khỏi sổ"), left_out)]
    return Narrowing(_BOOK, _l("Trong sổ"), _l("Đang ghi"), lambda unit_id: out, otherwise=~left_out)


def newest_day(programme: Programme, key: date | None) -> Column[Line[Any]]:
    """The column of the day of the newest entry of a period; sorted by it, rows without an entry are first."""
    own = ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id
    newest = select(func.max(ProgrammeEntry.day)).where(*own, ProgrammeEntry.of_period(key), ProgrammeEntry.latest)
    order: ColumnElement[Any] = func.coalesce(newest.correlate(Site).scalar_subquery(), literal(date.min))

    def tells(line: Line[Any]) -> str:
        days = [each.day for each in line.row.latest if each.programme_id == programme.id]
        return formats.date(max(days)) if days else ""

    return Column(DAY.key, DAY.label, tells, order=order, worded=True)


def listing(
    rows: RowList[Any], programme: Programme, declared: Declaration, short: Sequence[str | Column[Line[Any]]],
    more: Sequence[Action], key: date | None,
) -> RowList[Any]:  # fmt: skip
    """The list of the rows that the programme is among: those without an entry first, then the longest not recorded,
    on paper by name. `short` are the columns beside name and day, `more` the actions beside those by which the office
    decides, `key` that of the period."""
    others = [each for each in short if (each if isinstance(each, str) else each.key) != DAY.key]
    return replace(
        rows,
        columns=("name", *others, newest_day(programme, key)),
        first=DAY.key,
        then=(Site.order_key.expression, Site.id.expression),
        on_paper=replace(rows.on_paper, order=lambda line: line.row.order_key, band=None),
        loads=(*rows.loads, selectinload(Site.decided.and_(ProgrammeSubject.programme_id == programme.id))),
        narrowings=(*rows.narrowings, _narrowing(programme, declared)),
        actions=(*more, *((_CHOOSE, _UNCHOOSE) if is_chosen(declared) else (_LEAVE, _RETURN))),
        search_hint=_l("Tìm theo tên, mã"),
        empty=_EMPTY_CHOSEN if is_chosen(declared) else _EMPTY,
        empty_press=(_l("Xem những nơi có thể ghi"), _BOOK, _NOT_CHOSEN) if is_chosen(declared) else None,
    )
