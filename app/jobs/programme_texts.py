"""Erases what entries of programmes say in words once the programme's years are over; numbers and choices stay."""

from datetime import date, datetime

from sqlalchemy import Select, String, cast, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, sentences
from app.models import EntryPhoto, Programme, ProgrammeEntry, ReopenedPeriod, Site
from app.models.movement.event import Event
from app.models.movement.programme_entry import ERASED
from app.registers.personal_data.due import cutoff

# At most so many entries a night, of all programmes together: the rest goes in the next ones.
MOST_IN_A_NIGHT = 2_000


def forget_old_texts(session: Session, now: datetime) -> int:
    """Erase names, texts, telephones, reasons, words of returns and files of entries older than their programme keeps
    them (`keep`, by the version asked today), why older periods were opened again, and the personal titles of what
    ended before that; returns of how many entries and titles."""
    today, done = clock.local(now).date(), 0
    for programme in session.scalars(_programmes()).unique():
        if programme.current is None or done >= MOST_IN_A_NIGHT:
            continue
        before = cutoff(today, 12 * programme.current.declared.keep_years)
        if any(version.declared.has_personal_title for version in programme.used):
            noun = programme.current.declared.noun or programme.name
            titles = _titles(programme.id, sentences.begun(noun), before).limit(MOST_IN_A_NIGHT - done)
            for site, name in session.execute(titles).all():
                site.change({"name": name}, str(site.version))
                done += 1
        keys = {key for version in programme.used for key in version.declared.written}
        for entry in session.scalars(_old(programme.id, before, keys).limit(MOST_IN_A_NIGHT - done)).all():
            entry.forget_texts()
            done += 1
        ReopenedPeriod.forget_reasons(session, programme.id, before, now)
        files = EntryPhoto.kept_longer(programme.id, before).limit(MOST_IN_A_NIGHT)
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
