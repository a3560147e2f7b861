"""What is answered while the database cannot be had: 503, when to come again, and the form with what was typed.

A programming error stays a 500 with its traceback (app/web/errors.py); which is which: app/web/database/outage.py.
"""

from contextlib import suppress

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError, TimeoutError as PoolTimeout

from app.web.access import SAFE
from app.web.database import db, disk_room as room
from app.web.database.outage import Outage, OutageLog, outage_of
from app.web.errors import broken, can_be_kept, disk_full, for_a_program, page, typed
from app.web.words.error_pages import UNAVAILABLE, UNAVAILABLE_TO_STAFF, Sent
from app.web.words.roles import ROOMS

# Seconds after which the same is worth another try.
RETRY_AFTER = {Outage.AWAY: 10, Outage.BUSY: 30}


def init_unavailable(app: Flask) -> None:
    """Answer for whatever a database raises, and for those whose turn to write did not come."""
    for kind in (DBAPIError, PendingRollbackError, PoolTimeout, TimeoutError):
        app.register_error_handler(kind, database_failed)
    app.teardown_appcontext(release)


def release(_error: BaseException | None = None) -> None:
    """Give the connection back after an answer, before Flask-SQLAlchemy does: one that the database ended meanwhile
    cannot be rolled back, and an answer that is made already would become a 500."""
    try:
        db.session.remove()
    except (SQLAlchemyError, OSError) as error:
        if outage_of(error) is None:
            raise
        db.session.registry.clear()


def database_failed(error: Exception) -> Response:
    """503 on a full disk and while the database cannot be had, in which nothing was stored; else our fault."""
    if room.is_lacking(error):
        return disk_full()
    outage = outage_of(error)
    return broken(error) if outage is None else unavailable(outage, error)


def unavailable(outage: Outage, error: Exception) -> Response:
    """503 with Retry-After. A form comes back with what was typed, to be sent by one press; its hidden number is the
    same, so that what was stored after all (the answer was lost, not the row) is not stored twice."""
    reports: OutageLog = current_app.extensions["outages"]
    reports.note(outage, error)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    g.visitor = None  # the frame of a page of the staff would ask who is signed in
    sent = _sent()
    heading, text = (UNAVAILABLE_TO_STAFF if _in_a_room() else UNAVAILABLE)[outage, sent]
    address = request.full_path.rstrip("?")
    context: dict[str, object] = {"ward": None}  # asking for it would wait once more
    if sent is Sent.KEPT:
        context |= {"resend": address, "hidden": typed()}
    elif sent is Sent.NOTHING:
        context |= {"again": address}
    answer = page(503, _(heading), _(text), **context)
    answer.headers["Retry-After"] = str(RETRY_AFTER[outage])
    return answer


def _sent() -> Sent:
    """What the request brought, and whether the page can give it back.

    A password is never written into a page, and a form of a foreign page gets no offer: nobody looked at its token yet.
    """
    if request.method in SAFE:
        return Sent.NOTHING
    own = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    return Sent.KEPT if own and not for_a_program() and can_be_kept() else Sent.LOST


def _in_a_room() -> bool:
    """Whether the address is of the staff's; who is signed in cannot be asked."""
    return any(request.path == room_.address or request.path.startswith(f"{room_.address}/") for room_ in ROOMS)
