"""A batch is carried out in one transaction, each of its operations answered.

The first time everything goes in together: what is checked beforehand does not fail in the database. Where it does
all the same (the same uuid from two phones at once), it is all done again, each operation behind a savepoint.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.access import Visitor
from app.database import immediate
from app.outbox.desk import Desk
from app.outbox.kind import Kind
from app.outbox.kinds import find
from app.outbox.operations import Operation, Result, Verdict
from app.outbox.reading import Batch

CarryOut = Callable[[Desk, Kind, Sequence[Operation]], list[Result]]


def exchange(batch: Batch, visitor: Visitor, now: datetime) -> list[Result]:
    """Carry out what a phone sent; the answers in the order given.

    Nothing is stored for another account than the one signed in: the phone keeps it for its owner.
    """
    if batch.account != visitor.public_id:
        message = _("Việc này do tài khoản khác ghi. Máy giữ lại cho người đó.")
        return [_refused(entry, message) for entry in batch.entries]
    operations = batch.operations
    if not operations:
        return [entry for entry in batch.entries if isinstance(entry, Result)]
    try:
        with immediate() as session:
            results = _settle(session, batch, visitor, now, _together)
    except (IntegrityError, DataError, OperationalError):
        with immediate() as session:
            results = _settle(session, batch, visitor, now, _one_by_one)
    answers = iter(results)
    return [next(answers) if isinstance(entry, Operation) else entry for entry in batch.entries]


def _settle(session: Session, batch: Batch, visitor: Visitor, now: datetime, carry_out: CarryOut) -> list[Result]:
    """Run by run of one kind, in order: a person walks in before they are marked."""
    operations = batch.operations
    seats = any(kind.takes_seats for operation in operations if (kind := find(operation.kind)))
    desk = Desk.open(session, operations, account_id=visitor.account_id, device=batch.device, now=now, seats=seats)
    results: list[Result] = []
    for name, run in groupby(operations, key=lambda operation: operation.kind):
        kind = find(name)
        if kind is None:
            results += [_refused(operation, _("Máy chủ chưa biết loại việc này.")) for operation in run]
        else:
            results += carry_out(desk, kind, list(run))
    desk.note()
    return results


def _together(desk: Desk, kind: Kind, operations: Sequence[Operation]) -> list[Result]:
    return kind.carry_out(desk, operations)


def _one_by_one(desk: Desk, kind: Kind, operations: Sequence[Operation]) -> list[Result]:
    results: list[Result] = []
    for operation in operations:
        try:
            with desk.session.begin_nested():
                results += kind.carry_out(desk, [operation])
        except (IntegrityError, DataError):
            results.append(_refused(operation, _("Máy chủ không ghi được việc này.")))
    return results


def _refused(entry: Operation | Result, message: str) -> Result:
    uuid = entry.echo if isinstance(entry, Operation) else entry.uuid
    return Result(uuid, Verdict.REFUSED, message)
