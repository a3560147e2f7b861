"""The organisations for which the visitor records."""

from collections.abc import Sequence

from flask import abort, request

from app.models import Organisation
from app.web.access import current_visitor
from app.web.database import db


def own_organisations() -> Sequence[Organisation]:
    """The organisations in use for which the visitor records, by name."""
    return db.session.scalars(Organisation.with_unit(*current_visitor().organisations)).all()


def organisation_here() -> tuple[Organisation, Sequence[Organisation]]:
    """The organisation of the address (`?cua=` its code), or the first of the visitor's, and all of them; 404 for
    another."""
    every = own_organisations()
    code = request.values.get("cua")
    return next((each for each in every if code in (None, each.code)), None) or abort(404), every
