"""help_record: one help, recorded at the counter, at home or outdoors (fields: docs/offline.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.models import Receipt
from app.models.helping.log.recording import Help
from app.models.trust.idempotency_key import digest
from app.outbox.desk import Desk
from app.outbox.help_log import HelpLog
from app.outbox.kind import OperationKind, conflict
from app.outbox.operations import Operation, OperationRefused, Result, Verdict
from app.outbox.sender import ON_DUTY


@dataclass
class _Day:
    """The new helps of a batch, their receipts and digests."""

    helps: list[Help] = field(default_factory=list)
    receipts: list[dict[str, object]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)


class HelpRecordKind(OperationKind):
    """Helps are stored together: 200 cost the same statements as one, except for named people."""

    name = "help_record"
    works = ON_DUTY

    def carry_out(self, desk: Desk, operations: Sequence[Operation]) -> list[Result]:
        """Carry out help records; returns the answers in order."""
        if desk.account_id is None:
            message = _("Đường dẫn này không nhận loại việc này.")
            return [Result(operation.echo, Verdict.REFUSED, message) for operation in operations]
        log, day = HelpLog(desk.session, desk.account_id, desk.now), _Day()
        results = [self._take(desk, log, day, operation) for operation in operations]
        log.keep(day.helps)
        if day.receipts:
            Receipt.store(desk.session, day.receipts)
        desk.receipts.update(day.contents)
        for unit_id in {each.unit_id for each in day.helps}:
            desk.count_in(unit_id, self.name, sum(each.unit_id == unit_id for each in day.helps))
        return results

    def _take(self, desk: Desk, log: HelpLog, day: _Day, operation: Operation) -> Result:
        content = digest(self.name, operation.device_at, operation.data)
        known = desk.receipts.get(operation.uuid) or day.contents.get(operation.uuid)
        if known == content:
            return Result(operation.echo, Verdict.ALREADY_DONE)
        if known is not None:
            return conflict(operation)
        try:
            noted = log.read(operation.data, uuid=operation.uuid, at=operation.at, device_at=operation.device_at)
        except OperationRefused as refused:
            return Result(operation.echo, Verdict.REFUSED, refused.message)
        day.helps.append(noted.help)
        day.contents[operation.uuid] = content
        day.receipts.append(
            {
                "uuid": operation.uuid,
                "kind": self.name,
                "digest": content,
                "account_id": desk.account_id,
                "device": desk.device,
                "at": noted.help.at,
                "received_at": desk.now,
            }
        )
        return Result(operation.echo, Verdict.DONE, noted.message)
