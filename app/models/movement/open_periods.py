"""What becomes of the periods that are not due yet when an organisation goes into another."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.country import clock
from app.country.periods import Period
from app.models.movement import entry_ranking
from app.models.movement.entry_period import NO_PERIOD
from app.models.movement.organisation import Organisation
from app.models.movement.plate import Plate
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.represented import OrganisationSite
from app.models.movement.site import Site


def carry_open_periods(session: Session, gone: Organisation, into: Organisation, on: date) -> int:
    """Move the entries of `gone` for periods that are not due before a day to `into`, where that has none, with the
    papers given for them; returns for how many periods. Those that both have stay with each: the office decides which
    holds."""
    sites = {each.organisation_id: each for each in session.scalars(OrganisationSite.of(gone.id, into.id))}
    if len(sites) < 2:
        return 0
    old, new = sites[gone.id], sites[into.id]
    session.scalars(Site.locked(old.id, new.id)).all()
    moved = 0
    for programme_id, key in sorted(_sent(session, old) - _sent(session, new)):
        schedule = session.get_one(Programme, programme_id).schedule
        period = schedule.called(key) if schedule else None
        if period is not None and (period.due or period.closes) >= on:
            entry_ranking.move_period(session, old, new, programme_id, key)
            Plate.move_period(session, old, new, programme_id, key, clock.now())
            moved += 1
    return moved


def sent_apart(session: Session, site: Site, programme_id: int, period: Period) -> list[ProgrammeEntry]:
    """What an organisation had sent for a period that was not due when it went into that of a site, which had sent it
    too; with its site. None once the office recorded which holds. One statement, two where there is any."""
    entry, gone = ProgrammeEntry, Organisation
    wanted = select(entry).join(OrganisationSite, OrganisationSite.id == entry.site_id)
    wanted = wanted.join(gone, gone.id == OrganisationSite.organisation_id).options(contains_eager(entry.site))
    own = entry.latest, entry.programme_id == programme_id, entry.of_period(period.key)
    merged = gone.merged_into_id == site.organisation_id, gone.retired_on <= (period.due or period.closes)
    found = list(session.scalars(wanted.where(*own, *merged).order_by(entry.site_id)))
    if found:
        decided = session.scalars(
            select(entry.day).where(*own, entry.site_id == site.id, entry.organisation_id.is_(None))
        ).first()
        found = [each for each in found if decided is None or decided < (each.site.retired_on or date.max)]
    return found


def _sent(session: Session, site: Site) -> set[tuple[int, date]]:
    entry = ProgrammeEntry
    of_periods = select(entry.programme_id, entry.period_key).where(entry.period_key != NO_PERIOD, entry.latest)
    return {(row[0], row[1]) for row in session.execute(of_periods.where(entry.site_id == site.id))}
