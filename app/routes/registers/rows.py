"""Rows of a register: found by their address, locked, noted in the trail; the context of its pages."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from sqlalchemy import false, or_
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.offers import OfferedFigure, offered_many
from app.models import AdministrativeUnit, Role, Site
from app.models.mixins.of_unit import OfUnit
from app.registers.action import Action
from app.registers.lists import Listing
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.registers.register import Register
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, may_open, one_or_404
from app.web.database import db


def page_context(register: Register[Any], unit: AdministrativeUnit, row: OfUnit | None = None) -> dict[str, Any]:
    """The context of every page of a register: `officer`, whether the visitor may do all with its rows, `writes_rows`,
    whether they may fill in its form. A unit that has ended is read-only."""
    officer, writes = (
        unit.id in current_visitor().units(*roles) and unit.valid_to is None
        for roles in (register.may_edit, register.writers)
    )
    context = {"register": register, "unit": unit, "officer": officer, "writes_rows": writes}
    context |= {"at": addresses(register), "row": row}
    return {**context, "links": [each for each in register.listing.links if may_open(each[0])]}


def addresses(register: Register[Any]) -> Callable[..., str]:
    """Returns `at`: `at("edit", row=…)` is the address of a view of the register; what is not alone is shown beside the
    list."""

    def at(view: str, **values: Any) -> str:
        if view == "show" and not register.page.alone:
            view, values = "index", {"xem": values.pop("row"), **values}
        return url_for(f"office.{register.name}.{view}", **{**register.place, **values})

    return at


# What the list of a register shows besides, by the register's key, of the list and the open row (None: none is open):
# the context of its panel's template, which needs who looks.
BESIDE: dict[str, Callable[[Listing, Any], Mapping[str, Any]]] = {}


# Parameters of an address that are no part of the list's query.
_STEP = frozenset(("ai", "v", "chac", "dong", "xem", "chon", "phuong"))


def query_of_list() -> dict[str, str]:
    """The list's query in the address of a form that stands in the list: filters, search, order, page."""
    return {name: value for name, value in request.args.items() if name not in _STEP}


def units_of(register: Register[Any], roles: Sequence[Role]) -> list[AdministrativeUnit]:
    """The visitor's units by roles, of those that have the register."""
    units = db.session.scalars(AdministrativeUnit.among(current_visitor().units(*roles))) if roles else ()
    return [each for each in units if register.unit in (None, each)]


def unit_among(units: Sequence[AdministrativeUnit]) -> AdministrativeUnit:
    """The unit of `?phuong=`, without it the first; 404 for another."""
    code = request.args.get("phuong")
    return next((each for each in units if code in (None, "", each.code)), None) or abort(404)


def writable_unit(register: Register[Any], roles: Sequence[Role] = ()) -> AdministrativeUnit:
    """The unit of the address, if the visitor may write in it, by `roles` if not as who does all with rows; none that
    has ended."""
    return unit_among([each for each in units_of(register, roles or register.may_edit) if each.valid_to is None])


def row_here(register: Register[Any], row: object, roles: Sequence[Role]) -> OfUnit:
    """The row of the address with what its page shows; 404 for one of another unit."""
    kept: OfUnit = one_or_404(register.with_details(current_visitor().units(*roles)).where(register.noun.at(row)))
    return kept


def locked(register: Register[Any], session: Session, row: object, roles: Sequence[Role] = ()) -> OfUnit:
    """The row of the address for a writer, see `writable_unit`, locked until the transaction ends."""
    kept = row_here(register, row, roles or register.may_edit)
    if kept.unit.valid_to:
        abort(404)
    session.scalars(register.locking([kept.id])).all()
    return kept


def rows_named(register: Register[Any], session: Session, unit_id: int, slugs: Collection[str]) -> list[OfUnit]:
    """The rows of a unit by their slugs, in the order of the register."""
    named = or_(false(), *(register.noun.at(slug) for slug in slugs))
    return list(session.scalars(register.with_details([unit_id]).where(named)))


def note(register: Register[Any], session: Session, act: str, row: OfUnit, detail: dict[str, object]) -> None:
    """Note the visitor's change of a row in the trail, within its transaction."""
    note_act(session, f"{register.key}.{act}", row.unit_id, register.subject(row), detail)


def take_step(register: Register[Any], session: Session, step: Action, row: OfUnit) -> str | None:
    """Take a step with a locked row and note it. Returns a further sentence, None if the step did not apply."""
    if not register.archive.fits(step, row):
        return None
    by = current_account()  # read before: a step asks what the row was until now, which is gone once it is flushed
    row.retire(None if row.retired_on else clock.today())
    detail, more = step.does(session, row, by) if step.does else ({}, "")
    note(register, session, step.key, row, {**register.named(row), **detail})
    return more


def offers_of(
    register: ProgrammeRegister, rows: Sequence[Site], *, own: bool
) -> dict[int, Mapping[str, OfferedFigure]]:
    """What the product has of some rows, by id and key of the field; `own`: to accounts of the rows themselves."""
    roles = current_visitor().roles if own else None
    found = offered_many(db.session(), register.programme, rows, register.period, roles=roles)
    return {id_: {PREFIX + key: each for key, each in of_row.items()} for id_, of_row in found.items()}


def with_offers(register: ProgrammeRegister) -> ProgrammeRegister:
    """The register whose form offers the office what the product has of a row."""
    return replace(register, offers=lambda row: offers_of(register, [row], own=False)[row.id])
