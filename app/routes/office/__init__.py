"""The office: what the ward's officer and leader do with courses, lists to approve and the register."""

from flask import Blueprint

from app.models.mixins.decided import DecisionRefused
from app.routes.office.approvals.deciding import stopped
from app.routes.office.desk.places import rail
from app.routes.office.desk.shown import is_dense, keys_wanted
from app.routes.office.movement.confirmations import may_confirm

room = Blueprint("office", __name__, url_prefix="/van-phong")

# Templates call these where they need them: a fragment has no frame, and asks nothing.
room.app_context_processor(
    lambda: {
        "rail": rail,
        "is_dense": is_dense,
        "keys_wanted": keys_wanted,
        "may_confirm": may_confirm,
    }
)
room.register_error_handler(DecisionRefused, stopped)
