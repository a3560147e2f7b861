"""The teaching room: what an instructor does with a phone in a hall."""

from flask import Blueprint

from app.routes.teaching.closings import closings
from app.routes.teaching.lessons import lessons
from app.routes.teaching.marks import marks
from app.routes.teaching.rolls import rolls
from app.routes.teaching.sheets import sheets
from app.routes.teaching.walk_ins import walk_ins

room = Blueprint("teaching", __name__)
for noun in (lessons, rolls, marks, walk_ins, closings, sheets):
    room.register_blueprint(noun)
