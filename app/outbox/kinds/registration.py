"""registration {course: <code>, person: {full_name, birth_year, residential_group, guardian?, phone?}, needs?: [keys]}:
staff register a person, at a doorstep or a counter.

The rules are those of the plain form (/quay/dang-ky-ho); rights are those at the time of the press.
"""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.country.formats import UnusablePhone, parse_phone
from app.models import AuditEvent, Course, CourseState, Lesson, Registration, Role, RoleGrant, Way, Wishes
from app.models.learning.joining import CourseFull, NoGuardian, NotForYou, NotOpen
from app.models.learning.made_for_others import WARD_WIDE, RegistrationScope
from app.models.learning.waiting import place_in_queue
from app.models.people.person import Person
from app.outbox.candidates import candidate, guardian
from app.outbox.desk import Desk
from app.outbox.duties import ON_DUTY, Duty
from app.outbox.kind import Kind
from app.outbox.operations import Operation, Refused

NEEDS = frozenset(("nophone", "front", "hear", "wheel"))


class RegistrationKind(Kind):
    """Takes a seat or a place on the waiting list; an existing registration is left unchanged."""

    name = "registration"
    works = ON_DUTY

    def do(self, desk: Desk, operation: Operation) -> str:
        """Register the person. See `Registration.register`."""
        if desk.account_id is None:
            raise Refused(_("Đường dẫn này không nhận loại việc này."))
        course, scope = _course(desk, operation)
        person = operation.data.get("person")
        someone = candidate(desk.session, course.unit, person, desk.now)
        group = someone.residential_group
        if group not in scope.groups and not (group is None and scope.elsewhere):
            raise Refused(_("Người này không thuộc tổ anh chị phụ trách, hoặc lớp không dành cho tổ đó. Chưa ghi tên."))
        someone.phone = _phone(person)
        wishes = _wishes(desk, operation, someone)
        try:
            ticket = Registration.register(desk.session, course.id, someone, wishes, desk.now)
        except CourseFull:
            raise Refused(_("Lớp đã đủ chỗ và không nhận ghi tên chờ. Anh chị chọn lớp khác.")) from None
        except NotOpen:
            raise Refused(_("Lớp này không còn nhận đăng ký. Anh chị chọn lớp khác.")) from None
        except NotForYou:
            raise Refused(_("Lớp này không dành cho bà con của anh chị. Anh chị chọn lớp khác.")) from None
        except NoGuardian:
            raise Refused(_("Người học dưới 16 tuổi: anh chị ghi lại, có tên người giám hộ.")) from None
        made = desk.session.scalars(Registration.on(ticket.id)).first()
        if made is None or made.created_at != desk.now:
            return str(_("%(name)s đã có tên trong lớp này từ trước.", name=someone.full_name))
        _note(desk, course, made)
        desk.count_in(course.unit_id, self.name)
        place = place_in_queue(desk.session, made)
        return str(_("Lớp hết chỗ nên đang chờ, thứ %(place)s.", place=place)) if place else ""


def _course(desk: Desk, operation: Operation) -> tuple[Course, RegistrationScope]:
    """The course, and the scope of people whom the sender could register at the time of the press."""
    units, headed = _places(desk, operation)
    known = Lesson.course_opened(operation.text("course"), units | set(headed.values()))
    course = desk.session.scalars(known.where(Course.state != CourseState.DRAFT)).one_or_none()
    if course is None:
        raise Refused(_("Không có lớp này, hoặc lớp của nơi khác. Anh chị mở lại danh sách lớp khi có mạng."))
    return course, RegistrationScope.on(desk.session, course, units, headed)


def _places(desk: Desk, operation: Operation) -> tuple[set[int], dict[int, int]]:
    """The ids of units where the sender was on duty, and of groups that they headed, each with its unit."""
    at, units, headed = operation.judged_at(desk.now), set[int](), dict[int, int]()
    for grant in desk.session.scalars(RoleGrant.of(desk.account_id or 0)):
        if not Duty.granted(grant).covers(at, desk.now):
            continue
        if grant.role in WARD_WIDE and grant.course_id is None:
            units.add(grant.unit_id)
        elif grant.role == Role.GROUP_HEAD and grant.residential_group_id:
            headed[grant.residential_group_id] = grant.unit_id
    return units, headed


def _phone(person: object) -> str | None:
    """The phone number, or None; an unreadable number never blocks a registration."""
    typed = person.get("phone") if isinstance(person, Mapping) else None
    try:
        return parse_phone(typed) if isinstance(typed, str) and typed.strip() else None
    except UnusablePhone:
        return None


def _wishes(desk: Desk, operation: Operation, someone: Person) -> Wishes:
    given = operation.data.get("needs")
    needs = tuple(each for each in given if each in NEEDS) if isinstance(given, list) else ()
    return Wishes(
        way=Way.DESK,
        by_id=desk.account_id,
        submission=operation.uuid,
        needs=needs,
        guardian=guardian(operation.data.get("person")),
    )


def _note(desk: Desk, course: Course, made: Registration) -> None:
    AuditEvent.note(
        desk.session,
        "registration.made",
        at=desk.now,
        account_id=desk.account_id,
        unit_id=course.unit_id,
        subject=("course", course.code),
        detail={"registration": made.public_id, "way": made.way},
    )
