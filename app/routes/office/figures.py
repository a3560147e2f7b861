"""/van-phong/so-lieu: the figures of a ward; each opens its rows."""

from collections.abc import Collection, Sequence

from app.models import AdministrativeUnit
from app.routes.figures.query import FigureScope
from app.routes.figures.views import blueprint_of
from app.routes.office.lookups import STAFF, units
from app.web.access import current_visitor


def _reads_as(wards: Sequence[AdministrativeUnit]) -> Collection[str]:
    return current_visitor().roles_in(*(ward.id for ward in wards))


figures = blueprint_of(FigureScope("office", STAFF, units, "office/layout.html", _reads_as))
