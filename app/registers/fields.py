"""All that is declared of what is kept of people, and what is declared of a column."""

from collections.abc import Mapping

from app.registers.field import Field
from app.registers.residents import RESIDENTS
from app.registers.staff import STAFF

FIELDS = (*RESIDENTS, *STAFF)
OF_COLUMN: Mapping[tuple[str, str], Field] = {place: field for field in FIELDS for place in field.places}
