"""Repeats erasures and withdrawals that an older backup undid (`personal_data.taken_back`)."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select, update

from app.country import clock
from app.jobs.nightly import KEEP_FOR
from app.models import Consent, DataRequest, Lesson, Person, Registration
from app.models.learning import leaving
from app.models.learning.joining import LIVE
from app.models.trust.asking_for_data import do_again as end_again
from app.models.trust.data_rights import Right
from app.registers.personal_data.erasing import Erased, StillNeeded, anonymise
from app.registers.personal_data.taken_back import NOTE, Erasure, TakenBack, keep
from app.web.database import db, immediate, wipe
from app.web.settings import Settings

log = logging.getLogger(__name__)

AT_ONCE = 500


@dataclass
class Again:
    """How many people were erased again, how many consents withdrawn, and who could not be erased yet (name,
    reason)."""

    erased: int = 0
    withdrawn: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def note(settings: Settings) -> None:
    """Update the note in DATA_DIR; if that fails, the next minute tries again."""
    try:
        keep(db.session(), settings.data_dir, clock.now())
    except (OSError, ValueError) as error:
        log.warning("what people took back could not be noted: %s", error)
    finally:
        db.session.rollback()


def do_again(settings: Settings, taken: TakenBack | None = None) -> Again:
    """Repeat erasures and withdrawals that came back. Usually there are none, and two statements show it.

    Raises:
        ValueError: the note in DATA_DIR cannot be read.
    """
    taken = taken if taken is not None else TakenBack.read(settings.data_dir / NOTE)
    done, now = Again(), clock.now()
    back = _come_back(taken)
    for erasure in sorted(taken.erasures):
        for public_id in back.intersection(erasure.people):
            _erase(settings, erasure, public_id, now, done)
    for at, ids in _standing(taken).items():
        with immediate() as session:
            session.execute(update(Consent).where(Consent.id.in_(ids)).values(withdrawn_at=at))
        done.withdrawn += len(ids)
    db.session.rollback()
    if done.erased:
        wipe()
        log.warning("%s people whom an older backup had brought back were erased again", done.erased)
    return done


def tonight(settings: Settings) -> None:
    """The same at night; if the note cannot be read, `lopso doctor` reports it and everything else continues."""
    try:
        do_again(settings)
    except ValueError as error:
        log.error("what people took back is not known: %s", error)


def left(settings: Settings) -> int:
    """How many people who had been erased on request are here by name."""
    return len(_come_back(TakenBack.read(settings.data_dir / NOTE)))


def _come_back(taken: TakenBack) -> set[str]:
    """People with a name here who had been erased."""
    ids = sorted({public_id for erasure in taken.erasures for public_id in erasure.people})
    found = select(Person.public_id).where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    return {each for part in _parts(ids) for each in db.session.scalars(found.where(Person.public_id.in_(part)))}


def _standing(taken: TakenBack) -> dict[datetime, list[int]]:
    """Consents that are valid again although they had been withdrawn, by time of withdrawal; a later consent is another
    one."""
    last: dict[tuple[str, str], datetime] = {}
    for at, person, purpose in sorted(taken.withdrawals):
        last[person, purpose] = at
    wanted = (
        select(Consent.id, Person.public_id, Consent.purpose, Consent.given_at)
        .join(Consent.person)
        .where(Consent.withdrawn_at.is_(None))
    )
    found: dict[datetime, list[int]] = {}
    for part in _parts(sorted({person for person, _purpose in last})):
        for consent_id, person, purpose, given_at in db.session.execute(wanted.where(Person.public_id.in_(part))):
            taken_at = last.get((person, purpose))
            if taken_at is not None and given_at <= taken_at:
                found.setdefault(taken_at, []).append(consent_id)
    return found


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _erase(settings: Settings, erasure: Erasure, public_id: str, now: datetime, done: Again) -> None:
    try:
        with immediate() as session:
            person = session.scalars(select(Person).where(Person.public_id == public_id)).one()
            name = person.full_name
            for seat in session.scalars(_seats_ahead(person, now)).all():
                leaving.cancel(session, seat, now=now)  # as they had before they were erased
            request = session.scalars(select(DataRequest).where(DataRequest.public_id == erasure.request)).one_or_none()
            erased = anonymise(session, person, now=now, why="asked", request_id=request.id if request else None)
            if request is not None and request.kind == Right.ERASURE and request.is_open:
                end_again(request, session, person, erasure.seen, _outcome(erased, now), now=now)
    except StillNeeded as needed:
        log.info("person %s was erased on request and cannot be erased again: %s", public_id, needed.why)
        done.left.append((name, needed.why))
    else:
        done.erased += 1


def _seats_ahead(person: Person, now: datetime) -> Select[Registration]:
    ahead = exists().where(Lesson.course_id == Registration.course_id, Lesson.ends_at > now)
    return select(Registration).where(Registration.person_id == person.id, Registration.state.in_(LIVE), ahead)


def _outcome(erased: Erased, now: datetime) -> dict[str, object]:
    until = clock.local(now).date() + timedelta(days=KEEP_FOR)
    return {**erased.outcome, "copies_until": until.isoformat()}
