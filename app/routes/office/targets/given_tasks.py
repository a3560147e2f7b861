"""/van-phong/viec-giao: a leader gives tasks, sees who has what by when, accepts what was reported or gives it back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.country import clock, formats, names
from app.models import Matter, Role
from app.models.base import count_of
from app.models.people.changing import Overtaken
from app.models.targets.given_tasks import given_in, readers_of, ungiven_in
from app.registers.definitions.matters import late_words, when_words
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.targets.giving import GiveForm
from app.routes.trail import note_act
from app.web.access import current_account, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

given_tasks = Blueprint("given_tasks", __name__)

AT = "/viec-giao/<uuid:task>"
# So many stand on the page: of what nobody has those that are due first, the rest is in the list of tasks.
UNGIVEN, GIVEN = 6, 30
SHOW = "office/given_tasks/show.html"


@given_tasks.get("/viec-giao")
@requires(Role.LEADER)
def index() -> Answer:
    """What waits to be accepted, what nobody has (or what `?tim=` finds of it), what somebody has by day. The same
    number of statements however many tasks there are."""
    session, here, today = db.session(), unit_ids(Role.LEADER), clock.today()
    words = names.clean(request.args.get("tim", "")[:100])
    ungiven, given = ungiven_in(here).where(*Matter.holding(words)), given_in(here)
    rows = session.scalars(given.limit(GIVEN)).all()
    return render_template(
        "office/given_tasks/index.html",
        waiting=session.scalars(Matter.waiting_in(here)).all(),
        ungiven=session.scalars(ungiven.limit(UNGIVEN)).all(),
        ungiven_count=session.scalar(count_of(ungiven)),
        given=rows,
        given_count=session.scalar(count_of(given)) if len(rows) == GIVEN else len(rows),
        late=session.scalar(count_of(given.where(Matter.late(today)))),
        query=words,
        when_words=when_words,
        late_words=late_words,
    )


@given_tasks.get(AT)
@requires(*STAFF)
def show(task: UUID) -> Answer:
    """One task: what the plan says, who has it, what they reported; a leader gives, accepts or gives back."""
    row, form = task_here(task), GiveForm(formdata=None)
    form.offer(db.session(), row, clock.today(), request.args.get("ai", "")[:100])
    return render_template(SHOW, **_context(row, form))


@given_tasks.post(AT)
@requires(Role.LEADER)
def update(task: UUID) -> Answer:
    """Give it; 409 with what was chosen where somebody changed it meanwhile."""
    row, form = task_here(task, Role.LEADER), GiveForm()
    form.offer(db.session(), row, clock.today())
    if not form.validate():
        return refuse(SHOW, **_context(row, form))
    try:
        with immediate() as session:
            row = task_here(task, Role.LEADER)
            by, now, version = current_account(), clock.now(), form.version.data or ""
            changed = row.give(session, form.chosen, form.until, by=by, now=now, version=version)
            if changed:
                detail: dict[str, object] = {"name": row.name, "owner": form.chosen.trail_name}
                detail |= {"due_on": form.until.isoformat()} if form.until else {}
                note_act(session, "matter.given", row.unit_id, ("matter", row.public_id), detail)
    except Overtaken:
        row = task_here(task, Role.LEADER)
        form.version.data = str(row.version)
        wrong = _("Có người vừa sửa việc này. Anh chị xem lại rồi giao lần nữa.")
        return refuse(SHOW, status=409, **_context(row, form), wrong=wrong)
    until = _(", xong trước %(day)s", day=formats.date(form.until)) if form.until else ""
    flash(_("Đã giao cho %(owner)s%(until)s.", owner=form.chosen.name, until=until), "good")
    return see_other(url_for("office.given_tasks.index"))


@given_tasks.post(f"{AT}/duyet")
@requires(Role.LEADER)
def accept(task: UUID) -> Answer:
    """Accept what was reported at the moment that the form names (`luc`)."""
    with immediate() as session:
        row = task_here(task, Role.LEADER)
        row.accept(session, by=current_account(), now=clock.now(), seen=request.form.get("luc", ""))
        note_act(session, "matter.accepted", row.unit_id, ("matter", row.public_id), {"name": row.name})
    flash(_("Đã duyệt: việc này xong."), "good")
    return see_other(url_for("office.given_tasks.index"))


add_ending(given_tasks, f"{AT}/tra-lai", Matter, "decline", Role.LEADER, asks="edit")
add_ending(given_tasks, f"{AT}/mo-lai", Matter, "revoke", Role.LEADER, name="revoke")


def task_here(task: UUID, *roles: Role) -> Matter:
    """The task of an address with what its page says; a 404 for one of another unit."""
    wanted: Select[Matter] = Matter.called(str(task), unit_ids(*roles))
    return found(wanted.options(*Matter.with_details()))


def _context(row: Matter, form: GiveForm) -> dict[str, Any]:
    readers = readers_of(db.session(), row.owner, row.unit_id, clock.today()) if row.owner else []
    return {
        **standing(row),
        "task": row,
        "form": form,
        "readers": readers,
        "late": late_words(row),
        "at": url_for("office.given_tasks.show", task=row.public_id),
    }
