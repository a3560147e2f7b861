"""registration {course: <code>, person: {full_name, birth_year, residential_group, guardian?, phone?}, needs?: [keys]}:
staff register a person, at a doorstep or a counter.

The rules are those of the plain form (/quay/dang-ky-ho); rights are those at the time of the press.
"""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from app.country import clock
from app.models import (
    AuditEvent,
    Course,
    CourseState,
    Lesson,
    Registration,
    ResidentialGroup,
    Role,
    RoleGrant,
    SignUpWay,
    Wishes,
)  # fmt: skip
from app.models.learning.families import WARD_WIDE, RegistrationScope
from app.models.learning.joining import NEEDS, CourseFull, NoGuardian, NotForYou, NotOpen
from app.models.learning.leaving import place_in_queue
from app.models.people.person import Person
from app.outbox.candidates import candidate, guardian, phone
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused
from app.outbox.sender import ON_DUTY, Duty


class RegistrationKind(OperationKind):
    """Takes a seat or a place on the waiting list; an existing registration is left unchanged."""

    name = "registration"
    works = ON_DUTY

    def do(self, desk: Desk, operation: Operation) -> str:
        """Register the person. See `Registration.register`."""
        if desk.account_id is None:
            raise OperationRefused(_("Đường dẫn này không nhận loại việc này."))
        places = _Places.of(desk, operation.judged_at(desk.now))
        course, scope = _course(desk, operation, places)
        person = operation.data.get("person")
        someone = candidate(desk.session, course.unit, person, desk.now, places.went)
        group = someone.residential_group
        takes = scope.elsewhere if group is None else places.ended(group, scope)
        if group not in (*scope.groups, *places.went) and not takes:
            raise OperationRefused(
                _("Người này không thuộc tổ anh chị phụ trách, hoặc lớp không dành cho tổ đó. Chưa ghi tên.")
            )
        someone.phone = phone(person)
        wishes = _wishes(desk, operation, someone)
        try:
            ticket = Registration.register(desk.session, course.id, someone, wishes, desk.now)
        except CourseFull:
            raise OperationRefused(_("Lớp đã đủ chỗ và không nhận đăng ký chờ. Anh chị chọn lớp khác.")) from None
        except NotOpen:
            raise OperationRefused(_("Lớp này không còn nhận đăng ký. Anh chị chọn lớp khác.")) from None
        except NotForYou:
            raise OperationRefused(_("Lớp này không dành cho bà con của anh chị. Anh chị chọn lớp khác.")) from None
        except NoGuardian:
            raise OperationRefused(_("Người học dưới 16 tuổi: anh chị ghi lại, có tên người giám hộ.")) from None
        made = desk.session.scalars(Registration.on(ticket.id)).first()
        if made is None or made.created_at != desk.now:
            return str(_("%(name)s đã có tên trong lớp này từ trước.", name=someone.full_name))
        _note(desk, course, made)
        desk.count_in(course.unit_id, self.name)
        place = place_in_queue(desk.session, made)
        return str(_("Lớp hết chỗ nên đang chờ, thứ %(place)s.", place=place)) if place else ""


class _Places(NamedTuple):
    """Where somebody could register people at a moment: the ids of units where they were on duty, and of groups that
    they headed, each with its unit of today; `went`: those of the groups that were another ward's then."""

    pressed_at: datetime
    units: set[int]
    headed: dict[int, int]
    went: list[ResidentialGroup]

    @classmethod
    def of(cls, desk: Desk, at: datetime) -> "_Places":
        units, headed = set[int](), dict[int, int]()
        for grant in desk.session.scalars(RoleGrant.of(desk.account_id or 0)):
            if not Duty.granted(grant).covers(at, desk.now):
                continue
            if grant.role in WARD_WIDE and grant.course_id is None:
                units.add(grant.unit_id)
            elif grant.role == Role.GROUP_HEAD and grant.residential_group_id:
                headed[grant.residential_group_id] = grant.unit_id
        groups = desk.session.scalars(ResidentialGroup.with_unit(*headed)).all() if headed else ()
        day = clock.local(at).date()
        return cls(at, units, headed, [each for each in groups if each.came_on and day < each.came_on])

    def ended(self, group: ResidentialGroup, scope: RegistrationScope) -> bool:
        """Whether people of a group that has ended lately may be registered: of any who register for the entire ward,
        of one's own what was pressed before."""
        theirs = group.id in self.headed and group.was_there_on(clock.local(self.pressed_at).date())
        return group.valid_to is not None and (theirs or (scope.elsewhere and group.unit_id in self.units))


def _course(desk: Desk, operation: Operation, places: _Places) -> tuple[Course, RegistrationScope]:
    """The course, and the scope of people whom the sender could register at the time of the press. A course that went
    to another ward since, or whose ward became another, is the one of the ward before."""
    before = {each.came_from_id for each in places.went if each.came_from_id}
    here = places.units | set(places.headed.values()) | before
    known = Lesson.course_opened(operation.text("course"), here, places.pressed_at)
    course = desk.session.scalars(known.where(Course.state != CourseState.DRAFT)).one_or_none()
    if course is None:
        raise OperationRefused(_("Không có lớp này, hoặc lớp của nơi khác. Anh chị mở lại danh sách lớp khi có mạng."))
    units = places.units | ({course.unit_id} if course.began_in_id in places.units else set())
    return course, RegistrationScope.on(desk.session, course, units, places.headed)


def _wishes(desk: Desk, operation: Operation, someone: Person) -> Wishes:
    given = operation.data.get("needs")
    needs = tuple(each for each in given if each in NEEDS) if isinstance(given, list) else ()
    return Wishes(
        way=SignUpWay.DESK,
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
