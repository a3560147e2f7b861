"""Addresses of pages that went elsewhere, each with where its page is now: an old address answers 308 with its query.
What posts stays where it was, so that a page that was left open still presses."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, make_response, redirect, request, url_for

from app.models import CourseTemplate, Role
from app.routes.office.lookups import STAFF, unit_called
from app.web.access import found, requires

moved = Blueprint("moved", __name__)


class Moved(NamedTuple):
    """An old address with a name; the roles of the page where it is now; from the values of the address the endpoint
    and the values of that page."""

    name: str
    rule: str
    roles: tuple[Role, ...]
    there: Callable[..., tuple[str, Mapping[str, Any]]]


def _template(code: str) -> tuple[str, Mapping[str, Any]]:
    """The row of a template that its address called by its code."""
    unit = unit_called(request.args.get("phuong"))
    return "office.course_templates.edit", {"row": found(CourseTemplate.called(unit.id, code)).id}


MOVED = (
    Moved("templates", "/chuong-trinh", STAFF, lambda: ("office.course_templates.index", {})),
    Moved("new_template", "/chuong-trinh/moi", (Role.OFFICER,), lambda: ("office.course_templates.new", {})),
    Moved("template", "/chuong-trinh/<code>/sua", (Role.OFFICER,), _template),
)


def _leads(row: Moved) -> Callable[..., Response]:
    def lead(**values: Any) -> Response:
        endpoint, there = row.there(**values)
        asked: dict[str, Any] = {**request.args.to_dict(flat=False), **there}
        return make_response(redirect(url_for(endpoint, **asked), code=308))

    lead.__name__ = row.name
    return lead


for each in MOVED:
    moved.add_url_rule(each.rule, each.name, requires(*each.roles)(_leads(each)))
