"""/van-phong/lop/<code>/tin-nhan: tell the people of a class, in a group or one by one; see who has been reached."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.country import clock
from app.models import Course, CourseState, Lesson, LessonState, Registration, Role, Sending, SendingRecipient
from app.models.learning.clashes import Clash
from app.models.learning.sending import NobodyToTell
from app.routes.office.courses.courses import clashes_ahead
from app.routes.office.lookups import course_here, unit_ids
from app.routes.office.messages.sending_drafts import Draft, about, asked, chosen_people
from app.routes.trail import note
from app.web import qr
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked, public_address, see_other
from app.web.words import messages, short_messages
from app.web.words.messages import OCCASIONS, Moment

sendings = Blueprint("sendings", __name__)


@sendings.get("/lop/<code>/tin-nhan")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """The moments one may write of, to all or to some (`?nguoi=`), and the lists gone through so far."""
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
        chosen=sorted(chosen_people()),
    )


@sendings.get("/lop/<code>/tin-nhan/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The text of a moment (`?loai=`), of a lesson (`?buoi=`): to copy for a group, or to send one by one."""
    course = course_here(code, Role.OFFICER)
    if request.args.get("loai") not in set(Moment):
        return see_other(url_for("office.sendings.index", code=code))
    draft = asked(course)
    notified = set(db.session.scalars(_notified(draft)))
    first = sorted(draft.people, key=_without_phone)[:1]
    sample = short_messages.sms(draft.moment, draft.course, draft.lesson, first) if first else ""
    return render_template(
        "office/sendings/new.html",
        course=draft.course,
        draft=draft,
        occasion=OCCASIONS[draft.moment],
        sample=sample,
        parts=short_messages.parts_of(sample),
        notified=sum(1 for each in draft.people if each.id in notified),
        administers=course.unit_id in unit_ids(Role.ADMINISTRATOR),
        without_phone=sum(1 for each in draft.people if _without_phone(each)),
        clashes=_clashes(draft),
        chosen=sorted(chosen_people()),
    )


