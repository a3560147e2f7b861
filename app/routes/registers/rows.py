"""Rows of any register: found by their address, locked, noted in the trail; and what each page of a register knows."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import abort, request, url_for
from sqlalchemy import false, or_
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Role
from app.models.mixins.of_unit import OfUnit
from app.registers.register import Register, Step
from app.routes.office.lookups import units
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, found


def shown(register: Register[Any], unit: AdministrativeUnit, row: OfUnit | None = None) -> dict[str, Any]:
    """What every page of a register knows. Of a ward that has ended everything is read, nothing written."""
    officer = unit.id in current_visitor().units(*register.keeps) and unit.valid_to is None
    return {"register": register, "unit": unit, "officer": officer, "at": addresses(register), "row": row}


def addresses(register: Register[Any]) -> Callable[..., str]:
    """`at("edit", row=…)`: the address of a view of this register."""
    return lambda view, **values: url_for(f"office.{register.name}.{view}", **register.place, **values)


def units_of(register: Register[Any], roles: Sequence[Role]) -> list[AdministrativeUnit]:
    """The units over which the visitor holds one of these roles and that have such rows."""
    return [each for each in units(*roles) if register.unit in (None, each)] if roles else []


def unit_among(units: Sequence[AdministrativeUnit]) -> AdministrativeUnit:
    """The one of these that an address means, without `?phuong=` the first; a 404 for another."""
    code = request.args.get("phuong")
    return next((each for each in units if code in (None, "", each.code)), None) or abort(404)


def unit_kept(register: Register[Any]) -> AdministrativeUnit:
    """The one of an address in which the visitor may write: none that has ended."""
    return unit_among([each for each in units_of(register, register.keeps) if each.valid_to is None])


def row_here(register: Register[Any], row: object, roles: Sequence[Role]) -> OfUnit:
    """The row of an address with all that its page tells; a 404 for one of another unit."""
    kept: OfUnit = found(register.whole(current_visitor().units(*roles)).where(register.noun.at(row)))
    return kept


def locked(register: Register[Any], session: Session, row: object) -> OfUnit:
    """The same for who writes, its row locked until the write transaction ends."""
    kept = row_here(register, row, register.keeps)
    if kept.unit.valid_to:
        abort(404)
    session.scalars(register.noun.locked(kept.id)).one()
    return kept


def rows_named(register: Register[Any], session: Session, unit_id: int, slugs: Collection[str]) -> list[OfUnit]:
    """The rows of a unit that some parts of addresses name, in the order of the list."""
    named = or_(false(), *(register.noun.at(slug) for slug in slugs))
    return list(session.scalars(register.whole([unit_id]).where(named)))


def note(register: Register[Any], session: Session, act: str, row: OfUnit, detail: dict[str, object]) -> None:
    """Note what the visitor does to a row, in the write transaction that does it."""
    note_act(session, f"{register.key}.{act}", row.unit_id, register.subject(row), detail)


def take_step(register: Register[Any], session: Session, step: Step, row: OfUnit) -> str | None:
    """Take a step with a locked row and note it; what else is to be said, None where the row stood so already."""
    if not register.fits(step, row):
        return None
    row.retire(None if row.retired_on else clock.today())
    detail, more = step.does(session, row, current_account()) if step.does else ({}, "")
    note(register, session, step.act, row, {**register.named(row), **detail})
    return more
