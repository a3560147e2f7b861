"""/van-phong/viec-giao: a leader gives tasks, sees who has what by when, accepts what was reported or gives it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.country import clock, formats, names
from app.indicators.late import late_tasks
from app.models import Matter, Role
from app.models.base import count_of
from app.models.people.changing import Overtaken
from app.models.targets.given_tasks import given_in, readers_of, ungiven_in
from app.registers.definitions.matters import MATTERS, late_words, when_words
from app.registers.lists import Listing
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.targets.giving import GiveForm
from app.routes.registers.lists import index as index_of
from app.routes.registers.rows import BESIDE
from app.routes.trail import note_act
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

given_tasks = Blueprint("given_tasks", __name__)

AT = "/viec-giao/<uuid:task>"
# So many stand on the page: of what nobody has those that are due first, the rest is in the list of tasks.
UNGIVEN, GIVEN = 6, 30


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


@given_tasks.post(AT)
@requires(*STAFF)
def update(task: UUID) -> Answer:
    """Give it; 409 with what was chosen where somebody changed it meanwhile."""
    row, form = task_here(task), GiveForm()
    form.offer(db.session(), row, clock.today())
    if not form.validate():
        return index_of(MATTERS, row.public_id, 422, form=form)
    try:
        with immediate() as session:
            row = task_here(task)
            by, now, version = current_account(), clock.now(), form.version.data or ""
            changed = row.give(session, form.chosen, form.until, by=by, now=now, version=version)
            if changed:
                detail: dict[str, object] = {"name": row.name, "owner": form.chosen.trail_name}
                detail |= {"due_on": form.until.isoformat()} if form.until else {}
                note_act(session, "matter.given", row.unit_id, ("matter", row.public_id), detail)
    except Overtaken:
        row = task_here(task)
        form.version.data = str(row.version)
        wrong = _("Có người vừa sửa việc này. Anh chị xem lại rồi giao lần nữa.")
        return index_of(MATTERS, row.public_id, 409, form=form, wrong=wrong)
    until = _(", xong trước %(day)s", day=formats.date(form.until)) if form.until else ""
    flash(_("Đã giao cho %(owner)s%(until)s.", owner=form.chosen.name, until=until), "good")
    leads = row.unit_id in unit_ids(Role.LEADER)
    return see_other(url_for("office.given_tasks.index" if leads else "office.matters.index"))


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
    return one_or_404(wanted.options(*Matter.with_details()))


def _beside(listing: Listing, row: Matter | None) -> Mapping[str, Any]:
    """Beside the list of tasks: at what is overdue how many places are to be reminded; of the open row what whoever
    looks may do with it."""
    session, today, context = db.session(), clock.today(), {}
    if listing.query.filters.get("viec") == "qua-han":
        context["to_remind"] = len({each.receiver for each in late_tasks(session, [listing.unit_id], today)})
    if row is None:
        return context
    form = GiveForm(formdata=None)
    form.offer(session, row, today, request.args.get("ai", "")[:100])
    readers = readers_of(session, row.owner, row.unit_id, today) if row.owner else []
    return {**context, **standing(row), "form": form, "readers": readers, "late": late_words(row)}


BESIDE[MATTERS.key] = _beside
