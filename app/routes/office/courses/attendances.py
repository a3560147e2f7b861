"""/van-phong/lop/<code>/diem-danh: who came to which lesson of a course, on one page and as a file to keep."""

from flask import Blueprint, request
from flask_babel import gettext as _

from app.country import clock, names
from app.country.numbers import as_number
from app.exchange.exports import certificates as export
from app.exchange.exports.values import numbered
from app.models import Course, Role, Status
from app.models.learning.attendance_mark import CAME
from app.models.learning.class_list import OUTSIDE
from app.models.learning.contest import Contest
from app.models.learning.standing import LearnerStatus, learner_statuses
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, course_here, is_officer
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, personal
from app.web.words.classes import contest_words

attendances = Blueprint("attendances", __name__)

PAGE = 50
# What is told of a person lesson by lesson; that they came is a figure.
SHOWN = (Status.ABSENT.value, Status.EXCUSED.value, Status.LATE.value, OUTSIDE)


@attendances.get("/lop/<code>/diem-danh")
@requires(*STAFF)
def index(code: str) -> Answer:
    """A page of them (`?tim=` finds, `?buoi=` leaves those who came to one lesson) with what they missed, and where two
    devices said different things. Three statements of its own."""
    course, now = course_here(code), clock.now()
    query, number = request.args.get("tim", "").strip(), max(request.args.get("trang", 1, type=as_number), 1)
    stands, contests = _read(course)
    words = {seat: contest_words(found) for seat, found in contests.items()}
    numbered = request.args.get("buoi", 0, type=as_number)
    lesson = next((one for one in course.live_lessons if one.number == numbered), None)
    asked = [each for each in stands if lesson is None or each.status_at(lesson) in CAME]
    found = [each for each in asked if names.matches(query, each.registration.person.search_key)]
    shown = found[(number - 1) * PAGE : number * PAGE]
    return page_or_fragment(
        "office/attendances/index.html",
        "office/attendances/_list.html",
        course=course,
        now=now,
        officer=is_officer(course),
        begun=any(lesson.starts_at <= now for lesson in course.live_lessons),
        total=len(stands),
        shown=[(each, _lessons_by_status(each), words.get(each.registration.id, "")) for each in shown],
        query=query,
        lesson=lesson,
        number=number,
        more=len(found) > number * PAGE,
        differing=[(each, words[each.registration.id]) for each in stands if words.get(each.registration.id)],
        contested=len(contests),
        disputed=sum(1 for each in contests.values() if any(contest.disputed for contest in each)),
    )


@attendances.get("/lop/<code>/diem-danh.<any(xlsx,csv):ending>")
@requires(Role.OFFICER)
def show(code: str, ending: str) -> Answer:
    """The same lesson by lesson as a file; that it left the house is noted."""
    course = course_here(code, Role.OFFICER)
    stands, contests = _read(course)
    heading, of_all = numbered(export.attendance_columns(course, contests), stands, course.unit.group_word)
    rows = list(of_all)
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        note(session, "attendance.exported", course, {"people": len(rows), "file": ending})
    title = _("Điểm danh, %(course)s", course=course.named_title)
    return personal(list_file(f"diem-danh-{course.code}", heading, rows, title=title, xlsx=ending == "xlsx"))


def _read(course: Course) -> tuple[list[LearnerStatus], dict[int, list[Contest]]]:
    session = db.session()
    stands = learner_statuses(session, course)
    return stands, Contest.of(session, [standing.registration.id for standing in stands])


def _lessons_by_status(standing: LearnerStatus) -> dict[str, str]:
    """ "2, 5": the numbers of the lessons with each status that is told; one without any is left out."""
    pairs = list(zip(standing.lessons, standing.statuses, strict=True))
    numbers = {shown: [str(lesson.number) for lesson, status in pairs if status == shown] for shown in SHOWN}
    return {shown: ", ".join(found) for shown, found in numbers.items() if found}
