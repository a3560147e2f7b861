"""Merge one organisation into another."""

from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased, contains_eager

from app.country import clock
from app.country.periods import Period
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.movement import entry_ranking
from app.models.movement.answer import Answer
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.entry_ranking import move_organisation
from app.models.movement.organisation import Organisation
from app.models.movement.plate import Plate
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import REFERRING, Type
from app.models.movement.represented import OrganisationSite
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team
from app.models.movement.workplace import Workplace
from app.models.people.person import Person
from app.models.people.role import RoleGrant
from app.models.targets.body_matching import move_bodies


# What becomes of the periods that are not due yet when an organisation goes into another.
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


def move_references(session: Session, unit_id: int, kind: Type, gone: int, into: int) -> None:
    """Let counted answers of a unit's programmes that name row `gone` of a kind name row `into`, each once. The stored
    answers stay; their readers follow the merge too."""
    versions = session.scalars(ProgrammeVersion.asked_in([unit_id]))
    keys = {
        (version.programme_id, each.key)
        for version in versions
        for each in version.declared.fields
        if REFERRING.get(each.type) is kind
    }
    for programme_id, key in sorted(keys):
        of = Answer.programme_id == programme_id, Answer.key == key, Answer.refers_id == gone
        other = aliased(Answer)
        both = select(other.id).where(other.entry_id == Answer.entry_id, other.key == key, other.refers_id == into)
        session.execute(delete(Answer).where(*of, both.exists()))
        session.execute(update(Answer).where(*of).values(refers_id=into, value=str(into)))


class NoPlaceOfWork(Exception):
    """The merged organisation has people, and the target is of a kind that may not have any."""


def merge(session: Session, gone: Organisation, into: Organisation, on: date) -> dict[str, object]:
    """Move the people, staff, accounts, ambassadors, teams and subordinates of `gone` to `into`. Its denominators stay:
    a sum that nobody counted is no number. So do the entries that programmes have of it, since figures of earlier days
    read them, but for periods that are not due yet. Returns the trail detail. The caller has locked both rows.

    Raises:
        NoPlaceOfWork: nothing was changed.
        AlreadyEnded: one of the two is retired.
    """
    there = select(Person.public_id).where(Person.organisation_id == gone.id).order_by(Person.id)
    people = list(session.scalars(there))
    staff = select(Workplace.account_id).where(Workplace.organisation_id == gone.id).limit(1)
    if not into.employs and (people or session.scalars(staff).first()):
        raise NoPlaceOfWork
    gone.merge(into, on)
    into.take_ranks(session, gone)
    session.flush()
    moved = {"organisation_id": into.id}
    session.execute(update(Person).where(Person.organisation_id == gone.id).values(**moved, version=Person.version + 1))
    sent = update(Ambassador).where(Ambassador.organisation_id == gone.id)
    ambassadors = session.scalars(sent.values(**moved, version=Ambassador.version + 1).returning(Ambassador.id)).all()
    Workplace.move(session, gone, into)
    move_organisation(session, gone.id, into.id)
    RoleGrant.move(session, "organisation_id", gone.id, into.id, clock.now())
    move_bodies(session, "organisation", gone.id, into.id)
    OrganisationSite.carry_on(session, gone, into, on)
    carry_open_periods(session, gone, into, on)
    move_references(session, gone.unit_id, Type.ORGANISATION, gone.id, into.id)
    organised = update(Site).where(Site.organisation_id == gone.id, Site.kind.in_((SiteKind.OWN, SiteKind.EVENT)))
    session.execute(organised.values(**moved, version=Site.version + 1))
    session.execute(update(Team).where(Team.organisation_id == gone.id).values(**moved, version=Team.version + 1))
    detail = {"name": gone.name, "into": into.name, "people": len(people), "ambassadors": len(ambassadors)}
    return {**detail, "members": people}
