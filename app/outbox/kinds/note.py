"""note {lesson, text, heads?}: an instructor's note on a lesson, and the head count. The newest note wins."""

from flask_babel import gettext as _

from app.country import names
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.kinds.close import counted
from app.outbox.operations import Operation, OperationRefused

LONGEST = 1000


class NoteKind(OperationKind):
    """The lesson's note, one line of text."""

    name = "note"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the note, unless a newer one exists."""
        lesson = desk.lesson(operation)
        given = operation.data.get("text")
        if not isinstance(given, str):
            raise OperationRefused(_("Việc này không đủ nội dung."))
        text = names.clean(given)
        if len(text) > LONGEST:
            raise OperationRefused(_("Ghi chú dài quá %(limit)s chữ. Anh chị ghi gọn lại.", limit=LONGEST))
        heads = counted(operation)
        stands = lesson.take_note(text, at=operation.at)
        if "heads" in operation.data:
            lesson.take_heads(heads, at=operation.at)
        desk.count(self.name, lesson)
        return "" if stands else _("Đã có ghi chú mới hơn.")
