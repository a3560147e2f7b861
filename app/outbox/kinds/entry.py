"""entry {programme: <id>, version: <number>, subject: <uuid, made on the phone for a new one>, made?: {group: code,
alley, number, head, members}, outcome, answers: {key: answer}, photos?: [keys of photos, which follow separately]}: an
entry recorded at a house, for any programme.

It is checked against the version it was recorded under and the sender's right to the house at that time.
`reason?` says why the answers do not meet a check.
"""

from flask_babel import gettext as _

from app.models import Role
from app.models.people.role import WARD_ROLES
from app.outbox.desk import Desk
from app.outbox.doorstep import DoorstepReport, record
from app.outbox.kind import Kind
from app.outbox.operations import Operation, Refused


class EntryKind(Kind):
    """An entry of a programme; members of a team send them, whatever other role they have."""

    name = "entry"
    works = frozenset[Role](WARD_ROLES)

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the entry. See `app.outbox.doorstep.record`."""
        if desk.account_id is None:
            raise Refused(_("Đường dẫn này không nhận loại việc này."))
        data = operation.data
        report = DoorstepReport(
            uuid=operation.uuid, at=operation.at, judged_at=operation.judged_at(desk.now),
            programme=data.get("programme"), version=data.get("version"),
            subject=operation.text("subject").lower(), made=data.get("made"), outcome=operation.text("outcome"),
            answers=data.get("answers"), photographed=data.get("photos"), reason=data.get("reason"),
        )  # fmt: skip
        entry = record(desk.session, report, desk.account_id, desk.now)
        desk.count_in(entry.unit_id, self.name)
        return ""
