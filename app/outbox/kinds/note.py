"""note {lesson, text, heads?}: what an instructor writes of a lesson, and how many they counted. The newest stands."""

from flask_babel import gettext as _

from app.country import names
from app.outbox.desk import Desk
from app.outbox.kind import Kind
from app.outbox.kinds.close import counted
from app.outbox.operations import Operation, Refused

LONGEST = 1000


class NoteKind(Kind):
    """The lesson's note, one line of text."""

    name = "note"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Keep the note, unless a newer one is there."""
        lesson = desk.lesson(operation)
        given = operation.data.get("text")
        if not isinstance(given, str):
            raise Refused(_("Việc này không đủ nội dung."))
        text = names.clean(given)
        if len(text) > LONGEST:
            raise Refused(_("Ghi chú dài quá %(limit)s chữ. Anh chị ghi gọn lại.", limit=LONGEST))
        heads = counted(operation)
        stands = lesson.take_note(text, at=operation.at)
        if "heads" in operation.data:
            lesson.take_heads(heads, at=operation.at)
        desk.count(self.name, lesson)
        return "" if stands else _("Đã có ghi chú mới hơn.")
