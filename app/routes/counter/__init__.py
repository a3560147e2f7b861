"""The counter: staff at the desk, ambassadors and heads of residential groups do for others what these cannot do."""

from flask import Blueprint, url_for

from app.models import Role
from app.routes.counter.lookups import STAFF, headed_group
from app.routes.counter.more import tabs_of
from app.web.access import signed_in

room = Blueprint("counter", __name__, url_prefix="/quay")


@room.context_processor
def _whose_room() -> dict[str, object]:
    """What the head of the page calls the room (the group's name for its head, the counter for everybody else), where
    it leads, and its tabs."""
    visitor = signed_in()
    elsewhere = visitor is not None and Role.UNIT in visitor.roles and not visitor.roles & set(STAFF)
    home = url_for("unit.starts.show") if elsewhere else "/quay"
    return {"headed": headed_group(), "room_tabs": tabs_of(visitor) if visitor else [], "room_home": home}
