"""/suc-khoe: whether database, disk and queue answer. For monitors; says nothing secret."""

import os

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import queue
from app.models import AuditHead
from app.web.access import public
from app.web.database import db
from app.web.responses import settings

health = Blueprint("health", __name__)

# Below this many free bytes the next backup or batch of papers may not fit.
LEAST_FREE = 50 * 1024 * 1024


@health.get("/suc-khoe")
@public
def show() -> tuple[Response, int]:
    """200 {"status": "ok"}, or 503 with the names of what does not answer."""
    troubles = [name for name, check in (("database", _database), ("disk", _disk), ("queue", _queue)) if not check()]
    if troubles:
        return jsonify(status="trouble", troubles=troubles), 503
    return jsonify(status="ok"), 200


def _database() -> bool:
    try:
        db.session.scalars(AuditHead.seal()).all()
    except SQLAlchemyError:
        return False
    return True


def _disk() -> bool:
    room = os.statvfs(settings().data_dir)
    return room.f_bavail * room.f_frsize > LEAST_FREE


def _queue() -> bool:
    return queue.answers()
