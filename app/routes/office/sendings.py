"""/van-phong/lop/<code>/tin-nhan: tell the people of a class, in a group or one by one; see who has been reached."""

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.exceptions import NotFound

from app import clock, messages
from app.access import current_visitor, found, requires
from app.database import db, immediate
from app.messages import OCCASIONS, Moment
from app.models import (
    Certificate,
    CertificateState,
    Course,
    CourseState,
    Lesson,
    LessonState,
    MessageText,
    Registration,
    RegistrationState,
    Role,
    Sending,
    SendingRecipient,
    Step,
)
from app.models.learning.clashes import Clash
from app.models.learning.joining import HOLDING, LIVE
from app.models.learning.sending import NobodyToTell
from app.responses import Answer, see_other
from app.routes.office.courses import clashes_ahead
from app.routes.office.lookups import course_here, unit_ids
from app.routes.trail import note

sendings = Blueprint("sendings", __name__)


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
        """The text that names nobody."""
        return messages.compose(self.body, messages.to_group(self.course, self.lesson))


@sendings.get("/lop/<code>/tin-nhan")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """The moments one may write of, and the lists gone through so far."""
    course = course_here(code, Role.OFFICER)
    made = db.session.scalars(Sending.of(course.id)).all()
    return render_template(
        "office/sendings/index.html",
        course=course,
        occasions=OCCASIONS,
        offered=_offered(course),
        sendings=made,
        progress=Sending.progress(db.session(), [sending.id for sending in made]),
        numbers={lesson.id: lesson.number for lesson in course.lessons},
    )


