"""The teaching room: an instructor's pages for a phone in a hall."""

from flask import Blueprint

from app.routes.teaching.closings import closings
from app.routes.teaching.corrections import corrections
from app.routes.teaching.door_helpers import door_helpers
from app.routes.teaching.hall_requests import hall_requests
from app.routes.teaching.held_rolls import held_rolls
from app.routes.teaching.lessons import lessons
from app.routes.teaching.marks import marks
from app.routes.teaching.photos import photos
from app.routes.teaching.results import results
from app.routes.teaching.rolls import rolls
from app.routes.teaching.scan.scans import scans
from app.routes.teaching.sheets import sheets
from app.routes.teaching.signed_sheets import signed_sheets
from app.routes.teaching.states import states
from app.routes.teaching.walk_ins import walk_ins
from app.routes.teaching.wall.check_in_sheets import check_in_sheets
from app.routes.teaching.wall.check_ins import check_ins
from app.routes.teaching.wall.wall_states import wall_states
from app.routes.teaching.wall.walls import walls

room = Blueprint("teaching", __name__)
for noun in (
    lessons,
    rolls,
    marks,
    corrections,
    walk_ins,
    hall_requests,
    closings,
    results,
    photos,
    sheets,
    signed_sheets,
    scans,
    states,
    held_rolls,
    door_helpers,
    check_ins,
    check_in_sheets,
    walls,
    wall_states,
):
    room.register_blueprint(noun)
