"""What looks wrong in the text of a plan, and how it is mended (plan_slips.yaml); a plan of another ward as one's own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.country.offices import place_in
from app.country.written import read_yaml
from app.data.plans import PlanFile
from app.models.people.administrative_unit import AdministrativeUnit

_PARTS = ("targets", "matters", "rules")
# Columns that papers print.
_TEXTS = {"title", "body", "addressees", "text", "name", "denominator_words", "directing", "lead", "cooperating", "result"}


@cache
def _slips() -> list[tuple[re.Pattern[str], str]]:
    rows = read_yaml(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return [(re.compile(wrong), right) for wrong, right in rows]


def slips_in(text: str) -> dict[str, str]:
    """What looks wrong in a text, with what is meant ("" for what goes)."""
    every = ((found, right) for wrong, right in _slips() for found in wrong.finditer(text))
    return {found[0].strip(): found.expand(right).strip() for found, right in every}


def mended(text: str) -> str:
    """A text without its slips."""
    for wrong, right in _slips():
        text = wrong.sub(right, text)
    return text


def reworded(file: PlanFile, how: Callable[[str], str]) -> PlanFile:
    """A plan with each text as `how` words it."""

    def row(columns: Mapping[str, Any]) -> dict[str, Any]:
        return {name: how(value) if name in _TEXTS else value for name, value in columns.items()}

    parts: dict[str, Any] = {each: {key: row(one) for key, one in getattr(file, each).items()} for each in _PARTS}
    return replace(file, columns=row(file.columns), headings=[row(each) for each in file.headings], **parts)


def slips_of(file: PlanFile) -> dict[str, str]:
    """The slips in the texts of a plan."""
    rows = [file.columns, *file.headings, *(row for part in _PARTS for row in getattr(file, part).values())]
    return slips_in("\n".join(str(row.get(name, "")) for row in rows for name in sorted(_TEXTS)))


def as_own(file: PlanFile, unit: AdministrativeUnit) -> PlanFile:
    """The plan of another ward as that of a ward which takes it over: in its name, without number and day, which its
    own paper has; any other as it is."""
    there = place_in(file.columns["body"]) if file.level == "ward" and unit.is_ward else ""
    if there.lower() in ("", unit.full_name.lower()):
        return file
    own = reworded(file, lambda text: re.sub(re.escape(there), unit.full_name, text, flags=re.IGNORECASE))
    return replace(own, columns={**own.columns, "number": "", "signed_on": None})
