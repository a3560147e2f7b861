"""The table of a period of a programme for one organisation: the rows of which it recorded something, with its own
entries alone, and where superiors record those of who is below it."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Select, or_, select

from app.models import Organisation, ProgrammeEntry, Site
from app.registers.programmes import events, listed
from app.registers.programmes.events import is_event
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.subject_fields import OUTCOME
from app.registers.programmes.summary_table import keys_of


def sheet_of(register: ProgrammeRegister, organisation_id: int) -> ProgrammeRegister:
    """The register with a table on paper that reads what was recorded for an organisation and nothing else."""
    own = replace(register, organiser_id=organisation_id)
    among = _recorded_for(register, organisation_id)
    loads = listed.loads(register.programme, False, register.period_key, among)
    columns = register.listing.columns
    stands = [each for each, key in zip(columns, keys_of(columns), strict=True) if key == OUTCOME.key]
    on_paper = replace(own.summary.on_paper(stands, register.period, listed.band), order=None, band=None)
    listing = replace(register.listing, loads=loads, on_paper=on_paper)
    return replace(own, listing=events.listing(listing, stands, own.declared) if is_event(own.declared) else listing)


def recorded_rows(register: ProgrammeRegister, organisation_id: int) -> Select[int]:
    """The ids of the rows of which the newest entry of the period was recorded for an organisation."""
    wanted = select(ProgrammeEntry.site_id).where(
        ProgrammeEntry.programme_id == register.programme.id, ProgrammeEntry.of_period(register.period_key),
        _recorded_for(register, organisation_id), ProgrammeEntry.latest,
    )  # fmt: skip
    return select(Site.id).where(Site.id.in_(wanted)).order_by(Site.order_key, Site.id)


def _recorded_for(register: ProgrammeRegister, organisation_id: int) -> ColumnElement[bool]:
    own = ProgrammeEntry.organisation_id == organisation_id
    below = select(Organisation.id).where(Organisation.superior_id == organisation_id)
    return or_(own, ProgrammeEntry.organisation_id.in_(below)) if register.declared.by_superiors else own
