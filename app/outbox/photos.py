"""A photo from a phone: one operation, as in any other call, with the bytes of a picture beside it.

The operation's kind (`lesson_photo`, `entry_photo`) finds the picture in `Operation.photo` and stores it. `data` holds
the SHA-256 of the bytes received, so that other bytes under the same uuid are a conflict.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import IO

from flask_babel import gettext as _

from app.outbox.operations import Batch, Operation, OperationRefused, Result, Unreadable, Verdict, read
from app.web import photos as pictures
from app.web.photos import Photo, UnusablePhoto
from app.web.responses import settings
from app.web.storage import StoreFolder

# Bytes of a call. A phone shrinks its pictures to 300 KB at most; the rest is slack for other senders.
LARGEST = 2 * 1024 * 1024


def read_with_photo(call: str, given: IO[bytes] | None, now: datetime) -> Batch:
    """Parse a call of one operation and its picture; an unusable picture becomes the operation's refusal.

    Raises:
        Unreadable: as `reading.read`, or the call has not exactly one operation.
    """
    batch = read(call.encode("utf-8", "replace"), now)
    if len(batch.entries) != 1:
        raise Unreadable(_("Mỗi lần gửi một ảnh."))
    return replace(batch, entries=tuple(_with_photo(entry, given) for entry in batch.entries))


def _with_photo(entry: Operation | Result, given: IO[bytes] | None) -> Operation | Result:
    if isinstance(entry, Result) or given is None:
        return entry
    content = given.read()
    try:
        photo = pictures.read(BytesIO(content))
    except UnusablePhoto as unusable:
        return Result(entry.echo, Verdict.REFUSED, unusable.message)
    return entry._replace(photo=photo, data={**entry.data, "sha256": hashlib.sha256(content).hexdigest()})


def photo_of(operation: Operation) -> Photo:
    """The picture of an operation.

    Raises:
        Refused: it has none.
    """
    if operation.photo is None:
        raise OperationRefused(_("Việc này không có ảnh đi kèm. Anh chị chụp lại rồi gửi."))
    return operation.photo


def put_first(operation: Operation, folder: str) -> Operation:
    """The operation with its picture in the store, under a name that no other has: no transaction is open, so a slow
    store holds up nobody.

    Raises:
        OSError: the disk is full; the phone keeps the picture and retries.
    """
    if operation.photo is None:
        return operation
    return operation._replace(file=pictures.keep(StoreFolder(settings().store, folder), operation.photo))
