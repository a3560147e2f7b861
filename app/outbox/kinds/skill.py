"""skill {lesson, skill: key, can, registrations: "p3f pa1"}: what learners did alone, or did not, of one of them or of
all who came; skill {lesson, undoes: uuid} takes back an earlier press, and nothing else. The newest press stands."""

from typing import Any

from flask_babel import gettext as _

from app.models import CourseSkill, Lesson, Roll, SkillMark
from app.models.learning.skill_mark import Decided
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused


class SkillKind(OperationKind):
    """A word on one skill of some learners of a lesson. Whoever is not of the class is left out, and told."""

    name = "skill"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Keep a press, or take one back."""
        lesson, by_id = desk.lesson(operation), desk.account_id
        if by_id is None:
            raise OperationRefused(_("Chỉ giảng viên hoặc cán bộ của lớp ghi được ai làm được việc gì."))
        press: dict[str, Any] = {"uuid": operation.uuid, "by_id": by_id, "at": operation.at}
        try:
            if operation.text("undoes"):
                SkillMark.take_back(desk.session, lesson, operation.text("undoes"), **press)
                left = 0
            else:
                left = _say(desk, lesson, operation, press)
        except Decided as decided:
            message = _("Lớp đã duyệt danh sách cấp giấy, hoặc đã hủy, nên không ghi thêm ai làm được.")
            raise OperationRefused(message) from decided
        desk.count(self.name, lesson)
        return _("Có người không còn trong lớp nên chưa ghi.") if left else ""


def _say(desk: Desk, lesson: Lesson, operation: Operation, press: dict[str, Any]) -> int:
    """Keep what a press says; returns how many of those it names are not of the class."""
    can, keys = operation.data.get("can"), {*operation.text("registrations").lower().split()}
    if not isinstance(can, bool) or not keys:
        raise OperationRefused(_("Việc này không đủ nội dung."))
    asked = desk.session.scalars(CourseSkill.called(lesson.course_id, operation.text("skill"))).first()
    if asked is None:
        raise OperationRefused(_("Lớp không hỏi việc này nữa. Anh chị mở lại trang rồi ghi lại."))
    found = Roll.meant(desk.session, lesson.course_id, keys)
    if not found:
        raise OperationRefused(_("Không có người này trong lớp. Anh chị thêm bằng nút Thêm người."))
    pressed = [each.meant_for_id or each.registration_id for each in found.values()]
    SkillMark.say(desk.session, lesson, asked, pressed, can=can, **press)
    return len(keys) - len(found)