@sendings.post("/lop/<code>/tin-nhan")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Begin a list, without those who were told this already; with `nhom` all of them were told in their group."""
    now = clock.now()
    try:
        with immediate() as session:
            draft = asked(course_here(code, Role.OFFICER))
            notified = set(session.scalars(_notified(draft)))
            sending = Sending.begin(
                session,
                draft.course,
                [each for each in draft.people if each.id not in notified],
                moment=draft.moment,
                body=draft.body,
                lesson=draft.about,
                by_id=current_visitor().account_id,
                now=now,
            )
            note(session, "sending.begun", draft.course, {"kind": draft.moment, "people": len(draft.people)})
            in_group = _tell_group(session, sending, draft) if "nhom" in request.form else 0
    except NobodyToTell:
        flash(_("Không còn ai cần nhắn việc này: mọi người đã được báo."), "good")
        return see_other(url_for("office.sendings.index", code=code))
    if "nhom" in request.form:
        flash(_("Đã ghi: báo cả nhóm Zalo %(count)s người.", count=in_group), "good")
        return see_other(url_for("office.sendings.index", code=code))
    return see_other(url_for("office.sendings.show", public_id=sending.public_id))


def _tell_group(session: Session, sending: Sending, draft: Draft) -> int:
    """Record that all who wait on a list for a text were told in their group; how many."""
    people = {each.id for each in draft.people}
    ids = [row.id for row in session.scalars(SendingRecipient.of(sending.id)) if row.registration_id in people]
    by_id = current_visitor().account_id
    count = SendingRecipient.tell(session, sending.id, ids, "zalo", by_id=by_id, now=clock.now())
    note(session, "sending.told", draft.course, {"kind": draft.moment, "people": count})
    return count


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
    text = short = ""
    if following:
        people, spoken_of = [row.registration for row in following], lesson or about(course)
        text = messages.compose(sending.body, messages.to_people(course, spoken_of, people))
        short = short_messages.sms(Moment(sending.moment), course, spoken_of, people)
    address = public_address(url_for("office.sendings.show", public_id=sending.public_id))
    return part(
        "office/sendings/_list.html" if part_asked("nhan-tin") else "office/sendings/show.html",
        sending=sending,
        course=course,
        occasion=OCCASIONS[Moment(sending.moment)],
        rows=rows,
        waiting=waiting,
        following=following,
        text=text,
        short=short,
        parts=short_messages.parts_of(short),
        on_phone=qr.inline(address),
        notified=[row for row in rows if row.how],
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
    return one_or_404(Sending.called(public_id, unit_ids(Role.OFFICER)))


def together(waiting: list[SendingRecipient]) -> list[SendingRecipient]:
    """Who is told next: the first, with those of the list who share their telephone."""
    phone = waiting[0].registration.person.phone if waiting else None
    if phone is None:
        return waiting[:1]
    return [row for row in waiting if row.registration.person.phone == phone]


def _without_phone(registration: Registration) -> bool:
    """Whether the ward has no number of theirs: they come last, to be told by somebody who sees them."""
    return not registration.person.phone


def _clashes(draft: Draft) -> list[Clash]:
    """What the lesson of a new hour or place clashes with: to be known before forty people are told of it."""
    if draft.moment != Moment.CHANGED:
        return []
    return [clash for clash in clashes_ahead(draft.course, clock.now()) if clash.meeting.lesson is draft.lesson]


def _notified(draft: Draft) -> Select[int]:
    return Sending.informed_of(draft.course.id, draft.moment, draft.about)


def _offered(course: Course) -> list[tuple[Moment, Lesson | None]]:
    """The moments that make sense today, each with the lesson it would be about."""
    if course.state == CourseState.CANCELLED:
        return [(Moment.COURSE_CANCELLED, None)]
    ahead = about(course)
    moments: list[tuple[Moment, Lesson | None]] = []
    if ahead and course.state == CourseState.OPEN:
        moments = [(Moment.ANNOUNCED, None)]
    if ahead:
        moments += [(Moment.TOMORROW, ahead), (Moment.CONFIRMED, None), (Moment.OFFERED, None), (Moment.MOVED_UP, None)]
    now = clock.now()
    # The next lesson may always be told of, a later one once it was moved: the text of its move is found again.
    changed = [each for each in course.live_lessons if each is ahead or (each.starts_at > now and each.version > 1)]
    moments += [(Moment.CHANGED, each) for each in changed]
    called_off = [each for each in course.lessons if each.state == LessonState.CANCELLED and each.ends_at > now]
    moments += [(Moment.LESSON_CANCELLED, each) for each in called_off]
    return [*moments, (Moment.CERTIFICATE_READY, None)]


HOW = ("sms", "zalo", "call", "person", "skipped")


@sendings.post("/tin-nhan/<public_id>/nguoi")
@requires(Role.OFFICER)
def reached(public_id: str) -> Answer:
    """Note how those of `person` (keys with a space between them) were told (`how`). A second press changes nothing."""
    how = request.form.get("how", "")
    keys = request.form.get("person", "").split()
    if how not in HOW or not keys:
        raise NotFound
    now = clock.now()
    with immediate() as session:
        sending = sending_here(public_id)
        ids = [row.id for row in session.scalars(SendingRecipient.of(sending.id)) if row.key in keys]
        count = SendingRecipient.tell(session, sending.id, ids, how, by_id=current_visitor().account_id, now=now)
        if count:
            note(session, "sending.told", sending.course, {"kind": sending.moment, "people": count})
    if not count:
        flash(_("Người này đã được ghi từ trước."), "good")
    return see_other(url_for("office.sendings.show", public_id=public_id))


@sendings.post("/tin-nhan/<public_id>/nguoi/bo")
@requires(Role.OFFICER)
def not_reached(public_id: str) -> Answer:
    """Put somebody back among those to be told."""
    key = request.form.get("person", "")
    with immediate() as session:
        sending = sending_here(public_id)
        wanted = SendingRecipient.keyed(sending.id, key)
        row = one_or_404(wanted)
        row.take_back()
        note(session, "sending.taken_back", sending.course, {"kind": sending.moment})
    return see_other(url_for("office.sendings.show", public_id=public_id))
