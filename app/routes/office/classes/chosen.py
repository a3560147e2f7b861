"""/van-phong/lop/da-chon: what is done with chosen classes: their sheets, a reminder for their groups, a workbook."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import orders, queue
from app.models import Course, Job, MessageText, Role
from app.routes.jobs import job_here
from app.routes.office.classes.declared import classes, in_workbook
from app.routes.office.classes.rows import ClassRow, load
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_ids
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, see_other
from app.web.words import messages
from app.web.words.messages import OCCASIONS, Moment

chosen_classes = Blueprint("chosen_classes", __name__)

# No page of the list holds more.
MOST = 25


@chosen_classes.post("/lop/da-chon")
@requires(Role.OFFICER)
def create() -> Answer:
    """What was pressed, for the classes that were ticked; back to the list where none was."""
    codes = request.form.getlist("lop")[:MOST]
    if not codes:
        flash(_("Anh chị chọn lớp trước đã: đánh dấu ở đầu dòng."), "warn")
        return see_other(url_for("office.courses.index"))
    if request.form.get("v") == "in":
        return _print(codes)
    named = "office.chosen_classes.show" if request.form.get("v") == "xlsx" else "office.chosen_classes.remind"
    return see_other(url_for(named, lop=codes))


@chosen_classes.get("/lop/da-chon.xlsx")
@requires(Role.OFFICER)
def show() -> Response:
    """The rows as a workbook, in the columns of the list."""
    table, rows = classes(clock.now()), _rows(request.args.getlist("lop"))
    name = f"lop-hoc_{clock.today().isoformat()}"
    heading = [str(column.label) for column in table.columns]
    return list_file(name, heading, (in_workbook(table, row) for row in rows), title=_("Lớp học"), xlsx=True)


@chosen_classes.get("/lop/loi-nhac")
@requires(Role.OFFICER)
def remind() -> Answer:
    """The text for the group of each class about its next lesson, with how many it reaches; those without one apart."""
    rows = _rows(request.args.getlist("lop"))
    ahead = [row for row in rows if row.next is not None]
    bodies = {unit_id: _body(unit_id) for unit_id in {row.course.unit_id for row in ahead}}
    texts = [
        (row, messages.compose(bodies[row.course.unit_id], messages.to_group(row.course, row.next))) for row in ahead
    ]
    return render_template(
        "office/courses/remind.html",
        texts=texts,
        heads=sum(row.course.seated for row in ahead),
        without=[row.course.code for row in rows if row.next is None],
    )


@chosen_classes.get("/lop/danh-sach-ky")
@requires(Role.OFFICER)
def sheets() -> Answer:
    """The sign-in sheets that were asked for, each with how far it is."""
    jobs = [job_here(asked) for asked in request.args.getlist("viec", type=UUID)[:MOST]]
    going = any(not job.is_over for job in jobs)
    return page_or_fragment("office/courses/sheets.html", "office/courses/_sheets.html", jobs=jobs, going=going)


def _body(unit_id: int) -> str:
    """How a ward words a reminder."""
    own = db.session.scalars(MessageText.called(unit_id, Moment.TOMORROW)).first()
    return own.body if own else str(OCCASIONS[Moment.TOMORROW].body)


def _rows(codes: list[str]) -> list[ClassRow]:
    """The classes of some codes, as far as they are the visitor's, in the order of the codes."""
    wanted = Course.in_units(unit_ids(Role.OFFICER)).where(Course.code.in_(codes[:MOST]))
    ids = dict(db.session.execute(wanted.order_by(None).with_only_columns(Course.code, Course.id)).all())
    return load(db.session(), [ids[code] for code in dict.fromkeys(codes) if code in ids])


def _print(codes: list[str]) -> Answer:
    """A sheet of the next lesson of each class, or of its last one; a class without lessons has none."""
    jobs: list[Job] = []
    with immediate() as session:
        for row in _rows(codes):
            lesson = row.next or (row.course.live_lessons[-1] if row.course.live_lessons else None)
            if lesson is not None:
                jobs.append(orders.sign_in_sheet(session, lesson, marked=False, by=current_visitor().account_id))
    queue.enqueue_all(jobs)
    if not jobs:
        flash(_("Các lớp đã chọn chưa có buổi học nào để in."), "warn")
        return see_other(url_for("office.courses.index"))
    return see_other(url_for("office.chosen_classes.sheets", viec=[job.public_id for job in jobs]))
