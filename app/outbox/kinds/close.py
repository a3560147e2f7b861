"""close {lesson, heads}: "Xong" was pressed; `heads` is how many were counted in the hall, or null."""

from flask_babel import gettext as _

from app.models import Account
from app.outbox.desk import Desk
from app.outbox.kind import Kind
from app.outbox.operations import Operation, Refused

MOST_HEADS = 100_000


class CloseKind(Kind):
    """The lesson is closed when the word arrives: what was marked until then, on any phone, still counts."""

    name = "close"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Close the lesson; one that is closed already takes the head count."""
        lesson = desk.lesson(operation)
        heads = counted(operation)
        by = desk.session.get(Account, desk.account_id) if desk.account_id else None
        if by is None:
            raise Refused(_("Chỉ giảng viên hoặc cán bộ của lớp bấm Xong được."))
        was_closed = lesson.is_closed
        lesson.close(by=by, now=desk.now, heads=heads, heads_at=operation.at)
        desk.count(self.name, lesson)
        return _("Buổi này đã xong từ trước.") if was_closed else ""


def counted(operation: Operation) -> int | None:
    """How many were counted in the hall, None where nobody counted.

    Raises:
        Refused: it is no such number.
    """
    heads = operation.data.get("heads")
    if heads is None:
        return None
    if not isinstance(heads, int) or isinstance(heads, bool) or not 0 <= heads <= MOST_HEADS:
        raise Refused(_("Số người đếm được chưa đọc được. Anh chị ghi một số, ví dụ 34."))
    return heads
