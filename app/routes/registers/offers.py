"""Figures beside the boxes of a programme's form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.indicators.offers import OfferedFigure, offered_many
from app.models import Site
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.web.access import current_visitor
from app.web.database import db


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
