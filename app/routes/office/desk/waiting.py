"""What waits for the visitor's office, read once a request: the rail, "Hôm nay" and the lists show the same."""

from flask import g, request

from app.country import clock
from app.indicators.inbox import Waits, waits_in
from app.indicators.owed import how_many_owe
from app.models import AdministrativeUnit, Role
from app.routes.office.lookups import STAFF, unit_ids, units
from app.web.access import current_visitor
from app.web.database import db


def visitors_roles() -> frozenset[Role]:
    """Of the roles of an office those that the visitor holds."""
    return frozenset(current_visitor().roles) & set(STAFF)


def office_waits() -> tuple[AdministrativeUnit | None, Waits]:
    """The visitor's first unit, and what waits in all of them; one statement."""
    if "office_waits" not in g:
        g.office_waits = waits_in(db.session(), unit_ids(), clock.now())
    made: tuple[AdministrativeUnit | None, Waits] = g.office_waits
    return made


def owing() -> int:
    """How many places owe the unit that the page is of, or all of the visitor's, something overdue."""
    if "owing" not in g:
        code = request.args.get("phuong")
        ids = {unit.id for unit in units() if unit.code == code} if code else unit_ids()
        note_owing(how_many_owe(db.session(), ids, clock.today(), unit_ids(Role.OFFICER)))
    count: int = g.owing
    return count


def note_owing(count: int) -> None:
    """Say how many they are where a page has read them."""
    g.owing = count
