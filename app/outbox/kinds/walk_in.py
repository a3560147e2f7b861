"""walk_in {lesson, registration: <uuid>, person: {full_name, birth_year, residential_group}}: somebody let in."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from app import clock
from app.formats import Birth, UnusableBirth, parse_birth
from app.models import Lesson, Person, Registration, ResidentialGroup, Roll
from app.models.learning.lesson import LessonClosed
from app.models.learning.registration import NotOpen
from app.models.learning.walk_in import Press, WalkIn
from app.names import UnusableName, clean_name, search_key
from app.outbox.desk import Desk
from app.outbox.kind import Kind
from app.outbox.operations import Operation, Refused
from app.refusals import sentence

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WalkInKind(Kind):
    """A person from the hall: registered and present, or only present where they were on the roll already."""

    name = "walk_in"
    takes_seats = True

    def do(self, desk: Desk, operation: Operation) -> str:
        """Let the person in. See `WalkIn.enter`."""
        lesson = desk.lesson(operation)
        key = operation.text("registration").lower()
        if not _UUID.fullmatch(key):
            raise Refused(_("Việc này không đủ nội dung."))
        candidate = _candidate(desk, lesson, operation.data.get("person"))
        known = Roll.find(desk.session, lesson.course_id, [key]).get(key)
        if known is not None and not _is_same(desk, known, candidate):
            raise Refused(_("Mã của người này đã dùng cho một người khác."))
        press = Press(operation.uuid, operation.at, operation.device_at, desk.device, operation.sequence)
        chosen = key if known is None else None
        try:
            entered = WalkIn.enter(
                desk.session, lesson, candidate, press, by_id=desk.account_id, now=desk.now, public_id=chosen
            )
        except LessonClosed:
            raise Refused(_("Buổi này đã xong. Anh chị mở lại buổi rồi ghi tiếp.")) from None
        except NotOpen:
            raise Refused(_("Lớp này không nhận thêm người nữa.")) from None
        desk.count(self.name, lesson)
        return "" if entered.has_seat else _("Đã ghi có mặt. Lớp hết chỗ nên người này chờ phường xếp chỗ.")


def _candidate(desk: Desk, lesson: Lesson, given: object) -> Person:
    """The person as typed; a group that is not known (merged since, or elsewhere) is left open, nobody is sent away."""
    if not isinstance(given, Mapping):
        raise Refused(_("Việc này không đủ nội dung."))
    name, birth = _name(given.get("full_name")), _birth(given.get("birth_year"))
    group = given.get("residential_group")
    groups = desk.session.scalars(ResidentialGroup.of(lesson.course.unit_id)) if isinstance(group, str) else ()
    return Person(
        unit=lesson.course.unit,
        full_name=name,
        birth_year=birth.year,
        birth_date=birth.date,
        residential_group=next((each for each in groups if group in (each.code, each.name)), None),
        created_at=desk.now,
    )


def _name(given: object) -> str:
    try:
        return clean_name(given if isinstance(given, str) else "")
    except UnusableName as refused:
        raise Refused(sentence(refused, staff=True)) from refused


def _birth(given: object) -> Birth:
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    try:
        return parse_birth(text if isinstance(text, str) else "", clock.today())
    except UnusableBirth as refused:
        raise Refused(sentence(refused, staff=True)) from refused


def _is_same(desk: Desk, registration_id: int, candidate: Person) -> bool:
    """Whether a registration's person has the name (accents aside) and year of the candidate."""
    registration = desk.session.get(Registration, registration_id)
    person = registration.person if registration else candidate
    return (person.search_key, person.birth_year) == (search_key(candidate.full_name), candidate.birth_year)
