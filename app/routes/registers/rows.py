"""Rows of any register: found by their address, locked, noted in the trail; and what each page of a register knows."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import abort, request, url_for
from sqlalchemy import Select, false, or_
from sqlalchemy.orm import Session, joinedload

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Role
from app.models.shapes.of_unit import OfUnit
from app.registers.register import Register, Step
from app.routes.office.lookups import unit_called, units
from app.web.access import current_account, current_visitor, found


def shown(register: Register[Any], unit: AdministrativeUnit, row: OfUnit | None = None) -> dict[str, Any]:
    """What every page of a register knows."""
    officer = unit.id in current_visitor().units(*register.keeps)
    return {"register": register, "unit": unit, "officer": officer, "at": addresses(register), "row": row}


def addresses(register: Register[Any]) -> Callable[..., str]:
    """`at("edit", row=…)`: the address of a view of this register."""
    return lambda view, **values: url_for(f"office.{register.name}.{view}", **register.place(), **values)


def units_of(register: Register[Any], roles: Sequence[Role]) -> list[AdministrativeUnit]:
    """The units over which the visitor holds one of these roles and that have such rows."""
    return [each for each in units(*roles) if register.unit in (None, each)] if roles else []


def unit_of(register: Register[Any], roles: Sequence[Role]) -> AdministrativeUnit:
    """The unit that an address means; a 404 for another's."""
    if not roles:  # nobody may; without roles named the office's own would be meant
        abort(404)
    return unit_called(register.unit.code if register.unit else request.args.get("phuong"), *roles)


def row_at(register: Register[Any], unit_ids: Collection[int], row: object) -> Select[Any]:
    """The row of an address with all that its page tells."""
    return _whole(register, unit_ids).where(register.noun.at(row))


def row_here(register: Register[Any], row: object, roles: Any = None) -> OfUnit:
    """The row of an address; a 404 for one of another unit."""
    kept: OfUnit = found(row_at(register, current_visitor().units(*(register.keeps if roles is None else roles)), row))
    return kept


def locked(register: Register[Any], session: Session, row: object) -> OfUnit:
    """The same, its row locked until the write transaction ends."""
    kept = row_here(register, row)
    session.scalars(register.noun.locked(kept.id)).one()
    return kept


def rows_named(register: Register[Any], session: Session, unit_id: int, slugs: Collection[str]) -> list[OfUnit]:
    """The rows of a unit that some parts of addresses name, in the order of the list."""
    named = or_(false(), *(register.noun.at(slug) for slug in slugs))
    return list(session.scalars(_whole(register, [unit_id]).where(named)))


def _whole(register: Register[Any], unit_ids: Collection[int]) -> Select[Any]:
    wanted: Select[Any] = register.rows(unit_ids)
    return wanted.options(joinedload(register.noun.unit), *register.loads)


def note(register: Register[Any], session: Session, act: str, row: OfUnit, detail: dict[str, object]) -> None:
    """Note what the visitor does to a row, in the write transaction that does it."""
    by, at = current_visitor().account_id, clock.now()
    action, subject = f"{register.key}.{act}", register.subject(row)
    AuditEvent.note(session, action, at=at, account_id=by, unit_id=row.unit_id, subject=subject, detail=detail)


def fits(register: Register[Any], step: Step, row: OfUnit) -> bool:
    """Whether a row stands as the step wants it: in use, or no longer."""
    fits = register.ends is not None and register.ends[row.retired_on is not None] is step
    return fits and (row.retired_on is None or row.returns)


def take_step(register: Register[Any], session: Session, step: Step, row: OfUnit) -> str | None:
    """Take a step with a locked row and note it; what else is to be said, None where the row stood so already."""
    if not fits(register, step, row):
        return None
    row.retire(None if row.retired_on else clock.today())
    detail, more = step.does(session, row, current_account()) if step.does else ({}, "")
    note(register, session, step.act, row, {**register.named(row), **detail})
    return more
