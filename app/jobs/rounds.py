"""The leader's checks each minute, beside its jobs, with the small steps among them. Erasures and daily figures only
while the clock is trusted."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from sqlalchemy import select

from app.country import clock
from app.jobs import forgetting, measuring, nightly, shelves, summing, sweeping, taken_back
from app.jobs.nightly import HOUR
from app.models import AdministrativeUnit, AuditEvent, Night, ResidentialGroup, RoleGrant
from app.models.movement.programme_merging import has_copies, merge_copies
from app.models.people.account_state import fall_asleep
from app.models.people.ward_division import follow_on, strays
from app.models.people.ward_merging import carry_on, left_behind
from app.models.people.ward_relations import refers_elsewhere, repoint
from app.models.reports.handing_down import hand_down, hand_down_noted
from app.web import own_place, running, trusted_days
from app.web.database import db, immediate
from app.web.settings import Settings


def hand_down_rules() -> int:
    """Bring wards' copies of a province's report rules up to date (a ward loaded its plan later, a rule was retired);
    returns how many changed. Reads first: a round without a change writes nothing."""
    with db.session.no_autoflush:
        differs = bool(hand_down(db.session(), clock.today()))
    db.session.rollback()
    if not differs:
        return 0
    with immediate() as session:
        return len(hand_down_noted(session, clock.now()))


def move_left_behind() -> int:
    """Move rows that arrived in a ward during or after its merging or division (a registration at that moment, a phone
    that sent late), merge two copies of one programme in a ward, and repoint rows that refer to lists of another ward;
    returns the number of wards."""
    given = select(ResidentialGroup.came_from_id).where(ResidentialGroup.came_from_id.is_not(None))
    wanted = select(AdministrativeUnit.id).where(AdministrativeUnit.successor_id.is_not(None))
    strayed = {
        each: strays(db.session(), each, clock.today()) for each in db.session.scalars(wanted.union(given)).all()
    }
    came = select(ResidentialGroup.unit_id).where(ResidentialGroup.came_from_id.is_not(None))
    merged = select(AdministrativeUnit.successor_id).where(AdministrativeUnit.successor_id.is_not(None))
    larger = select(AdministrativeUnit.id).where(AdministrativeUnit.id.in_(came.union(merged)))
    elsewhere = [each for each in db.session.scalars(larger).all() if refers_elsewhere(db.session(), each)]
    ended = {each for each in db.session.scalars(wanted) if left_behind(db.session(), each)}
    db.session.rollback()
    copies = db.session.scalars(
        select(AdministrativeUnit.id).where(AdministrativeUnit.valid_to.is_(None), has_copies(AdministrativeUnit.id))
    ).all()
    db.session.rollback()
    for unit_id in copies:
        with immediate() as session:
            session.scalars(AdministrativeUnit.locked(unit_id)).one()
            merge_copies(session, unit_id, clock.now())
    for unit_id in elsewhere:
        with immediate() as session:
            repoint(session, unit_id)
    behind = {each for each, wards in strayed.items() if wards} | ended
    for unit_id in sorted(behind):
        with immediate() as session:
            part = session.get_one(AdministrativeUnit, unit_id, populate_existing=True)
            follow_on(session, part, clock.now())
            if part.standing is not part:
                carry_on(session, part, part.standing, clock.now())
    return len(behind) + len(copies) + len(elsewhere)


def put_to_sleep() -> int:
    """Check for unused accounts, once a night; returns how many fell asleep."""
    now = clock.now()
    day = clock.local(now).date()
    looked = clock.local(now).hour < HOUR or Night.is_looked_at(db.session(), day)
    db.session.rollback()
    if looked:
        return 0
    with immediate() as session:
        if Night.is_looked_at(session, day):
            return 0
        Night.begin(session, day)
        slept = fall_asleep(session, now)
        for account in slept:
            grants = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(day))).all()
            units: set[int | None] = {grant.unit_id for grant in grants}
            for unit_id in units or {None}:
                AuditEvent.note(
                    session,
                    "account.fell_asleep",
                    at=now,
                    account_id=None,
                    unit_id=unit_id,
                    subject=("account", account.public_id),
                )
    return len(slept)


# The minute of the hour at which all files of papers are listed.
OF_STRAYS = 17


def go(
    settings: Settings, *, waits: Callable[[], object] = lambda: False, leads: Callable[[], object] = lambda: True
) -> None:
    """Do one round. `waits`: whether a job waits by now, so that what may be done later is; what is to be erased, what
    lapses and the night's backup never wait. `leads`: whether this process leads, asked before each step.

    Raises:
        ExceptionGroup: steps failed. The others had their turn all the same, the night's backup above all.
    """
    failed: list[Exception] = []
    for step in _steps(settings, waits):
        if not leads():
            break
        try:
            step()
        except Exception as error:
            db.session.rollback()
            failed.append(error)
    if failed:
        raise ExceptionGroup("steps of the round failed", failed)


def _steps(settings: Settings, waits: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """The steps in order; each is looked up when the step before is done."""
    now = trusted_days.moment(settings)
    trusted = now is not None
    yield shelves.remove_noted
    if trusted:  # whom a wrong clock took a seat from would not get it back
        yield sweeping.lapse
    yield own_place.check_mark  # of a store that did not answer at the start
    yield shelves.tidy
    if clock.now().minute == OF_STRAYS:
        yield partial(shelves.remove_strays, settings)
    yield sweeping.forget_addresses
    yield sweeping.forget_stamps
    yield sweeping.end_visits
    yield partial(running.forget_silent, settings)
    yield partial(taken_back.note, settings)
    if trusted:
        yield sweeping.forget_lists
        yield sweeping.forget_hall_requests
        yield sweeping.forget_requests
        yield sweeping.forget_offers
        yield sweeping.forget_presses
        yield put_to_sleep
        yield sweeping.forget_data_requests
    if now is not None:
        yield partial(forgetting.go, settings, now)
    certain = trusted_days.is_certain(settings)
    if certain:
        yield move_left_behind
        yield hand_down_rules
    yield partial(nightly.back_up, settings, prune=trusted)
    if waits():
        return
    if certain:
        yield measuring.go
    # By its name, as work is called: this module is reached from the web process, which draws nothing.
    yield partial(import_module("app.jobs.certificate_pictures").draw_missing, settings)
    if certain:
        yield partial(summing.go, waits)
