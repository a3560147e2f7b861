"""A text to the people of a class before it goes out: which moment, which lesson, whose words, whom it concerns; the
way there after a change."""

from dataclasses import dataclass, replace

from flask import Response, request, url_for
from sqlalchemy import Select
from werkzeug.exceptions import NotFound

from app.country import clock
from app.models import (
    Certificate,
    CertificateState,
    Course,
    Lesson,
    MessageText,
    Registration,
    RegistrationEvent,
    RegistrationState,
    Sending,
)
from app.models.base import count_of
from app.models.learning.joining import HOLDING, LIVE
from app.registers.listing import PAGE
from app.web.database import db
from app.web.responses import see_other
from app.web.words import messages
from app.web.words.messages import OCCASIONS, Moment


@dataclass(frozen=True)
class Draft:
    """A text before it goes out: its moment, the lesson it is about, the wording, whom it concerns."""

    course: Course
    moment: Moment
    lesson: Lesson | None
    body: str
    people: list[Registration]

    @property
    def about(self) -> Lesson | None:
        """The lesson it is about; None where it is about the whole class, whichever lesson it speaks of."""
        return self.lesson if OCCASIONS[self.moment].of_lesson else None

    @property
    def to_group(self) -> str:
        """The text that names nobody; what announces a class calls it by its own title, as the poster does."""
        fields = messages.to_group(self.course, self.lesson)
        if self.moment == Moment.ANNOUNCED:
            fields["lop"] = self.course.title
        return messages.compose(self.body, fields)


def asked(course: Course) -> Draft:
    """What the address asks for; a 404 for a moment or lesson that is not there."""
    try:
        moment = Moment(request.values.get("loai", ""))
    except ValueError:
        raise NotFound from None
    lesson = None
    if OCCASIONS[moment].of_lesson:
        number = request.values.get("buoi", type=int)
        lesson = next((each for each in course.lessons if each.number == number), None) or about(course)
        if lesson is None:
            raise NotFound
    draft = draft_of(course, moment, lesson)
    chosen = chosen_people()
    return replace(draft, people=[each for each in draft.people if each.public_id in chosen]) if chosen else draft


def chosen_people() -> set[str]:
    """The public ids (`?nguoi=`) of the registrations to which a text is limited; empty: it goes to all."""
    return set(request.values.getlist("nguoi")[:PAGE])


def draft_of(course: Course, moment: Moment, lesson: Lesson | None = None) -> Draft:
    """The text of a moment, in the ward's own words where it has written some."""
    own = db.session.scalars(MessageText.called(course.unit_id, moment)).first()
    people = [] if OCCASIONS[moment].for_groups else list(db.session.scalars(_audience(course, moment)))
    if moment == Moment.CERTIFICATE_READY:
        people = _with_papers(people)
    body = own.body if own else str(OCCASIONS[moment].body)
    return Draft(course, moment, lesson or about(course), body, people)


def about(course: Course) -> Lesson | None:
    """The lesson that a text about the whole course speaks of."""
    return course.next_lesson(clock.now())


def _audience(course: Course, moment: Moment) -> Select[Registration]:
    states = {
        Moment.OFFERED: (RegistrationState.OFFERED,),
        Moment.CONFIRMED: (RegistrationState.SEATED,),
        Moment.MOVED_UP: (RegistrationState.SEATED,),
        Moment.TOMORROW: (RegistrationState.SEATED,),
        Moment.CERTIFICATE_READY: (RegistrationState.SEATED, RegistrationState.WAITING),
        Moment.COURSE_CANCELLED: LIVE,
    }.get(moment, HOLDING)
    step = RegistrationEvent.MOVED_UP if moment == Moment.MOVED_UP else None
    return Sending.audience(
        course.id, states, only_agreed=OCCASIONS[moment].needs_consent and not course.on_duty, step=step
    )


def _with_papers(people: list[Registration]) -> list[Registration]:
    """Those whose certificate is drawn and not handed over."""
    ids = [each.id for each in people]
    papers = db.session.scalars(Certificate.valid_of(ids).where(Certificate.state == CertificateState.ISSUED))
    ready = {paper.registration_id for paper in papers}
    return [each for each in people if each.id in ready]


def people_to_tell(course: Course) -> int:
    """How many hold a seat, an offer or a place in the queue."""
    return db.session.scalars(count_of(Registration.of(course.id).where(Registration.state.in_(LIVE)))).one()


def tell_next(course: Course, moment: Moment, lesson: Lesson | None = None) -> Response:
    """Where one goes after a change: to the text that tells it, or back to the course where there is nobody to tell.

    Outside the write transaction.
    """
    if people_to_tell(course):
        number = lesson.number if lesson else None
        return see_other(url_for("office.sendings.new", code=course.code, loai=moment.value, buoi=number))
    return see_other(url_for("office.courses.show", code=course.code, _anchor="buoi-hoc" if lesson else None))
