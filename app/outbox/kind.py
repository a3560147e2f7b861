"""The base class of kinds of operation. An operation sent again changes nothing; other content under its uuid is a
conflict.

A kind is a class in a module of its own under `app.outbox.kinds`, with `name`, as phones send it, and `do`.
"""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _

from app.models import AttendanceMark, Receipt, Role
from app.models.trust.idempotency_key import digest
from app.outbox.desk import Desk
from app.outbox.operations import Conflict, Operation, OperationRefused, Result, Verdict

_known: dict[str, "OperationKind"] = {}


class OperationKind:
    """One kind of operation; defining a subclass registers it."""

    name: ClassVar[str]
    # Whether it may take a seat of the lesson's course.
    takes_seats: ClassVar[bool] = False
    # The store's folder of the pictures that come with it; "" for a kind without.
    photo_folder: ClassVar[str] = ""
    # Roles that do this work: the operation waits while all of the sender's own among them are locked.
    works: ClassVar[frozenset[Role]] = frozenset({Role.INSTRUCTOR, Role.OFFICER})

    def __init_subclass__(cls) -> None:
        """Register the kind under its name."""
        super().__init_subclass__()
        _known[cls.name] = cls()

    def do(self, desk: Desk, operation: Operation) -> str:
        """Carry out an operation that is not stored yet; check everything before the first write.

        Returns a message for the person, "" for none.

        Raises:
            Refused: it is not carried out.
        """
        raise NotImplementedError

    def message_again(self, desk: Desk, operation: Operation) -> str:
        """The message once more, of one that is stored: the phone may not have heard the first answer."""
        return ""

    def carry_out(self, desk: Desk, operations: Sequence[Operation]) -> list[Result]:
        """Carry out operations of this kind; returns the answers in order."""
        return [self._answer(desk, operation) for operation in operations]

    def _answer(self, desk: Desk, operation: Operation) -> Result:
        content = digest(self.name, operation.device_at, operation.data)
        known = desk.receipts.get(operation.uuid)
        if known == content:
            return Result(operation.echo, Verdict.ALREADY_DONE, self.message_again(desk, operation))
        if known is not None or desk.session.get(AttendanceMark, operation.uuid) is not None:
            return conflict(operation)
        try:
            message = self.do(desk, operation)
        except Conflict:
            return conflict(operation)
        except OperationRefused as refused:
            return Result(operation.echo, Verdict.REFUSED, refused.message)
        desk.session.add(
            Receipt(
                uuid=operation.uuid,
                kind=self.name,
                digest=content,
                account_id=desk.account_id,
                device=desk.device,
                at=operation.at,
                received_at=desk.now,
            )
        )
        desk.session.flush()
        desk.receipts[operation.uuid] = content
        return Result(operation.echo, Verdict.DONE, message)


def conflict(operation: Operation) -> Result:
    """The answer to other content under a uuid that is in use."""
    return Result(
        operation.echo,
        Verdict.CONFLICT,
        _("Mã của việc này đã dùng cho một việc khác nên chưa ghi. Anh chị ghi lại lần nữa."),
    )


def locked(operation: Operation) -> Result:
    """The answer while the sender's roles are locked after idling: nothing is stored, the phone sends it again."""
    message = _("Phần này để yên lâu nên đã khóa, máy giữ lại. Anh chị mở khóa rồi máy tự gửi.")
    return Result(operation.echo, Verdict.LOCKED, message)


def find(name: str) -> OperationKind | None:
    """The kind with a name."""
    return _known.get(name)
