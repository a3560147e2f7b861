"""/tinh: the province's room: its wards, and their figures added up."""

from flask import Blueprint, render_template

from app.models import AdministrativeUnit, Role
from app.routes.province.figures import figures
from app.routes.province.outside import outside
from app.routes.province.reports import reports
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

room = Blueprint("province", __name__, url_prefix="/tinh")
room.register_blueprint(figures)
room.register_blueprint(outside)
room.register_blueprint(reports)


@room.get("")
@requires(Role.PROVINCE_OFFICER)
def show() -> Answer:
    """The wards of the province that use the product, with their own pages; and what is still to come here."""
    provinces = current_visitor().units(Role.PROVINCE_OFFICER)
    wards = db.session.scalars(AdministrativeUnit.wards_of(provinces)).all()
    return render_template("province/show.html", wards=wards)
