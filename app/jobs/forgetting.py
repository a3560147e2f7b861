"""Deletes at night what has passed its retention time, as `personal_data` declares, before the night's backup."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Select, String, cast, delete, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, sentences
from app.jobs import sweeping, taken_back
from app.models import (
    Base,
    DoorHelper,
    EntryPhoto,
    FileToRemove,
    Invitation,
    Lesson,
    LessonPhoto,
    MatterFile,
    Person,
    Programme,
    ProgrammeEntry,
    ReopenedPeriod,
    SignIn,
    Site,
    SiteMerge,
)
from app.models.learning import leaving
from app.models.mixins.named_file import stored_names
from app.models.movement.event import Event
from app.models.movement.programme_entry import ERASED
from app.registers.personal_data.emptying import GONE, NAMELESS
from app.registers.personal_data.erasing import StillNeeded, anonymise, forget
from app.registers.personal_data.obstacles import cutoff, due
from app.registers.personal_data.personal import (
    CLOSED,
    GUESS,
    HALL,
    HOUSE_PHOTO,
    LAST_SEEN,
    LEFT,
    LIST,
    LOG,
    MERGED_HOUSE,
    OFFER,
    PHOTO,
    REQUEST,
    RIGHT,
)
from app.web.database import db, immediate, wipe
from app.web.settings import Settings

# At most so many entries a night, of all programmes together: the rest goes in the next ones.
MOST_TEXTS_IN_A_NIGHT = 2_000


def forget_old_texts(session: Session, now: datetime) -> int:
    """Erase names, texts, telephones, reasons, words of returns and files of entries older than their programme keeps
    them (`keep`, by the version asked today), why older periods were opened again, and the personal titles of what
    ended before that; returns of how many entries and titles."""
    today, done = clock.local(now).date(), 0
    for programme in session.scalars(_programmes()).unique():
        if programme.current is None or done >= MOST_TEXTS_IN_A_NIGHT:
            continue
        before = cutoff(today, 12 * programme.current.declared.keep_years)
        if any(version.declared.has_personal_title for version in programme.used):
            noun = programme.current.declared.noun or programme.name
            titles = _titles(programme.id, sentences.begun(noun), before).limit(MOST_TEXTS_IN_A_NIGHT - done)
            for site, name in session.execute(titles).all():
                site.change({"name": name}, str(site.version))
                done += 1
        keys = {key for version in programme.used for key in version.declared.written}
        for entry in session.scalars(_old(programme.id, before, keys).limit(MOST_TEXTS_IN_A_NIGHT - done)).all():
            entry.forget_texts()
            done += 1
        ReopenedPeriod.forget_reasons(session, programme.id, before, now)
        files = EntryPhoto.kept_longer(programme.id, before).limit(MOST_TEXTS_IN_A_NIGHT)
        for file in session.scalars(files).all():
            file.take_away(session, now)
    session.flush()
    return done


def _programmes() -> Select[Programme]:
    return select(Programme).options(joinedload(Programme.versions)).order_by(Programme.id)


def _titles(programme_id: int, noun: str, before: date) -> Select[Site, str]:
    """The sites that were retired and the events that were held before a day, and have no entry since, with their noun
    and a number for a name; without those that are called so."""
    name = f"{noun} số " + cast(Site.id, String)
    ended = or_(Site.retired_on < before, Site.id.in_(select(Event.site_id).where(Event.held_on < before)))
    since = exists().where(ProgrammeEntry.site_id == Site.id, ProgrammeEntry.day >= before)
    wanted = select(Site, name).where(Site.programme_id == programme_id, Site.name != name, ended, ~since)
    return wanted.order_by(Site.id).with_for_update(of=Site, skip_locked=True)


def _old(programme_id: int, before: date, keys: set[str]) -> Select[ProgrammeEntry]:
    """Entries older than a day that still say something in words."""
    entry = ProgrammeEntry
    words = [each.not_in(("", ERASED)) for each in (entry.returned_words, entry.asked_back_words)]
    says = or_(
        entry.reason != "", *words, *(entry.answers.contains(f'"{key}": ', autoescape=True) for key in sorted(keys))
    )
    wanted = select(entry).where(entry.programme_id == programme_id, entry.day < before, says)
    return wanted.options(joinedload(entry.asked_by)).order_by(entry.id).with_for_update(of=entry)


log = logging.getLogger(__name__)

AT_ONCE = 20
# More than this in one night is no ordinary night: the rest goes in the next ones, and the office sees the number.
MOST_IN_A_NIGHT = 1000
FIRST_HOUR, LAST_HOUR = 1, 5


def go(settings: Settings, now: datetime) -> int:
    """Delete everything past its retention time; returns how many people were erased. `now` is trusted."""
    if not FIRST_HOUR <= clock.local(now).hour < LAST_HOUR:
        return 0
    with immediate() as session:
        for sweep in IN_ONE_GO:
            sweep(session, now)
    forget_photos(now)
    forget_entry_photos(now)
    taken_back.tonight(settings)
    if done := erase_due(now):
        wipe()
    return done


def erase_due(now: datetime, *, months: int = LAST_SEEN.months, most: int = MOST_IN_A_NIGHT) -> int:
    """Erase everybody past their retention time, several in one transaction; returns how many. People with an obstacle
    wait for another night. `app.web.database.wipe` afterwards clears the file."""
    today, done = clock.local(now).date(), 0
    ids = list(db.session.scalars(due(today, months=months).with_only_columns(Person.id).limit(most)))
    db.session.rollback()
    while ids:
        batch, ids = ids[:AT_ONCE], ids[AT_ONCE:]
        with immediate() as session:
            again = due(today, months=months).where(Person.id.in_(batch))
            for person in session.scalars(again).all():
                try:
                    anonymise(session, person, now=now)
                except StillNeeded as needed:
                    log.info("person %s is not erased: %s", person.public_id, needed.why)
                else:
                    done += 1
    if done:
        log.info("%s people whose time was over were erased", done)
    return done


def forget_photos(now: datetime) -> int:
    """Remove photos of lessons and of signed sheets past their retention time; returns how many."""
    before = _before(now, PHOTO.months)
    old: Select[LessonPhoto] = (
        select(LessonPhoto)
        .join(Lesson, Lesson.id == LessonPhoto.lesson_id)
        .where(Lesson.ends_at < before, LessonPhoto.file != "")
    )
    with immediate() as session:
        gone = list(session.scalars(old.with_for_update(of=LessonPhoto)))
        files = stored_names(LessonPhoto.file, [photo.file for photo in gone])
        for photo in gone:
            photo.removed_at, photo.file = photo.removed_at or now, ""
        FileToRemove.note(session, files)
    return len(gone)


def forget_entry_photos(now: datetime) -> int:
    """Remove photos of programme entries past their retention time, those removed together with a name, and files of
    tasks past it."""
    before = _before(now, HOUSE_PHOTO.months)
    with immediate() as session:
        MatterFile.forget(session, before)
        gone = session.scalars(EntryPhoto.over(before).with_for_update(of=EntryPhoto)).all()
        files = stored_names(EntryPhoto.file, [photo.file for photo in gone])
        for photo in gone:
            if photo.removed_at is None:
                photo.take_away(session, now)
            photo.file = photo.sha256 = ""
        FileToRemove.note(session, files)
    return len(gone)


def forget_needs(session: Session, now: datetime) -> None:
    """Delete the special needs of learners in classes that are over, closed or not."""
    leaving.forget_old_needs(session, now - timedelta(days=CLOSED.days))


def _forget_sign_ins(session: Session, now: datetime) -> None:
    before = _before(now, LOG.months)
    session.execute(delete(SignIn).where(SignIn.last_seen_at < before))
    session.execute(delete(Invitation).where(Invitation.expires_at < before))


def _forget_door(session: Session, now: datetime) -> None:
    """Delete the names and phones of door helpers; their marks stay, without a name."""
    over = select(Lesson.id).where(Lesson.ends_at < _before(now, LOG.months))
    helpers = select(DoorHelper.id).where(DoorHelper.lesson_id.in_(over), DoorHelper.name != GONE)
    ids, tables = session.scalars(helpers).all(), Base.metadata.tables
    forget(session, tables["door_phone"], tables["door_phone"].c.helper_id.in_(ids))
    forget(session, tables["door_helper"], tables["door_helper"].c.id.in_(ids))


def _forget_shift_notes(session: Session, now: datetime) -> None:
    table = Base.metadata.tables["shift_note"]
    forget(session, table, (table.c.day < _before(now, LOG.months).date()) & (table.c.text != GONE))


def forget_members(session: Session, now: datetime) -> None:
    """Delete the names and telephones of people who left a team; the membership itself stays."""
    table = Base.metadata.tables["membership"]
    named = table.c.name.not_in(("", NAMELESS)) | (table.c.phone != "")
    forget(session, table, (table.c.until < _before(now, LEFT.months).date()) & named)


def forget_merged_houses(session: Session, now: datetime) -> None:
    """Erase what merged houses overwrote once it is too late to undo it."""
    for merge in session.scalars(SiteMerge.over(now)):
        merge.forget()


def _before(now: datetime, months: int) -> datetime:
    return clock.at_local(cutoff(clock.local(now).date(), months))


# The sweeps of a night that take no files, in one transaction.
IN_ONE_GO = (
    forget_needs, _forget_sign_ins, _forget_door, _forget_shift_notes, forget_members, forget_old_texts,
    forget_merged_houses,
)  # fmt: skip
# What deletes at the end of each retention time (tests/registers/personal_data/test_times.py).
SWEEPS: Mapping[str, Callable[..., object]] = {
    LAST_SEEN.key: erase_due,
    CLOSED.key: forget_needs,
    PHOTO.key: forget_photos,
    HOUSE_PHOTO.key: forget_entry_photos,
    LOG.key: go,
    HALL.key: sweeping.forget_hall_requests,
    LIST.key: sweeping.forget_lists,
    GUESS.key: sweeping.forget_addresses,
    OFFER.key: sweeping.forget_offers,
    REQUEST.key: sweeping.forget_requests,
    LEFT.key: forget_members,
    RIGHT.key: sweeping.forget_data_requests,
    MERGED_HOUSE.key: forget_merged_houses,
}
