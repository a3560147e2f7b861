"""entry {programme: <id>, version: <number>, subject: <uuid, made on the phone for a new one>, made?: {…}, outcome,
answers: {key: answer}, prefilled?: {key: answer}, anew?: true, period?: its key, photos?: [keys of photos, which follow
separately], reason?, day?, organisation?: code, files_follow?: true}: an entry recorded on a phone, for any programme.

`made`: of a house {group: code, alley, number, head, members}; of an own site {name, group?, organiser?: code, within?:
uuid}; of an event {name, held_on: "2026-11-25", starts_at, ends_at, venue, group?, organiser?, within?}. It is checked
against the version it was recorded under and the sender's right to the place at that time, and to a period that was
open then. `reason` says why the answers do not meet a check. What is left blank keeps what is recorded of the subject
and period, but for what `prefilled` says that the form showed; with `anew` nothing is kept. `day`: the day that the
form names; `organisation`: that for which it says it is recorded; `files_follow`: its photos and files are sent later.
"""

from flask_babel import gettext as _

from app.entries.judging import AlreadySent, NotRecorded
from app.entries.reading import Posted
from app.entries.second_entry import remark
from app.entries.submitting import submit
from app.models import ProgrammeEntry, Role
from app.models.people.role import WARD_ROLES
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Conflict, Operation, OperationRefused


class EntryKind(OperationKind):
    """An entry of a programme; members of a team send them, whatever other role they have."""

    name = "entry"
    works = frozenset[Role](WARD_ROLES)

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the entry; the answer names who else recorded there. See `app.entries.submitting`."""
        if desk.account_id is None:
            raise OperationRefused(_("Đường dẫn này không nhận loại việc này."))
        judged_at = operation.judged_at(desk.now)
        posted = Posted.of(operation.data, uuid=operation.uuid, at=operation.at, judged_at=judged_at)
        try:
            entry = submit(desk.session, posted, desk.account_id, desk.now).entry
        except AlreadySent as already:
            raise Conflict(already.message) from already
        except NotRecorded as refused:
            raise OperationRefused(refused.message) from refused
        desk.count_in(entry.unit_id, self.name)
        return remark(desk.session, entry)

    def message_again(self, desk: Desk, operation: Operation) -> str:
        """Who else recorded there, once more."""
        entry = desk.session.scalars(ProgrammeEntry.sent_as(operation.uuid)).one_or_none()
        return remark(desk.session, entry) if entry else ""
