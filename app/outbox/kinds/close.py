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
        heads = operation.data.get("heads")
        counted = isinstance(heads, int) and not isinstance(heads, bool) and 0 <= heads <= MOST_HEADS
        if heads is not None and not counted:
            raise Refused(_("Số người đếm được chưa đọc được. Anh chị ghi một số, ví dụ 34."))
        by = desk.session.get(Account, desk.account_id)
        assert by is not None
        was_closed = lesson.is_closed
        lesson.close(by=by, now=desk.now, heads=heads if isinstance(heads, int) else None)
        desk.count(self.name, lesson)
        return _("Buổi này đã xong từ trước.") if was_closed else ""
