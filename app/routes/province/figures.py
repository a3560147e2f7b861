"""/tinh/so-lieu: the same figures, added up over the wards of a province; rows open in their ward alone."""

from collections.abc import Sequence

from app.models import AdministrativeUnit, Role
from app.routes.figures.query import FigureScope
from app.routes.figures.views import blueprint_of
from app.web.access import current_visitor
from app.web.database import db


def _wards() -> Sequence[AdministrativeUnit]:
    """Those that have ended, too: what they did in a past time is told of them."""
    provinces = current_visitor().units(Role.PROVINCE_OFFICER)
    return db.session.scalars(AdministrativeUnit.ever_of(provinces)).all()


# The officer of a province reads of its wards what their own officers see.
figures = blueprint_of(
    FigureScope(
        "province", (Role.PROVINCE_OFFICER,), _wards, "province/layout.html", lambda wards: (Role.OFFICER,), rows=False
    )
)
