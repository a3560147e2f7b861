"""Responses while the database or the store of files is unavailable: 503, Retry-After, and the form as it was typed.

A bug stays a 500 with its traceback (app/web/errors.py); app/web/database/outage.py tells them apart.
"""

from contextlib import suppress

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError, TimeoutError as PoolTimeout

from app.country import formats
from app.models.mixins.issued import DayInDoubt
from app.web.access import SAFE
from app.web.database import db, outage as room
from app.web.database.outage import Outage, OutageLog, outage_of
from app.web.errors import broken, can_be_kept, disk_full, for_a_program, page, sent_files, typed
from app.web.storage import StoreUnavailable
from app.web.words.errors import UNAVAILABLE, UNAVAILABLE_TO_STAFF, Sent
from app.web.words.roles import ROOMS

# Seconds until a retry is worthwhile.
RETRY_AFTER = {Outage.AWAY: 10, Outage.BUSY: 30, Outage.STORE: 10}


def init_unavailable(app: Flask) -> None:
    """Register handlers for database errors, and for timeouts at the write gate."""
    for kind in (DBAPIError, PendingRollbackError, PoolTimeout, TimeoutError):
        app.register_error_handler(kind, database_failed)
    app.register_error_handler(StoreUnavailable, store_failed)
    app.teardown_appcontext(release)


def release(_error: BaseException | None = None) -> None:
    """Release the connection after a response, before Flask-SQLAlchemy does: if the database has closed it, the
    rollback fails and would turn a finished response into a 500."""
    try:
        db.session.remove()
    except (SQLAlchemyError, OSError) as error:
        if outage_of(error) is None:
            raise
        db.session.registry.clear()


def database_failed(error: Exception) -> Response:
    """503 on a full disk and while the database is unavailable: nothing was stored; else 500."""
    if room.is_lacking(error):
        return disk_full()
    outage = outage_of(error)
    return broken(error) if outage is None else unavailable(outage, error)


def store_failed(error: Exception) -> Response:
    """503 while the store of files is unavailable; pages that need no file go on."""
    return unavailable(Outage.STORE, error)


def unavailable(outage: Outage, error: Exception) -> Response:
    """503 with Retry-After. A form comes back with what was typed, to be sent by one press. Its hidden number stays the
    same, so that a row that was stored after all (only the response was lost) is not stored twice."""
    reports: OutageLog = current_app.extensions["outages"]
    reports.note(outage, error)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    g.visitor = None  # the layout of staff pages would look the visitor up
    sent = _sent()
    heading, text = (UNAVAILABLE_TO_STAFF if _in_a_room() else UNAVAILABLE)[outage, sent]
    address = request.full_path.rstrip("?")
    context: dict[str, object] = {"ward": None}  # a query would wait again
    if sent in (Sent.KEPT, Sent.WITH_FILES):
        context |= {"resend": address, "hidden": typed(), "files": sent_files()}
    elif sent is Sent.NOTHING:
        context |= {"again": address}
    answer = page(503, _(heading), _(text), **context)
    answer.headers["Retry-After"] = str(RETRY_AFTER[outage])
    return answer


def _sent() -> Sent:
    """Whether the request sent a form, and whether the page can give it back.

    A password is never written into a page. A form of a foreign page is not given back: its token was not checked yet.
    """
    if request.method in SAFE:
        return Sent.NOTHING
    own = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if not own or for_a_program() or not can_be_kept(with_files=True):
        return Sent.LOST
    return Sent.WITH_FILES if sent_files() else Sent.KEPT


def _in_a_room() -> bool:
    """Whether the address belongs to staff; the visitor cannot be looked up."""
    return any(request.path == room_.address or request.path.startswith(f"{room_.address}/") for room_ in ROOMS)


# The response when today's date is uncertain, so that no number of a year can be given.
def init_undated(app: Flask) -> None:
    """Register the handler."""
    app.register_error_handler(DayInDoubt, undated)


def undated(error: DayInDoubt) -> Response:
    """409: the machine's date jumped, so no number of a year is given; the page sends the form again."""
    text = _(
        "Ngày của máy nhảy từ %(last)s sang %(today)s, nên chưa cấp số. Nhờ người quản trị mở trang Quản trị, Ngày của "
        "máy: ngày đúng thì xác nhận ở đó, sai thì báo người giữ máy. Những gì anh chị ghi vẫn còn đây; xong thì bấm "
        "Gửi lại.",
        last=formats.date(error.last), today=formats.date(error.today),
    )  # fmt: skip
    kept = {"resend": request.full_path.rstrip("?"), "hidden": typed()} if request.method == "POST" else {}
    return page(409, _("Chưa cấp số"), text, **kept)
