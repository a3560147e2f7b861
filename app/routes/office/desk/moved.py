"""Addresses of pages that went elsewhere, each with where its page is now: an old address answers 308 with its query.
What posts stays where it was, so that a page that was left open still presses."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for

from app.models import CourseTemplate, Role
from app.registers.definitions.plans import PLAN_READERS
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.routes.office.reminders.asked import of_tasks, report_asked
from app.routes.office.reminders.report_places import LIST, TO_REMIND
from app.routes.office.targets.given_tasks import task_here
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


def _late_papers() -> tuple[str, Mapping[str, Any]]:
    """Those to be reminded; of one paper, of some places and with `tat-ca` all of them."""
    every = {"che-do", "thang", "so", "noi"}.intersection(request.args) or request.args.get("xem") == "tat-ca"
    papers = LIST, {"viec": None, "xem": None if every else TO_REMIND, "nhac": 1}
    return ("office.reminders.tasks", {}) if of_tasks() else papers


def _senders(rule: UUID, han: str) -> tuple[str, Mapping[str, Any]]:
    """Who sends a report."""
    return LIST, {"che-do": report_asked(unit_ids(), str(rule), han)[0].public_id, "han": han}


def _task(task: UUID) -> tuple[str, Mapping[str, Any]]:
    """The panel of a task beside the list."""
    row = task_here(task, *PLAN_READERS)
    return "office.matters.index", {"xem": row.public_id, "phuong": row.unit.code}


MOVED = (
    Moved("templates", "/chuong-trinh", STAFF, lambda: ("office.course_templates.index", {})),
    Moved("new_template", "/chuong-trinh/moi", (Role.OFFICER,), lambda: ("office.course_templates.new", {})),
    Moved("template", "/chuong-trinh/<code>/sua", (Role.OFFICER,), _template),
    Moved("reminders", "/nhac", STAFF, _late_papers),
    Moved("senders", "/bao-cao/noi-gui/<uuid:rule>/<han>", STAFF, _senders),
    Moved("task", "/nhiem-vu/<uuid:task>", PLAN_READERS, _task),
    Moved("given_task", "/viec-giao/<uuid:task>", PLAN_READERS, _task),
    Moved("other_words", "/ho-tro/viec-khac", STAFF, lambda: ("office.help_overviews.show", {"_anchor": "viec-khac"})),
)


def moved_to(endpoint: str, there: Mapping[str, Any]) -> Response:
    """The answer of an address whose page is elsewhere, with the query that it was asked with."""
    asked: dict[str, Any] = {**request.args.to_dict(flat=False), **there}
    return make_response(redirect(url_for(endpoint, **asked), code=308))


def _leads(row: Moved) -> Callable[..., Response]:
    def lead(**values: Any) -> Response:
        return moved_to(*row.there(**values))

    lead.__name__ = row.name
    return lead


for each in MOVED:
    moved.add_url_rule(each.rule, each.name, requires(*each.roles)(_leads(each)))
