"""scan {lesson, ticket: <token>, people?: [keys], shown}: a ticket was scanned at the door; all its people are present.

`people` are the registrations that the phone let in by its saved roll: they are present even if the ticket has changed
since. Without them (the phone did not know the ticket) its current registrations are. `shown` is the message that the
phone displayed at the door.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import codes, names
from app.models import AttendanceMark, Lesson, Outcome, Receipt
from app.models.learning.ticket_scan import FoundTicket, Holder, TicketScan
from app.models.learning.walk_in import Press
from app.models.trust.idempotency_key import digest
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind, conflict
from app.outbox.operations import Operation, OperationRefused, Result, Verdict

# More people than any family has.
MOST_PEOPLE = 30
# Added to the answer to a mark that another device's newer mark overtook.
MARKED_SINCE = _l("Máy khác ghi lại sau đó, nên theo máy kia.")


class _Wanted(NamedTuple):
    place: int
    operation: Operation
    content: str
    scan: TicketScan


class ScanKind(OperationKind):
    """Scans of a lesson are stored in one statement."""

    name = "scan"

    def carry_out(self, desk: Desk, operations: Sequence[Operation]) -> list[Result]:
        """Carry out scans; returns the answers in order."""
        results: dict[int, Result] = {}
        of_lesson: dict[int, list[_Wanted]] = defaultdict(list)
        lessons: dict[int, Lesson] = {}
        taken = AttendanceMark.known(desk.session, [operation.uuid for operation in operations])
        tickets = TicketScan.find(desk.session, (_token(operation) for operation in operations))
        contents = dict(desk.receipts)
        for place, operation in enumerate(operations):
            content = digest(self.name, operation.device_at, operation.data)
            if (known := contents.get(operation.uuid)) is not None or operation.uuid in taken:
                results[place] = _again(operation, same=known == content)
                continue
            try:
                lesson = desk.lesson(operation)
                scan = _scan(desk, lesson, operation, tickets)
            except OperationRefused as refused:
                results[place] = Result(operation.echo, Verdict.REFUSED, refused.message)
                continue
            contents[operation.uuid] = content
            lessons[lesson.id] = lesson
            of_lesson[lesson.id].append(_Wanted(place, operation, content, scan))
        for lesson_id, wanted in of_lesson.items():
            results.update(_record(desk, lessons[lesson_id], wanted))
        return [results[place] for place in range(len(operations))]


def _again(operation: Operation, *, same: bool) -> Result:
    return Result(operation.echo, Verdict.ALREADY_DONE) if same else conflict(operation)


def _token(operation: Operation) -> str:
    return codes.read_code(operation.text("ticket"))


def _scan(desk: Desk, lesson: Lesson, operation: Operation, tickets: dict[str, FoundTicket]) -> TicketScan:
    ticket = tickets.get(_token(operation))
    if ticket is None:
        raise OperationRefused(_("Không có phiếu đi học nào mang mã này."))
    if ticket.course_id != lesson.course_id:
        raise OperationRefused(other_course(ticket))
    if not ticket.holders:
        raise OperationRefused(_("Phiếu này không còn ai đăng ký."))
    if not lesson.takes_marks_of(operation.at):
        raise OperationRefused(_("Buổi này đã xong. Anh chị mở lại buổi rồi ghi tiếp."))
    given = operation.data.get("people")
    keys = [key.lower() for key in given if isinstance(key, str)] if isinstance(given, list) else []
    press = Press(operation.uuid, operation.at, operation.device_at, desk.device, operation.sequence)
    return TicketScan(press, ticket, keys[:MOST_PEOPLE], names.clean(operation.text("shown")))


def other_course(ticket: FoundTicket) -> str:
    """The message for a ticket of another class. It may name the class, because the ticket's own page does."""
    return str(_("Phiếu của lớp khác: %(course)s (%(code)s).", course=ticket.course_title, code=ticket.course_code))


def _record(desk: Desk, lesson: Lesson, wanted: list[_Wanted]) -> dict[int, Result]:
    """Store the marks of one lesson and a receipt for each scan; returns the answers by place."""
    done = TicketScan.record(
        desk.session,
        lesson,
        [each.scan for each in wanted],
        by_id=desk.account_id,
        helper_id=desk.helper_id,
        now=desk.now,
    )
    for each in wanted:
        desk.session.add(_receipt(desk, each))
        desk.receipts[each.operation.uuid] = each.content
    desk.session.flush()
    desk.count("scan", lesson, sum(len(holders) for holders, _outcomes in done))
    return {
        each.place: Result(each.operation.echo, Verdict.DONE, message_of(holders, outcomes))
        for each, (holders, outcomes) in zip(wanted, done, strict=True)
    }


def _receipt(desk: Desk, wanted: _Wanted) -> Receipt:
    return Receipt(
        uuid=wanted.operation.uuid,
        kind=ScanKind.name,
        digest=wanted.content,
        account_id=desk.account_id,
        device=desk.device,
        at=wanted.operation.at,
        received_at=desk.now,
    )


def message_of(holders: Sequence[Holder], outcomes: Sequence[Outcome]) -> str:
    """The message for a scan: the people marked, those without a seat any more, and whether a later mark wins."""
    sentences = [_("Có mặt: %(names)s.", names=", ".join(holder.name for holder in holders))]
    if gone := [holder.name for holder in holders if not holder.is_live]:
        sentences.append(_("Đã trả chỗ, phường xem lại: %(names)s.", names=", ".join(gone)))
    if Outcome.OVERTAKEN in outcomes:
        sentences.append(str(MARKED_SINCE))
    return " ".join(sentences)
