"""How the office finds what an address names (only what belongs to a unit one works for is there), and the page of a
list of a unit."""

from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy import Select

from app.country.numbers import as_number
from app.models import AdministrativeUnit, Approval, ApprovalState, Certificate, Course, Lesson, Role
from app.models.kept_reading import read_once
from app.models.learning.certificate_lists import registered
from app.registers.lists import Listing
from app.registers.parts import RowList
from app.routes.list_pages import list_page
from app.routes.trail import nothing_begins
from app.web.access import current_visitor, one_or_404
from app.web.database import db

STAFF = (Role.OFFICER, Role.LEADER)


def unit_ids(*roles: Role) -> set[int]:
    """The units over which the visitor is officer or leader, or holds one of these roles."""
    return current_visitor().units(*(roles or STAFF))


def units(*roles: Role) -> list[AdministrativeUnit]:
    """The same, loaded once in a transaction, by code."""
    ids = frozenset(unit_ids(*roles))
    wanted = AdministrativeUnit.among(ids)
    return [*read_once(db.session(), ("units", ids), lambda: db.session.scalars(wanted).all())]


def unit_called(code: str | None, *roles: Role) -> AdministrativeUnit:
    """The unit with a code, or without one the first of the visitor's; a 404 for any other. Whoever writes names the
    roles that may: in one that has ended nobody does."""
    unit = next((each for each in units(*roles) if not code or each.code == code), None) or abort(404)
    if roles and unit.valid_to and request.method == "POST":
        nothing_begins(unit)
    return unit


def course_here(code: str, *roles: Role) -> Course:
    """The course of an address with its unit, place and lessons; a 404 for one of another unit."""
    return one_or_404(Lesson.course_opened(code, unit_ids(*roles)))


def is_officer(course: Course) -> bool:
    """Whether the visitor may change the course."""
    return course.unit_id in unit_ids(Role.OFFICER)


def is_leader(course: Course) -> bool:
    """Whether the visitor decides about the course's lists."""
    return course.unit_id in unit_ids(Role.LEADER)


def newest_list(course: Course) -> Select[Approval]:
    """The course's newest list, whatever became of it, with the people who submitted and decided."""
    return Approval.of(course.id).options(*Approval.people()).limit(1)


def approved_lists(course: Course) -> list[Approval]:
    """The course's approved lists: the first, then the further ones, with the people."""
    return list(db.session.scalars(Approval.approved_of(course.id).options(*Approval.people())))


def list_asked(course: Course) -> Approval | None:
    """The list that `?ds=` names by its number, before the leader or approved; without it the newest approved one,
    else the one before the leader."""
    number = request.args.get("ds", type=as_number)
    standing = Approval.of(course.id).where(Approval.state != ApprovalState.SENT_BACK).options(*Approval.people())
    if number is not None:
        return db.session.scalars(standing.where(Approval.number == number)).first()
    lists = db.session.scalars(standing).all()
    return next((one for one in lists if one.state == ApprovalState.APPROVED), lists[0] if lists else None)


def approved_list_asked(course: Course) -> Approval | None:
    """The approved list that `?ds=` names by its number; without it the newest."""
    asked = list_asked(course)
    return asked if asked is not None and asked.state == ApprovalState.APPROVED else None


def live_list(course: Course) -> Approval | None:
    """The course's newest list that is before the leader or approved, or None: where one is before the leader, it."""
    return db.session.scalars(newest_list(course).where(Approval.state != ApprovalState.SENT_BACK)).first()


def certificate_here(unit: str, year: int, number: int) -> tuple[AdministrativeUnit, Certificate]:
    """The certificate of an address with its unit; a 404 for one of another unit."""
    here = unit_called(unit)
    return here, one_or_404(registered(here.id, year).where(Certificate.number == number))


def unit_list(
    page: str, endpoint: str, unit: AdministrativeUnit, rows: RowList[Any], source: Select[Any], **context: Any
) -> Response:
    """The list at an endpoint, narrowed by what the address asks."""
    listing = Listing(rows, source, db.session(), unit.id, url_for(endpoint), request.args.to_dict())
    officer = unit.id in unit_ids(Role.OFFICER)
    return list_page(page, listing, unit=unit, units=units(), endpoint=endpoint, officer=officer, **context)
