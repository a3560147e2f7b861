"""close {lesson, heads}: "Xong" was pressed; `heads` is the head count, or null."""

from flask_babel import gettext as _

from app.models import Account
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused

MOST_HEADS = 100_000


class CloseKind(OperationKind):
    """The lesson is closed when the operation arrives: marks made before that, on any phone, still count."""

    name = "close"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Close the lesson; if it is closed already, store the head count only."""
        lesson = desk.lesson(operation)
        heads = counted(operation)
        by = desk.session.get(Account, desk.account_id) if desk.account_id else None
        if by is None:
            raise OperationRefused(_("Chỉ giảng viên hoặc cán bộ của lớp bấm Xong được."))
        was_closed = lesson.is_closed
        lesson.close(by=by, now=desk.now, heads=heads, heads_at=operation.at)
        desk.count(self.name, lesson)
        return _("Buổi này đã xong từ trước.") if was_closed else ""


def counted(operation: Operation) -> int | None:
    """The head count, None if nobody counted.

    Raises:
        Refused: it is not a number in range.
    """
    heads = operation.data.get("heads")
    if heads is None:
        return None
    if not isinstance(heads, int) or isinstance(heads, bool) or not 0 <= heads <= MOST_HEADS:
        raise OperationRefused(_("Số người đếm được chưa đọc được. Anh chị ghi một số, ví dụ 34."))
    return heads
