"""The page of a list of a unit of the office: office/list.html with the unit's chips."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select

from app.models import AdministrativeUnit, Role
from app.registers.lists import Listing
from app.registers.parts import RowList
from app.routes.list_pages import list_page
from app.routes.office.lookups import unit_ids, units
from app.web.database import db


def unit_list(
    page: str, endpoint: str, unit: AdministrativeUnit, rows: RowList[Any], source: Select[Any], **context: Any
) -> Response:
    """The list at an endpoint, narrowed by what the address asks."""
    listing = Listing(rows, source, db.session(), unit.id, url_for(endpoint), request.args.to_dict())
    officer = unit.id in unit_ids(Role.OFFICER)
    return list_page(page, listing, unit=unit, units=units(), endpoint=endpoint, officer=officer, **context)
