"""/van-phong/lop: the ward's classes as a table, one of them open beside it."""

from collections.abc import Mapping
from typing import Any

from flask import request

from app.country import clock
from app.models import Course, CourseTemplate, Role
from app.models.learning import office_lists, shelf
from app.models.learning.class_list import attendance_at
from app.models.learning.office_lists import Show, counted
from app.registers.listing import ListQuery, found
from app.routes.office.classes.declared import SHELVES, classes, filters, narrowed
from app.routes.office.classes.rows import ClassRow, load
from app.routes.office.courses.courses import courses
from app.routes.office.desk.shown import office_waits
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.web.access import one_or_404 as existing, requires
from app.web.database import db
from app.web.responses import Answer, part, part_asked

# The class list is a page of the courses' own blueprint.
__all__ = ["courses"]

PATH, PANEL = "/van-phong/lop", "xem"
# Addresses of before: `?xem=` named what is now a filter. No class is called so, codes are capitals.
FORMER = (*SHELVES, "chua-trinh")


@courses.get("/lop")
@requires(*STAFF)
def index() -> Answer:
    """Narrowed by `?tinh-trang=`, `?thang=`, `?noi=`, `?day=`, to what holds `?tim=`, or made from a template
    (`?theo=`); by `?sap=`, twenty-five a page; `?xem=` the code of the one beside it."""
    here, now, args = unit_ids(), clock.now(), _asked_today(request.args)
    table = classes(now, args.get("tinh-trang", ""))
    choices = filters(db.session(), here, now, office_waits()[1], args.get("tinh-trang", ""))
    asked = ListQuery.of(PATH, args, choices, table)
    wanted = part_asked(table.id, PANEL)
    officer = bool(unit_ids(Role.OFFICER))
    opened = {} if wanted == table.id else _opened(here, asked.row)
    if wanted == PANEL:
        return part("office/courses/_panel.html", asked=asked, officer=officer, **opened)
    template = _template_asked()
    fitting = narrowed(db.session(), here, asked, template.id if template else None)
    page = found(db.session(), table, office_lists.wanted(here, now, fitting), asked, load)
    if wanted:
        return part("office/courses/_list.html", table=table, asked=asked, choices=choices, found=page, officer=officer)
    return part(
        "office/courses/index.html",
        table=table,
        asked=asked,
        choices=choices,
        found=page,
        template=template,
        taught=shelf.taught_from(db.session(), template.unit_id).get(template.id, (0, 0)) if template else None,
        officer=officer,
        **opened,
    )


def _asked_today(args: Mapping[str, str]) -> dict[str, str]:
    """What the address asks for, in the words of today."""
    given = dict(args.items())
    if given.get("xem") in FORMER:
        given["tinh-trang"] = given.pop("xem")
    return given


def _template_asked() -> CourseTemplate | None:
    """The template of a unit (`?theo=`, `?phuong=`) whose courses are asked for; a 404 for one that it has not."""
    key = request.args.get("theo")
    return existing(CourseTemplate.called(unit_called(request.args.get("phuong")).id, key)) if key else None


def _opened(here: set[int], code: str) -> dict[str, Any]:
    """What the panel says of a class; nothing of one that is not there."""
    opened: ClassRow | None = None
    if code:
        ids = db.session.scalars(Course.in_units(here).where(Course.code == code).with_only_columns(Course.id)).all()
        opened = next(iter(load(db.session(), ids)), None)
    if opened is None:
        return {"opened": None}
    people = counted(db.session(), opened.course.id)
    came, listed = attendance_at(db.session(), [lesson.id for lesson in opened.course.lessons])
    return {
        "opened": opened,
        "counts": {show.value: people[show] for show in Show},
        "came": came,
        "listed": listed,
    }
