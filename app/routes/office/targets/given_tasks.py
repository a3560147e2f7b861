"""/van-phong/viec-giao: a leader gives tasks, sees who has what by when, accepts what was reported or gives it back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session
from wtforms import HiddenField

from app.country import clock, names
from app.indicators.late import late_tasks
from app.models import Matter, Role
from app.models.base import count_of
from app.models.people.changing import Overtaken
from app.models.targets.given_tasks import given_in, last_owners, readers_of, ungiven_in
from app.models.targets.named_body import COOPERATING, LEAD, leads_of
from app.models.targets.task_owner import Owner, possible_owners
from app.registers.definitions.matters import MATTERS, MattersRegister, late_words, when_words
from app.registers.definitions.plans import PLAN_READERS
from app.registers.lists import Listing
from app.registers.programmes.findings import event_of
from app.routes.entries.task_owners import OwnerForm, given_words
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.registers.lists import index as index_of
from app.routes.registers.rows import AS_SEEN, BESIDE
from app.routes.tasks_seen import note_task, tasks_seen
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other


class GiveForm(OwnerForm):
    """Gives a task that there is, as it was read at `version`."""

    version = HiddenField()

    def offer(self, session: Session, task: Matter, today: date, words: str = "") -> None:
        """Fill the lists, with who answers typed words; what is chosen beforehand is the task's own."""
        named, last = _named(session, task), [] if words else last_owners(session, task.unit_id)
        self.offer_owners(possible_owners(session, task.unit_id, today), named, last, words)
        self.offer_days(task.due_on, today)
        if not self.is_submitted():
            self.owner.data = next((each.slug for each in named[:1] if each.slug in self.shown), "")
            self.due.data = next(iter(self.days))
            self.version.data = str(task.version)


def _named(session: Session, task: Matter) -> list[Owner]:
    """Who has the task, then the bodies that its plan names: those that lead, those that co-operate."""
    bodies = leads_of(session, [task.id], (LEAD, COOPERATING)).get(task.id, ())
    return [each for each in (task.owner, *(each.body for each in bodies)) if each]


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
    seen = tasks_seen()
    ungiven, given = ungiven_in(here).where(seen, *Matter.holding(words)), given_in(here).where(seen)
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
        return index_of(_as_seen(), row.public_id, 422, form=form)
    try:
        with immediate() as session:
            row = task_here(task) if task_here(task).is_seen_by_officers else abort(404)
            by, now, version = current_account(), clock.now(), form.version.data or ""
            changed = row.give(session, form.chosen, form.until, by=by, now=now, version=version)
            if changed:
                day = {"due_on": form.until.isoformat()} if form.until else {}
                note_task(session, "given", row, owner=form.chosen.trail_name, **day)
    except Overtaken:
        row = task_here(task)
        form.version.data = str(row.version)
        wrong = _("Có người vừa sửa việc này. Anh chị xem lại rồi giao lần nữa.")
        return index_of(_as_seen(), row.public_id, 409, form=form, wrong=wrong)
    flash(given_words(form.chosen, form.until), "good")
    leads = row.unit_id in unit_ids(Role.LEADER)
    return see_other(url_for("office.given_tasks.index" if leads else "office.matters.index"))


@given_tasks.post(f"{AT}/duyet")
@requires(Role.LEADER)
def accept(task: UUID) -> Answer:
    """Accept what was reported at the moment that the form names (`luc`)."""
    with immediate() as session:
        row = decided_here(task)
        row.accept(session, by=current_account(), now=clock.now(), seen=request.form.get("luc", ""))
        note_task(session, "accepted", row)
    flash(_("Đã duyệt: việc này xong."), "good")
    return see_other(url_for("office.given_tasks.index"))


def decided_here(task: UUID) -> Matter:
    """The same, if a leader decides about it."""
    wanted: Select[Matter] = Matter.called(str(task), unit_ids(Role.LEADER)).where(Matter.for_leaders())
    return one_or_404(wanted.options(*Matter.with_details()))


add_ending(given_tasks, f"{AT}/tra-lai", Matter, "decline", Role.LEADER, asks="edit", find=decided_here)
add_ending(given_tasks, f"{AT}/mo-lai", Matter, "revoke", Role.LEADER, name="revoke", find=decided_here)


def task_here(task: UUID, *roles: Role) -> Matter:
    """The task of an address with what its page says; a 404 for one of another unit, or that the visitor may not
    see."""
    wanted: Select[Matter] = Matter.called(str(task), unit_ids(*roles)).where(tasks_seen())
    return one_or_404(wanted.options(*Matter.with_details()))


def _as_seen(arguments: Mapping[str, Any] = MappingProxyType({})) -> MattersRegister:
    """The register of tasks for who looks; at the address of one with the form that this has."""
    seen, row = replace(MATTERS, seen=tasks_seen()), arguments.get("row")
    named = Matter.called(str(row), unit_ids(*PLAN_READERS)) if row else None
    return seen if named is None else seen.of_row(db.session.scalars(named).one_or_none())


def _beside(listing: Listing, row: Matter | None) -> Mapping[str, Any]:
    """Beside the list of tasks: at what is overdue how many places are to be reminded; of the open row what whoever
    looks may do with it."""
    session, today, context = db.session(), clock.today(), dict[str, Any]()
    if listing.query.filters.get("viec") == "qua-han":
        context["to_remind"] = len(
            {each.receiver for each in late_tasks(session, [listing.unit_id], today, tasks_seen())}
        )
    if row is None:
        return context
    form = GiveForm(formdata=None)
    form.offer(session, row, today, request.args.get("ai", "")[:100])
    readers = readers_of(session, row.owner, row.unit_id, today) if row.owner else []
    context |= {**standing(row), "form": form, "readers": readers, "late": late_words(row)}
    if row.site_id is None:
        return context
    if not row.is_for_leaders:
        context |= {"decides": False, "ending": None, "by_giver": row.waits}
    return context | {
        "register": _as_seen().of_row(row),
        "event": event_of(session, row),
        "gives": row.is_seen_by_officers,
    }


BESIDE[MATTERS.key], AS_SEEN[MATTERS.key] = _beside, _as_seen
