"""Carries out a batch in one transaction and answers each operation.

The first attempt stores everything together, because checked operations do not fail in the database. If one fails
nevertheless (two phones send the same uuid at once), the batch is repeated with a savepoint for each operation.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import FileToRemove, RateLimit
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind, locked
from app.outbox.kinds import find
from app.outbox.operations import Batch, Operation, Result, Verdict, astray
from app.outbox.photos import put_first
from app.outbox.sender import CallSender, Duty
from app.web.database import immediate
from app.web.database.outage import has_clashed, outage_of
from app.web.sign_in.limits import TooMany

log = logging.getLogger(__name__)

# Rate limit of calls that store nothing: a phone repeats a call whose answer it lost, and retries refused operations
# now and then. Beyond the limit it waits and keeps its operations.
IDLE_CALLS, IDLE_SECONDS, WAIT_SECONDS = 1500, 600, 30
# The greatest age that is logged: a press whose time is unknown (`reading.corrected`) counts as this old.
LONGEST_LAG = timedelta(days=366)

CarryOut = Callable[[Desk, OperationKind, Sequence[Operation]], list[Result]]


def exchange(batch: Batch, sender: CallSender, now: datetime) -> list[Result]:
    """Carry out a batch; returns the answers in its order.

    Operations of another account than the sender's are refused: the phone keeps them for their owner.

    Raises:
        TooMany: too many of the sender's recent calls stored nothing; the phone keeps its operations.
    """
    if batch.account != sender.public_id:
        message = _("Việc này do tài khoản khác ghi. Máy giữ lại cho người đó.")
        return [_refused(entry, message) for entry in batch.entries]
    if not batch.operations and batch.report is None:
        return [entry for entry in batch.entries if isinstance(entry, Result)]
    batch = _photos_put(batch, sender)
    try:
        with immediate() as session:
            results = _process(session, batch, sender, now, _together)
            _keep_pace(session, sender, results, now)
    except (IntegrityError, DataError, OperationalError) as error:
        if outage_of(error) and not has_clashed(error):
            raise  # the phone keeps its operations and retries
        with immediate() as session:
            results = _process(session, batch, sender, now, _one_by_one)
            _keep_pace(session, sender, results, now)
    _log_call(batch, sender, results, now, clock.now() - now)
    return results


def _keep_pace(session: Session, sender: CallSender, results: Sequence[Result], now: datetime) -> None:
    """Rate limit calls that store nothing. A call that stores something is never limited and costs no statement here.

    Raises:
        TooMany: the limit is used up.
    """
    if not results or any(result.status is Verdict.DONE for result in results):
        return
    if not RateLimit.take(session, f"outbox {sender.public_id}", size=IDLE_CALLS, seconds=IDLE_SECONDS, now=now):
        raise TooMany(WAIT_SECONDS)


def _log_call(batch: Batch, sender: CallSender, results: Sequence[Result], now: datetime, took: timedelta) -> None:
    """Write a line to the log for each call: results, delay, duration. It contains no names."""
    counts = Counter(result.status.value for result in results)
    oldest = min((operation.at for operation in batch.operations), default=now)
    fields = {
        "outbox": batch.device,
        **{verdict.value: counts[verdict.value] for verdict in Verdict},
        "oldest_seconds": round((now - max(oldest, now - LONGEST_LAG)).total_seconds()),
        "milliseconds": round(took.total_seconds() * 1000),
        "waiting": batch.report.waiting if batch.report else None,
        "release": batch.report.release if batch.report else "",
        "helper": sender.helper_id is not None,
    }
    log.info("%s", json.dumps(fields, ensure_ascii=False))


def _process(session: Session, batch: Batch, sender: CallSender, now: datetime, carry_out: CarryOut) -> list[Result]:
    """Carry out runs of one kind in order: a walk-in is stored before the marks of that person."""
    batch = _in_time(session, batch, sender, now)
    operations = batch.operations
    seats = any(kind.takes_seats for operation in operations if (kind := find(operation.kind)))
    desk = Desk.open(session, operations, sender=sender, device=batch.device, now=now, seats=seats)
    answers: list[Result] = []
    for name, run in groupby(operations, key=lambda operation: operation.kind):
        kind = find(name)
        if kind is None:
            answers += [
                _refused(operation, _("Máy chủ chưa biết loại việc này. Anh chị cập nhật ứng dụng rồi gửi lại."))
                for operation in run
            ]
        elif sender.kinds is not None and name not in sender.kinds:
            answers += [_refused(operation, _("Đường dẫn này không nhận loại việc này.")) for operation in run]
        elif sender.has_locked(kind.works):
            answers += [locked(operation) for operation in run]
        else:
            answers += carry_out(desk, kind, list(run))
    in_order = iter(answers)
    results = [next(in_order) if isinstance(entry, Operation) else entry for entry in batch.entries]
    desk.note()
    FileToRemove.note(session, _files_of(batch))  # those that no row names: refused, or sent before
    if batch.report is not None:
        desk.record_report(batch.report, batch.entries, results)
    return results


def _photos_put(batch: Batch, sender: CallSender) -> Batch:
    """The batch with its pictures in the store; none of what the sender may not send."""

    def put(entry: Operation | Result) -> Operation | Result:
        if isinstance(entry, Result):
            return entry
        kind = find(entry.kind)
        if kind is None or not kind.photo_folder or (sender.kinds is not None and kind.name not in sender.kinds):
            return entry
        return put_first(entry, kind.photo_folder)

    return replace(batch, entries=tuple(map(put, batch.entries)))


def _files_of(batch: Batch) -> list[str]:
    return [f"{kind.photo_folder}/{each.file}" for each in batch.operations if each.file and (kind := find(each.kind))]


def _in_time(session: Session, batch: Batch, sender: CallSender, now: datetime) -> Batch:
    """The batch, in which a press has an unknown time if it lies before the sender's first role or membership: the
    phone's clock was wrong and was corrected before sending. `Operation.judged_at` applies the same rule for every
    kind. A press of today, the usual case, costs no statement."""
    today = clock.local(now).date()
    earlier = [each for each in batch.operations if clock.is_known(each.at) and clock.local(each.at).date() < today]
    if sender.account_id is None or not earlier:
        return batch
    first = Duty.first_day(session, sender.account_id) or today
    wrong = {each.uuid for each in earlier if clock.local(each.at).date() < first}
    return replace(batch, entries=tuple(
        each._replace(at=astray(each.device_at)) if isinstance(each, Operation) and each.uuid in wrong else each
        for each in batch.entries
    ))  # fmt: skip


def _together(desk: Desk, kind: OperationKind, operations: Sequence[Operation]) -> list[Result]:
    return kind.carry_out(desk, operations)


def _one_by_one(desk: Desk, kind: OperationKind, operations: Sequence[Operation]) -> list[Result]:
    results: list[Result] = []
    for operation in operations:
        try:
            with desk.session.begin_nested():
                results += kind.carry_out(desk, [operation])
        except (IntegrityError, DataError):
            results.append(
                _refused(
                    operation,
                    _("Máy chủ không ghi được việc này. Anh chị gửi lại, hoặc ghi trên trang điểm danh khi có mạng."),
                )
            )
    return results


def _refused(entry: Operation | Result, message: str) -> Result:
    uuid = entry.echo if isinstance(entry, Operation) else entry.uuid
    return Result(uuid, Verdict.REFUSED, message)
