"""The people of a ticket as its page shows them: state, lessons, announced absences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import (
    AbsenceNotice,
    Certificate,
    Course,
    Registration,
    RegistrationState,
    RegistrationStep,
    Stage,
    Status,
    Ticket,
)
from app.models.learning.class_list import OUTSIDE
from app.models.learning.correction import entered_here
from app.models.learning.joining import LAPSED, MOVED
from app.models.learning.leaving import places_of
from app.models.learning.standing import LearnerStatus, learner_statuses_of

# The dot and the words of a lesson's status.
DOTS = {
    Status.PRESENT: ("yes", _l("có mặt")),
    Status.LATE: ("yes", _l("đến muộn")),
    Status.EXCUSED: ("ask", _l("vắng có phép")),
    Status.ABSENT: ("no", _l("vắng")),
}
NOT_YET = ("next", _l("chưa học"))
NOT_CLEAR = ("next", _l("chưa rõ"))
NOT_IN_CLASS = ("next", _l("chưa vào lớp"))
BEGUN = (Stage.RUNNING, Stage.FINISHED, Stage.CLOSED)
DONE = (Stage.FINISHED, Stage.CLOSED)
UNANSWERED = (RegistrationState.WAITING, RegistrationState.OFFERED)


@dataclass(frozen=True)
class Holder:
    """One person of a ticket.

    `state` is the registration's, with "lapsed" and "moved" distinct from "cancelled"; `place` the place on the waiting
    list; `until` until when a seat is reserved, in words; `standing` and `marks` (a dot and its words for each lesson)
    once the class has begun; `has_picture`: the certificate's picture is drawn; `busy` the ids of the lessons that they
    announced to miss; `phone` the number, where this ticket gave it; `gone_to` the ticket on which they continue.
    """

    registration: Registration
    state: str
    place: int | None = None
    until: str = ""
    standing: LearnerStatus | None = None
    marks: list[tuple[str, str]] = field(default_factory=list)
    certificate: Certificate | None = None
    has_picture: bool = False
    busy: frozenset[int] = frozenset()
    phone: str | None = None
    phone_is_known: bool = False
    gone_to: Ticket | None = None

    @property
    def name(self) -> str:
        """The full name on file."""
        return self.registration.person.full_name

    @property
    def given_name(self) -> str:
        """The name by which people call them."""
        return self.registration.person.given_name

    @property
    def is_live(self) -> bool:
        """Whether they have a seat, are offered one or wait."""
        return self.state in ("seated", "offered", "waiting")


def holders_of(session: Session, ticket: Ticket, now: datetime) -> list[Holder]:
    """The people of a ticket; none for a thin one. The number of statements depends on neither people nor lessons."""
    everybody = session.scalars(Registration.on(ticket.id)).all()
    # Whoever gave up and registered again is listed once, with the latest registration.
    latest = {made.person_id: made for made in everybody}
    shown = [made for made in everybody if latest[made.person_id] is made]
    if not shown:
        return []
    return _holders(session, ticket.course, shown, now)


def _holders(session: Session, course: Course, shown: Sequence[Registration], now: datetime) -> list[Holder]:
    states = {made.id: _state(made, now) for made in shown}
    stage = course.stage(now)
    unanswered = [made for made in shown if made.state in UNANSWERED]
    places = places_of(session, [made.id for made in unanswered]) if unanswered else {}
    own = entered_here(session, unanswered)
    standings = learner_statuses_of(session, shown) if stage in BEGUN else {}
    papers: dict[int, Certificate] = {}
    if stage in DONE:
        found = session.scalars(Certificate.valid_of([made.id for made in shown]))
        papers = {paper.registration_id: paper for paper in found}
    busy = _busy(session, course, shown, now)
    moved = _gone_to(session, [made for made in shown if states[made.id] == "moved"])
    return [
        Holder(
            registration=made,
            state=states[made.id],
            place=places.get(made.id),
            until=until_words(made.offered_until, now) if made.offered_until else "",
            standing=standings.get(made.id),
            marks=_dots(standings[made.id], now) if made.id in standings else [],
            certificate=papers.get(made.id),
            has_picture=made.id in papers and papers[made.id].picture_drawn_at is not None,
            busy=frozenset(busy.get(made.id, ())),
            phone=made.person.phone if made.id in own else None,
            phone_is_known=made.id in own,
            gone_to=moved.get(made.id),
        )
        for made in shown
    ]


def _state(made: Registration, now: datetime) -> str:
    """The state of a registration; an offer past its time is over, even before the worker has handled it."""
    if made.state == RegistrationState.OFFERED and made.offered_until is not None and made.offered_until <= now:
        return "lapsed"
    if made.state == RegistrationState.CANCELLED and made.end_reason in (LAPSED, MOVED):
        return "lapsed" if made.end_reason == LAPSED else "moved"
    return made.state


def _busy(session: Session, course: Course, shown: Sequence[Registration], now: datetime) -> dict[int, list[int]]:
    """The coming lessons that each has announced to miss."""
    lesson_ids: dict[int, list[int]] = {}
    seated = [made.id for made in shown if made.state == RegistrationState.SEATED]
    if seated and course.next_lesson(now) is not None:
        for notice in session.scalars(AbsenceNotice.standing_for(seated)):
            lesson_ids.setdefault(notice.registration_id, []).append(notice.lesson_id)
    return lesson_ids


def _gone_to(session: Session, moved: Sequence[Registration]) -> dict[int, Ticket]:
    """The tickets on which people continue in another class, by the registration they left."""
    if not moved:
        return {}
    steps = RegistrationStep.moved_away(made.id for made in moved)
    by_public_id = {step.detail: step.registration_id for step in session.scalars(steps)}
    there = session.scalars(Registration.gone_on(by_public_id))
    return {by_public_id[made.public_id]: made.ticket for made in there}


def _dots(standing: LearnerStatus, now: datetime) -> list[tuple[str, str]]:
    """A dot and its words for each lesson."""
    marks = []
    for lesson, status in zip(standing.lessons, standing.statuses, strict=True):
        unknown = NOT_CLEAR if lesson.ends_at <= now else NOT_YET
        symbol, label = NOT_IN_CLASS if status == OUTSIDE else DOTS[Status(status)] if status else unknown
        marks.append((symbol, _("Buổi %(number)s: %(said)s", number=lesson.number, said=label)))
    return marks


def until_words(moment: datetime, now: datetime) -> str:
    """A deadline as people say it: "17 giờ hôm nay", "17 giờ ngày mai", "17 giờ thứ Bảy 21/11"."""
    hour, day, today = formats.together(formats.time(moment)), clock.local(moment).date(), clock.local(now).date()
    if day == today:
        return str(_("%(hour)s hôm nay", hour=hour))
    if day == today + timedelta(days=1):
        return str(_("%(hour)s ngày mai", hour=hour))
    return f"{hour} {formats.together(f'{formats.weekday(day)} {formats.day_month(day)}')}"
