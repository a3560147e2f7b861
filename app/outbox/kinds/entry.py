"""entry {programme: <id>, version: <number>, subject: <uuid, made on the phone for a new one>, made?: {…}, outcome,
answers: {key: answer}, period?: its key, photos?: [keys of photos, which follow separately], reason?}: an entry
recorded on a phone, for any programme.

`made`: of a house {group: code, alley, number, head, members}; of an own site {name, group?, organiser?: code, within?:
uuid}; of an event {name, held_on: "2026-11-25", starts_at, ends_at, venue, group?, organiser?, within?}. It is checked
against the version it was recorded under and the sender's right to the place at that time, and to a period that was
open then. `reason` says why the answers do not meet a check.
"""

from flask_babel import gettext as _

from app.models import Role
from app.models.people.role import WARD_ROLES
from app.outbox.desk import Desk
from app.outbox.doorstep import record
from app.outbox.doorstep_report import DoorstepReport
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
            period=data.get("period"),
        )  # fmt: skip
        entry = record(desk.session, report, desk.account_id, desk.now)
        desk.count_in(entry.unit_id, self.name)
        return ""