@sendings.get("/lop/<code>/tin-nhan/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The text of a moment (`?loai=`), of a lesson (`?buoi=`): to copy for a group, or to send one by one."""
    course = course_here(code, Role.OFFICER)
    if request.args.get("loai") not in set(Moment):
        return see_other(url_for("office.sendings.index", code=code))
    draft = _draft(course)
    told = set(db.session.scalars(_told(draft)))
    first = sorted(draft.people, key=_without_phone)[:1]
    sample = messages.compose(draft.body, messages.to_people(draft.course, draft.lesson, first)) if first else ""
    return render_template(
        "office/sendings/new.html",
        course=draft.course,
        draft=draft,
        occasion=OCCASIONS[draft.moment],
        sample=sample,
        parts=messages.parts_of(sample),
        told=sum(1 for each in draft.people if each.id in told),
        without_phone=sum(1 for each in draft.people if _without_phone(each)),
        clashes=_clashes(draft),
    )


@sendings.post("/lop/<code>/tin-nhan")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Begin a list, without those who were told this already."""
    now = clock.now()
    try:
        with immediate() as session:
            draft = _draft(course_here(code, Role.OFFICER))
            told = set(session.scalars(_told(draft)))
            sending = Sending.begin(
                session,
                draft.course,
                [each for each in draft.people if each.id not in told],
                moment=draft.moment,
                body=draft.body,
                lesson=draft.about,
                by_id=current_visitor().account_id,
                now=now,
            )
            note(session, "sending.begun", draft.course, {"kind": draft.moment, "people": len(draft.people)})
    except NobodyToTell:
        flash(_("Không còn ai cần nhắn việc này: mọi người đã được báo."), "good")
        return see_other(url_for("office.sendings.index", code=code))
    return see_other(url_for("office.sendings.show", public_id=sending.public_id))


@sendings.get("/tin-nhan/<public_id>")
@requires(Role.OFFICER)
def show(public_id: str) -> Answer:
    """Who is next, with the text ready for the telephone; who was told, and who is left."""
    sending = sending_here(public_id)
    course = course_here(sending.course.code, Role.OFFICER)
    lesson = next((each for each in course.lessons if each.id == sending.lesson_id), None)
    rows = db.session.scalars(SendingRecipient.of(sending.id)).all()
    waiting = sorted((row for row in rows if not row.how), key=lambda row: _without_phone(row.registration))
    following = together(waiting)
    text = ""
    if following:
        text = messages.compose(
            sending.body,
            messages.to_people(course, lesson or _about(course), [row.registration for row in following]),
        )
    return render_template(
        "office/sendings/show.html",
        sending=sending,
        course=course,
        occasion=OCCASIONS[Moment(sending.moment)],
        rows=rows,
        waiting=waiting,
        following=following,
        text=text,
        told=[row for row in rows if row.how],
    )


@sendings.post("/tin-nhan/<public_id>/xong")
@requires(Role.OFFICER)
def destroy(public_id: str) -> Answer:
    """Put a list away, whoever is left."""
    with immediate() as session:
        sending = sending_here(public_id)
        sending.end(clock.now())
        note(session, "sending.ended", sending.course, {"kind": sending.moment})
    flash(_("Đã cất danh sách nhắn tin."), "good")
    return see_other(url_for("office.sendings.index", code=sending.course.code))


def sending_here(public_id: str) -> Sending:
    """The sending of an address, of a unit the visitor works for; a 404 for any other."""
    return found(Sending.called(public_id, unit_ids(Role.OFFICER)))


def together(waiting: list[SendingRecipient]) -> list[SendingRecipient]:
    """Who is told next: the first, with those of the list who share their telephone."""
    phone = waiting[0].registration.person.phone if waiting else None
    if phone is None:
        return waiting[:1]
    return [row for row in waiting if row.registration.person.phone == phone]


def _draft(course: Course) -> Draft:
    """What the address asks for; a 404 for a moment or lesson that is not there."""
    try:
        moment = Moment(request.values.get("loai", ""))
    except ValueError:
        raise NotFound from None
    lesson = None
    if OCCASIONS[moment].of_lesson:
        number = request.values.get("buoi", type=int)
        lesson = next((each for each in course.lessons if each.number == number), None) or _about(course)
        if lesson is None:
            raise NotFound
    own = db.session.scalars(MessageText.called(course.unit_id, moment)).first()
    people = list(db.session.scalars(_audience(course, moment)))
    if moment == Moment.CERTIFICATE_READY:
        people = _with_papers(people)
    body = own.body if own else str(OCCASIONS[moment].body)
    return Draft(course, moment, lesson or _about(course), body, people)


def _about(course: Course) -> Lesson | None:
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
    step = Step.MOVED_UP if moment == Moment.MOVED_UP else None
    return Sending.audience(
        course.id, states, only_agreed=OCCASIONS[moment].needs_consent and not course.on_duty, step=step
    )


def _with_papers(people: list[Registration]) -> list[Registration]:
    """Those whose certificate is drawn and not handed over."""
    ids = [each.id for each in people]
    papers = db.session.scalars(Certificate.valid_of(ids).where(Certificate.state == CertificateState.ISSUED))
    ready = {paper.registration_id for paper in papers}
    return [each for each in people if each.id in ready]


def _without_phone(registration: Registration) -> bool:
    """Whether the ward has no number of theirs: they come last, to be told by somebody who sees them."""
    return not registration.person.phone


def _clashes(draft: Draft) -> list[Clash]:
    """What the lesson of a new hour or place clashes with: to be known before forty people are told of it."""
    if draft.moment != Moment.CHANGED:
        return []
    return [clash for clash in clashes_ahead(draft.course, clock.now()) if clash.meeting.lesson is draft.lesson]


def _told(draft: Draft) -> Select[int]:
    return Sending.told_of(draft.course.id, draft.moment, draft.about)


def _offered(course: Course) -> list[tuple[Moment, Lesson | None]]:
    """The moments that make sense today, each with the lesson it would be about."""
    if course.state == CourseState.CANCELLED:
        return [(Moment.COURSE_CANCELLED, None)]
    ahead = _about(course)
    moments: list[tuple[Moment, Lesson | None]] = []
    if ahead:
        moments = [(Moment.TOMORROW, ahead), (Moment.CONFIRMED, None), (Moment.OFFERED, None), (Moment.MOVED_UP, None)]
    now = clock.now()
    # The next lesson may always be told of, a later one once it was moved: the text of its move is found again.
    changed = [each for each in course.live_lessons if each is ahead or (each.starts_at > now and each.version > 1)]
    moments += [(Moment.CHANGED, each) for each in changed]
    called_off = [each for each in course.lessons if each.state == LessonState.CANCELLED and each.ends_at > now]
    moments += [(Moment.LESSON_CANCELLED, each) for each in called_off]
    return [*moments, (Moment.CERTIFICATE_READY, None)]
