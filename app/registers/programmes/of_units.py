"""The form of a programme for who records for an organisation: its questions, and of an own place what names it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.entries.judging import NO_ANSWER
from app.models import ProgrammeEntry, Site
from app.registers.field import is_answer
from app.registers.programmes import events, within
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister

# What the office alone writes, and the period, which the address says.
LEFT = frozenset(("code", "organisation", "period")) | ProgrammeRegister.DECIDED


def form_of_unit(
    register: ProgrammeRegister, organisation_id: int, *, blind: bool = False, own: ProgrammeEntry | None = None,
    contains: Callable[[Site], bool] | None = None,
) -> ProgrammeRegister:  # fmt: skip
    """The register with the fields of the form of an organisation; without an answer there is nothing to send, but an
    event is. What was returned is filled in. `blind`: it shows nothing of the entries of the row but `own`.
    `contains`: which sites a new one may lie within."""
    fields = tuple(each for each in register.fields if each.key not in LEFT and not each.copied)
    if contains is not None:
        fields = tuple(within.narrowed(each, contains) if each.key == within.KEY else each for each in fields)
    asked = [each.key for each in fields if each.key.startswith(PREFIX)]

    def check_change(stands: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, object]:
        answers = any(is_answer(each.get(key)) for each in (values, stands) for key in asked)
        if answers or values.get("outcome") or events.is_event(register.declared):
            return register.check_change(stands, values)
        return {"outcome" if "outcome" in values else next(iter(asked), "day"): NO_ANSWER}

    return replace(
        register, fields=fields, check_change=check_change, unique=(), blind=blind, own=own,
        organiser_id=organisation_id, sends=True,
    )  # fmt: skip
