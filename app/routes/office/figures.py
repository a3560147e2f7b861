"""/van-phong/so-lieu: the figures of a ward; each opens its rows."""

from app.routes.figures.query import Room
from app.routes.figures.views import blueprint_of
from app.routes.office.lookups import STAFF, units

figures = blueprint_of(Room("office", STAFF, units, "office/layout.html"))
