"""walk_in {lesson, registration: <uuid>, person: {full_name, birth_year, residential_group, guardian?}}: a person comes
to a lesson unregistered.

Phones with an older page send no guardian; a child is present all the same, and the office asks for one.
"""

import re

from flask_babel import gettext as _

from app.country.names import search_key
from app.models import Person, Registration, Roll
from app.models.learning.joining import NotOpen
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.walk_in import Press, WalkIn
from app.outbox.candidates import candidate, guardian
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WalkInKind(OperationKind):
    """Registers a person and marks them present; a person on the roll already is only marked present."""

    name = "walk_in"
    takes_seats = True

    def do(self, desk: Desk, operation: Operation) -> str:
        """Let the person in. See `WalkIn.enter`."""
        lesson = desk.lesson(operation)
        key = operation.text("registration").lower()
        if not _UUID.fullmatch(key):
            raise OperationRefused(_("Việc này không đủ nội dung."))
        someone = candidate(desk.session, lesson.course.unit, operation.data.get("person"), desk.now)
        known = Roll.find(desk.session, lesson.course_id, [key]).get(key)
        if known is not None and not _is_same(desk, known, someone):
            raise OperationRefused(_("Mã của người này đã dùng cho một người khác. Anh chị thêm lại lần nữa."))
        press = Press(operation.uuid, operation.at, operation.device_at, desk.device, operation.sequence)
        chosen = key if known is None else None
        try:
            entered = WalkIn.enter(
                desk.session,
                lesson,
                someone,
                press,
                by_id=desk.account_id,
                now=desk.now,
                public_id=chosen,
                guardian=guardian(operation.data.get("person")),
            )
        except LessonClosed:
            raise OperationRefused(_("Lần ghi này sau khi buổi đã xong. Anh chị mở lại buổi rồi gửi lại.")) from None
        except NotOpen:
            raise OperationRefused(
                _("Lớp này đã đóng hoặc đã hủy nên không thêm người được. Anh chị đưa tên cho phường.")
            ) from None
        desk.count(self.name, lesson)
        return "" if entered.has_seat else _("Đã ghi có mặt. Lớp hết chỗ nên người này chờ phường xếp chỗ.")


def _is_same(desk: Desk, registration_id: int, someone: Person) -> bool:
    """Whether a registration's person has the name (ignoring accents) and birth year that were typed."""
    registration = desk.session.get(Registration, registration_id)
    person = registration.person if registration else someone
    return (person.search_key, person.birth_year) == (search_key(someone.full_name), someone.birth_year)
