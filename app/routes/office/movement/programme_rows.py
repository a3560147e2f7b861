"""/van-phong/phong-trao/<id>/so: the book of a programme, a register like any other."""

from typing import Any

from flask import abort

from app.registers.programmes.register import ProgrammeRegister, register_of
from app.registers.register import OFFICER, STAFF
from app.routes.office.movement.programmes import programme_here
from app.routes.registers.views import addresses_below
from app.web.database import db


def _called(arguments: dict[str, Any]) -> ProgrammeRegister:
    programme = programme_here(arguments.pop("programme"))
    return register_of(db.session(), programme) or abort(404)


programme_rows = addresses_below(
    "/phong-trao/<int:programme>/so", "uuid", "bo", "programme_rows", _called, (STAFF, OFFICER)
)
