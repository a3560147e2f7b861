"""Fields edited in the rows of a list: stored at once by htmx, or by one press for all rows of the page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.days import parse_day
from app.models.mixins.of_unit import OfUnit
from app.models.people.changing import Overtaken
from app.registers.field import Field, Kind, Refused
from app.registers.listing import Column
from app.registers.lists import Listing
from app.registers.register import Register, Writer
from app.routes.registers.rows import (
    addresses,
    locked,
    note,
    page_context,
    query_of_list,
    row_here,
    units_of,
    writable_unit,
)
from app.web.access import current_account
from app.web.database import db, immediate
from app.web.forms.days import no_day
from app.web.responses import Answer, htmx, see_other

# Names of inputs: the value, the value as the page had it, and the version of the row.
NOW, BEFORE, VERSION = "o", "cu", "ban"


class Edit(NamedTuple):
    """A value typed into a row."""

    row: str
    field: Field
    typed: str
    version: str

    @property
    def name(self) -> str:
        """The name of its input."""
        return f"{NOW}.{self.field.key}.{self.row}"


def update_cells(register: Register[Any]) -> Answer:
    """Store the values that differ from the page's. Each row by itself: a value that cannot be stored, or whose row
    somebody else changed since, is given back as typed with the reason; the others are stored."""
    unit, asked = writable_unit(register), list(_edits(register))
    rows: dict[str, list[Edit]] = {}
    for each in asked:
        rows.setdefault(each.row, []).append(each)
    wrong: dict[str, str] = {}
    for edits in rows.values():
        try:
            with immediate() as session:
                refused = _store(register, session, edits)
        except Overtaken:
            overtaken = _("Có người vừa sửa dòng này. Anh chị xem lại rồi chọn lần nữa.")
            refused = dict.fromkeys((each.name for each in edits), overtaken)
        wrong |= refused
    typed = {each.name: each.typed for each in asked if each.name in wrong}
    if htmx():
        return _row(register, asked, typed, wrong)
    if stored := sum(not wrong.keys() >= {each.name for each in edits} for edits in rows.values()):
        flash(_("Đã lưu %(count)s dòng.", count=stored))
    if not wrong:
        return see_other(addresses(register)("index", phuong=unit.code, **query_of_list()))
    return _page(register, unit, typed, wrong)


def _edits(register: Register[Any]) -> Iterator[Edit]:
    """The inputs whose value differs from the page's; of htmx only the one that asks."""
    edited = {each.edit for each in register.listing.columns if isinstance(each, Column)} - {""}
    only = htmx().trigger_name if htmx() else None
    for name, typed in request.form.items():
        mark, _dot, rest = name.partition(".")
        key, _dot, row = rest.partition(".")
        if mark != NOW or key not in edited or only not in (None, name):
            continue
        if typed != request.form.get(f"{BEFORE}.{key}.{row}"):
            yield Edit(row, register.by_key[key], typed, request.form.get(f"{VERSION}.{row}", ""))


def _store(register: Register[Any], session: Session, edits: list[Edit]) -> dict[str, str]:
    """Store the values of one row; returns the reasons for those that are not stored, by name of input.

    Raises:
        Overtaken: somebody else changed the row since; nothing is stored.
    """
    row = locked(register, session, edits[0].row)
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for each in edits:
        try:
            values[each.field.key] = _value(each, row)
        except Refused as refused:
            wrong[each.name] = str(refused)
    present = {field.key: register.value(row, field) for field in register.fields}
    if errors := register.check({**present, **values}):
        reason = str(next(iter(errors.values())))
        return wrong | {each.name: reason for each in edits if each.field.key in values}
    changed = register.change(session, row, values, edits[0].version, Writer(current_account()))
    if changed:
        session.flush()
        note(register, session, "changed", row, register.in_trail(changed))
    return wrong


def _value(edit: Edit, row: OfUnit) -> Any:
    """The value to store.

    Raises:
        Refused: it is none.
    """
    field = edit.field
    if field.kind is Kind.DAY:
        try:
            return parse_day(edit.typed, clock.today(), past=field.past) if edit.typed.strip() else None
        except ValueError as error:
            raise Refused(no_day(edit.typed)) from error
    if field.choices and edit.typed not in field.choices(row.unit, row):
        raise Refused(_("Anh chị chọn một dòng trong danh sách."))
    return edit.typed


def _row(register: Register[Any], asked: list[Edit], typed: Mapping[str, str], wrong: Mapping[str, str]) -> Answer:
    """The row as it is now; 422 where its value was given back."""
    if not asked:
        return make_response("", 204)
    row = row_here(register, asked[0].row, register.may_edit)
    listing = Listing.of(register, db.session(), row.unit_id, addresses(register)("index"), request.args.to_dict())
    context = page_context(register, row.unit, row)
    context |= {"table": listing.table, "asked": listing.query, "line": listing.line(row.id)}
    edited = listing.table.control
    control = edited(context["line"], asked[0].field.key) if edited and not wrong else None
    saved = _("Đã lưu: %(value)s", value=control.words or _("để trống")) if control else ""
    response = make_response(render_template("registers/_row.html", **context, typed=typed, wrong=wrong, saved=saved))
    response.status_code = 422 if wrong else 200
    return response


def _page(register: Register[Any], unit: Any, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Answer:
    """The list with what was typed and the reasons, as 409."""
    listing = Listing.of(register, db.session(), unit.id, addresses(register)("index"), request.args.to_dict())
    context = {**page_context(register, unit), "asked": listing.query, "table": listing.table, "found": listing.page()}
    context |= {"units": units_of(register, register.may_see), "choices": listing.choices}
    context |= {"list_note": register.listing.note(db.session(), unit.id), "typed": typed, "wrong": wrong}
    response = make_response(render_template("registers/index.html", **context))
    response.status_code = 409
    return response
