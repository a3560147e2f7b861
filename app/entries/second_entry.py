"""The second entry of a subject and period (docs/programme-entries.md, "A second entry"): what is current there, and
what is said of it to who records another."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, formats
from app.entries.judging import NotRecorded, Overtaken
from app.entries.reading import HOW, Changes, Posted
from app.models import Programme, ProgrammeEntry, ProgrammeVersion, Site
from app.models.movement.declaration import ANSWERED, Outcome, Subject as About
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.entry_recording import may_send_again
from app.models.movement.programme_entry import BY_PARTS
from app.models.movement.question import Question, Type
from app.models.movement.relations import seen, sees_entry

# So long an entry of somebody else is named to who records there too, where there are no periods.
RECENT = timedelta(days=31)


class Recorder(NamedTuple):
    """Who records: the account, and the organisation for which, None for none."""

    account_id: int
    organisation_id: int | None

    def sent(self, entry: ProgrammeEntry) -> bool:
        """Whether an entry is its own."""
        of_organisation = entry.organisation_id is not None and entry.organisation_id == self.organisation_id
        return entry.by_id == self.account_id or of_organisation


class Subject(NamedTuple):
    """A site of which somebody records, for a period (None: without periods)."""

    asked: ProgrammeVersion
    site_id: int
    period: date | None
    recorder: Recorder


class Unread(NotRecorded):
    """The ward returned the entry since its form was drawn: the words are read first."""

    status = 409


def current_entry(
    session: Session, asked: ProgrammeVersion, posted: Posted, site: Site, recorder: Recorder
) -> ProgrammeEntry | None:
    """The entry whose answers what is posted of a site keeps where it says nothing; None where nothing is kept.

    Raises:
        Unread: see there.
        Overtaken: a form says answers that somebody else changed since it was drawn.
    """
    keeps = not posted.anew and posted.outcome == Outcome.DONE
    if not keeps and posted.returned is None:
        return None
    subject, shown = Subject(asked, site.id, posted.period, recorder), posted.prefilled is not None
    newest = newest_entries(session, [subject], posted.at, shown=shown).get(subject)
    if newest and newest.returned_at and posted.returned not in (None, newest.uuid):
        raise Unread("")
    current = newest if newest and keeps and newest.outcome in ANSWERED else None
    changes = Changes.of(asked.declared, posted) if current and shown and posted.compares else None
    if current and changes and (keys := changes.conflicts(current.given)):
        raise Overtaken(current, [asked.declared.by_key[each].label for each in keys])
    return current


def current_entries(
    session: Session, subjects: Sequence[Subject], at: datetime, *, shown: bool = False
) -> dict[Subject, ProgrammeEntry]:
    """Of each subject the entry whose answers a blank box keeps, see `newest_entries`; none where that says that
    nothing was done ("Không muốn"). Who stores holds the rows of the sites."""
    newest = newest_entries(session, subjects, at, shown=shown)
    return {subject: each for subject, each in newest.items() if each.outcome in ANSWERED}


def newest_entries(
    session: Session, subjects: Sequence[Subject], at: datetime, *, shown: bool = False
) -> dict[Subject, ProgrammeEntry]:
    """Of each subject the newest entry up to a moment, in one statement: but for "Đi vắng", which says nothing of the
    answers; of the recorder's own also one that waits to be confirmed, and one that was returned where the form `shown`
    it. There is none where the recorder does not see it: their own entry would show it. A form shows their own in its
    place, else what the office keyed in of the report of their organisation."""
    entry = ProgrammeEntry
    by_place = {(each.asked.programme_id, each.site_id, each.period, _key(each)): each for each in subjects}
    seeing = {(each.asked.programme_id, each.recorder.account_id): each for each in subjects}
    sees = or_(false(), *(_is_seen(session, each, at) for each in seeing.values())).label("sees")
    places = or_(
        false(),
        *(and_(entry.programme_id == programme, entry.site_id == site, entry.of_period(period),
               entry.organiser_key == key) for programme, site, period, key in by_place),
    )  # fmt: skip
    of_people = entry.way != BY_PARTS, entry.outcome != Outcome.ABSENT, entry.withdrawn_at.is_(None)
    wanted = select(entry, sees).join(entry.site).where(places, *of_people, entry.at <= at)
    found, keyed_in = dict[Subject, ProgrammeEntry | None](), dict[Subject, ProgrammeEntry]()
    for each, is_seen in session.execute(wanted.order_by(entry.at.desc(), entry.id.desc())) if subjects else ():
        subject = by_place[each.programme_id, each.site_id, each.period, each.organiser_key]
        mine = subject.recorder.sent(each)
        if subject in found or (each.returned_at and not (mine and shown)) or (each.waits and not mine):
            continue
        if shown and not (mine or is_seen):
            if _is_of_itself(subject, each):
                keyed_in.setdefault(subject, each)
            continue
        found[subject] = each if mine or is_seen else None
    return {**keyed_in, **{subject: each for subject, each in found.items() if each is not None}}


def _is_of_itself(subject: Subject, entry: ProgrammeEntry) -> bool:
    """Whether the office keyed an entry in that the recorder's organisation reports of itself."""
    own = subject.recorder.organisation_id
    of_itself = subject.asked.declared.subject is About.ORGANISATION and entry.site.organisation_id == own
    return of_itself and own is not None and entry.organisation_id is None


