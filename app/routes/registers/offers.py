"""Figures beside the boxes of a programme's form."""

from collections.abc import Mapping
from dataclasses import replace

from app.indicators.offers import offered
from app.models import Site
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.web.database import db


def with_offers(register: ProgrammeRegister, *, own: bool) -> ProgrammeRegister:
    """The register whose form offers what the product knows of a row; `own`: to accounts of the row itself."""

    def offers(row: Site) -> Mapping[str, tuple[str, str]]:
        found = offered(db.session(), register.programme, row, register.period, own=own)
        return {PREFIX + key: each for key, each in found.items()}

    return replace(register, offers=offers) if any(each.offers for each in register.declared.fields) else register
