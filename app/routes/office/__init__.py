"""The office: what the ward's officer and leader do with courses, lists to approve and the register."""

from flask import Blueprint

from app.routes.office.approvals import approvals
from app.routes.office.certificates import certificates
from app.routes.office.closures import closures
from app.routes.office.courses import courses
from app.routes.office.decisions import decisions
from app.routes.office.lessons import lessons
from app.routes.office.posters import posters
from app.routes.office.publications import publications
from app.routes.office.registers import registers
from app.routes.office.registrations import registrations
from app.routes.office.sheets import sheets
from app.routes.office.today import today

room = Blueprint("office", __name__, url_prefix="/van-phong")

for resource in (
    today,
    courses,
    lessons,
    publications,
    closures,
    posters,
    registrations,
    sheets,
    approvals,
    decisions,
    certificates,
    registers,
):
    room.register_blueprint(resource)