def _key(subject: Subject) -> int:
    return subject.asked.declared.organiser_key(subject.recorder.organisation_id)


def _is_seen(session: Session, subject: Subject, at: datetime) -> ColumnElement[bool]:
    """Condition for the entries of its programme that the recorder sees, by the version that is in use."""
    programme = session.get_one(Programme, subject.asked.programme_id).standing
    declared = (programme.current or subject.asked).declared
    theirs = seen(declared, subject.recorder.account_id, subject.asked.programme.unit_id, at)
    return and_(ProgrammeEntry.programme_id == subject.asked.programme_id, theirs)


def lacking(session: Session, late: ProgrammeEntry, latest: ProgrammeEntry, at: datetime) -> list[Question]:
    """What an entry answers alone that arrived once a later one was there, persons aside: nothing of two is joined by
    itself, but while its period is open and the later one is not confirmed its sender, if they see that, is offered to
    send it as an entry of their own, by "Ghi nhanh"."""
    declared, keys = latest.asked_by.declared, late.given.keys() - latest.given.keys() - {HOW}
    is_late = late.has_answers and latest.counts and late.received_at > latest.received_at
    if not (is_late and declared.is_quick and may_send_again(session, latest, at)):
        return []
    fields = (each for each in declared.fields if each.type is not Type.PERSON)
    return [part for each in fields for part in each.parts(declared.subject) if part.key in keys]


def counts_words(latest: ProgrammeEntry) -> str:
    """Whether an entry counts that somebody recorded later, in words."""
    return str(_("lần ấy chờ phường xác nhận") if latest.waits else _("lần ấy được tính"))


def remark(session: Session, entry: ProgrammeEntry) -> str:
    """What is said to who recorded an entry, beside that it was stored: that the book has its subject no more, that a
    newer one goes on counting, that an "Đi vắng" changes no answer, or who else recorded of its period, without periods
    in the last days; "" for nothing."""
    if entry.site.retired_on is not None:
        return str(
            _("“%(name)s” đã ra khỏi sổ nên lần này chưa tính. Vẫn còn thì anh chị báo phường.", name=entry.site.name)
        )
    row = ProgrammeEntry
    others = row.of([entry.site_id], entry.programme_id).where(
        row.period_key == entry.period_key, row.organiser_key == entry.organiser_key, row.id != entry.id,
        row.withdrawn_at.is_(None), row.way != BY_PARTS,
    ).options(joinedload(row.by))  # fmt: skip
    latest = None if entry.latest else session.scalars(others.where(row.latest)).first()
    if latest is not None and entry.outcome == Outcome.ABSENT:
        place = _("Nhà này") if entry.asked_by.declared.subject is About.HOUSEHOLD else _("Nơi này")
        day = formats.date(latest.shown_on)
        return str(_("%(place)s đã ghi %(day)s; lần vắng nằm trong lịch sử.", place=place, day=day))
    recent = or_(row.period_key != NO_PERIOD, row.received_at >= entry.received_at - RECENT)
    of_others = others.where(row.by_id != entry.by_id, recent).limit(1)
    if entry.by_id is None or (other := latest or session.scalars(of_others).first()) is None:
        return ""
    if other.by_id == entry.by_id:
        day = formats.date(other.shown_on)
        return str(_("Lần ghi ngày %(day)s mới hơn nên vẫn tính; lần vừa gửi nằm trong lịch sử.", day=day))
    by = other.by if sees_entry(session, other, entry.by_id, entry.received_at) else None
    at = clock.local(other.at if other.has_time else other.received_at)
    parts = {"name": by.full_name if by else _("Một người khác"), "moment": formats.moment(at)}
    if latest is not None:
        parts["counts"] = counts_words(latest)
        words = str(_("%(name)s đã ghi sau, %(moment)s: %(counts)s, lần này nằm trong lịch sử.", **parts))
        boxes = ", ".join(each.label for each in lacking(session, entry, latest, entry.received_at)) if by else ""
        return words + _(" Thiếu ở lần ấy: %(boxes)s. Trang “đã gửi” có nút Ghi thêm.", boxes=boxes) if boxes else words
    return str(_("%(name)s cũng đã ghi, %(moment)s. Hai bên khác nhau ở ô nào thì lần sau được tính.", **parts))


def recorded_words(session: Session, programme: Programme, site: Site, account_id: int) -> str:
    """Of which day the latest entry of a site is and who recorded it, never what; "" where there is none."""
    wanted = ProgrammeEntry.of([site.id], programme.id).where(ProgrammeEntry.latest)
    entry = session.scalars(wanted.options(joinedload(ProgrammeEntry.by))).first()
    if entry is None:
        return ""
    seen_by = entry.by is not None and sees_entry(session, entry, account_id, clock.now())
    name = entry.by.full_name if entry.by and seen_by else _("một người khác")
    return str(_("Đã ghi %(day)s, %(name)s ghi.", day=formats.date(entry.shown_on), name=name))
