"""/van-phong/lop/<code>/o-cua: the lines for whoever stands at the door, all of a class on one page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country.names import clean
from app.models import Course, Registration, ResidentialGroup, Role
from app.models.learning import door_list
from app.models.learning.door_list import LIMIT, DoorLineEdit
from app.models.learning.office_lists import LIVE_ONES
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other

door_lines = Blueprint("door_lines", __name__)

LINE, SEEN = "dong-", "cu-"
EVERYBODY = "moi-nguoi"


class DoorRow(NamedTuple):
    """One person on the page: what is in the field, what stood there, what is to be said of it."""

    seat: Registration
    text: str
    seen: str
    trouble: str = ""


@door_lines.route("/lop/<code>/o-cua", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(code: str) -> Answer:
    """Everybody of the class who is to come, each with their line; what was changed is written. A line that is too
    long, or that somebody else changed meanwhile, is shown again. Statements do not grow with them."""
    course = course_here(code, Role.OFFICER)
    if request.method != "POST":
        return _page(course)
    typed = _typed()
    fitting = {key: line for key, line in typed.items() if len(line.wanted) <= LIMIT}
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        written = door_list.write(session, course.id, fitting)
        if written.changed:
            note(session, "registration.door_lines", course, {"people": len(written.changed)})
    count = len(written.changed)
    if count:
        flash(_("Đã ghi lời dặn của %(count)s người.", count=count), "good")
    too_long = typed.keys() - fitting.keys()
    if written.overtaken or too_long:
        return _page(course, typed, written.overtaken, 409 if written.overtaken else 422)
    if not count:
        flash(_("Chưa có lời dặn nào đổi."))
    return see_other(url_for("office.door_lines.edit", code=code))


@door_lines.post("/lop/<code>/o-cua/dien")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Write one line for many: for those of a group, or for all, who have none yet."""
    course = course_here(code, Role.OFFICER)
    text, whose = clean(request.form.get("text", "")), request.form.get("group", "")
    groups = {str(group.id): group.id for group in _groups(_seats(course))}
    if not text or len(text) > LIMIT or (whose != EVERYBODY and whose not in groups):
        return _page(course, status=422, filling=text)
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        chosen = None if whose == EVERYBODY else [groups[whose]]
        count = door_list.fill(session, course.id, text, group_ids=chosen)
        if count:
            note(session, "registration.door_lines", course, {"people": count})
    if count:
        flash(_("Đã ghi lời dặn của %(count)s người.", count=count), "good")
    else:
        flash(_("Không có ai còn trống nên máy chưa ghi gì."))
    return see_other(url_for("office.door_lines.edit", code=code))


def _typed() -> dict[str, DoorLineEdit]:
    """The lines of the form, by the registration's id."""
    given = request.form
    keys = (name.removeprefix(LINE) for name in given if name.startswith(LINE))
    return {key: DoorLineEdit(clean(given[LINE + key]), clean(given.get(SEEN + key, ""))) for key in keys}


def _page(
    course: Course,
    typed: Mapping[str, DoorLineEdit] | None = None,
    overtaken: Mapping[str, str] | None = None,
    status: int = 200,
    filling: str | None = None,
) -> Answer:
    """The page as it stands; `typed` what was sent and is not stored, `overtaken` what others wrote meanwhile."""
    seats = _seats(course)
    rows = [_row(seat, (typed or {}).get(seat.public_id), overtaken or {}) for seat in seats]
    page = render_template(
        "office/door_lines/edit.html",
        course=course,
        rows=rows,
        wrong=[row for row in rows if row.trouble],
        groups=_groups(seats),
        empty=sum(1 for row in rows if not row.seen),
        limit=LIMIT,
        filling=filling,
    )
    return personal(make_response(page, status))


def _seats(course: Course) -> Sequence[Registration]:
    return db.session.scalars(Registration.by_name().where(Registration.course_id == course.id, LIVE_ONES)).all()


def _groups(seats: Iterable[Registration]) -> list[ResidentialGroup]:
    """The residential groups of those on the class, by code."""
    groups = {group.id: group for seat in seats if (group := seat.person.residential_group)}
    return sorted(groups.values(), key=lambda group: group.code)


def _row(seat: Registration, line: DoorLineEdit | None, overtaken: Mapping[str, str]) -> DoorRow:
    if line is None:
        return DoorRow(seat, seat.door_line, seat.door_line)
    if seat.public_id in overtaken:
        stands = overtaken[seat.public_id]
        message = _("Người khác vừa ghi: “%(stands)s”. Bấm Ghi lần nữa thì lấy dòng của anh chị.", stands=stands or "–")
        return DoorRow(seat, line.wanted, stands, str(message))
    if len(line.wanted) > LIMIT:
        message = _("Dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=LIMIT)
        return DoorRow(seat, line.wanted, seat.door_line, str(message))
    return DoorRow(seat, seat.door_line, seat.door_line)
