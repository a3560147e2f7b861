"""All that is declared of what is kept of people, and what is declared of a column."""

from collections.abc import Mapping

from app.registers.personal_data.personal import Personal
from app.registers.personal_data.residents import RESIDENTS
from app.registers.personal_data.staff import STAFF

FIELDS = (*RESIDENTS, *STAFF)
OF_COLUMN: Mapping[tuple[str, str], Personal] = {place: field for field in FIELDS for place in field.places}
