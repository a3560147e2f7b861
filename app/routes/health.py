"""/suc-khoe: whether database, disk and queue answer, and what the last night found. For monitors; says nothing
secret, writes nothing, and reads no more than a note of what takes long to find out."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.country import clock
from app.jobs import machine_state, queue
from app.models import AuditHead
from app.web import place_notes
from app.web.access import public
from app.web.database import db
from app.web.responses import settings

health = Blueprint("health", __name__)


@health.get("/suc-khoe")
@public
def show() -> tuple[Response, int]:
    """200 {"status": "ok"}; 503 {"status": "trouble"} with the names of what does not answer, `tables` where the
    night found a page of the database damaged; 200 {"status": "warning"} where people can go on and somebody has to
    look: `backup` (last night's failed or was missed), `files` (papers or photos are missing), `store` (the object
    store of FILES_URL does not answer)."""
    night = place_notes.read_last_night(settings())
    checks = {"database": _database, "disk": _disk, "queue": queue.answers}
    troubles = [name for name, check in checks.items() if not check()]
    troubles += ["tables"] if night.damage else []
    warnings = night.warnings(clock.now()) + ([] if machine_state.store_answers(settings()) else ["store"])
    found = {name: names for name, names in (("troubles", troubles), ("warnings", warnings)) if names}
    status = "trouble" if troubles else "warning" if warnings else "ok"
    return jsonify(status=status, **found), 503 if troubles else 200


def _database() -> bool:
    try:
        db.session.scalars(AuditHead.seal()).all()
    except SQLAlchemyError:
        return False
    return True


def _disk() -> bool:
    return not machine_state.disk_space(settings()).is_full
