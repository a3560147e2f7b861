"""/van-phong/viec-giao: a leader gives tasks, sees who has what by when, accepts what was reported or gives it back."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import Select
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from app.country import clock, formats, names
from app.indicators.late import late_tasks
from app.models import Matter, Role
from app.models.base import count_of
from app.models.people.changing import Overtaken
from app.models.targets.given_tasks import given_in, last_owners, readers_of, ungiven_in
from app.models.targets.named_body import COOPERATING, LEAD, leads_of
from app.models.targets.task_owner import Owner, found_owners, possible_owners
from app.registers.definitions.matters import MATTERS, late_words, when_words
from app.registers.lists import Listing
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.registers.lists import index as index_of
from app.routes.registers.rows import BESIDE
from app.routes.trail import note_act
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.responses import Answer, see_other

# So many owners stand on the page itself; the others are searched.
LIKELY = 4
FRIDAY = 4


class GiveForm(FlaskForm):
    """Two presses: to whom, until when; a day that is typed wins."""

    owner = RadioField(_l("Giao cho"), validate_choice=False)
    due = RadioField(_l("Xong trước"), validate_choice=False)
    day = DayField(_l("Ngày khác"))
    version = HiddenField()

    def offer(self, session: Session, task: Matter, today: date, words: str = "") -> None:
        """Fill the lists, with who answers typed words; what is chosen beforehand is the task's own."""
        every = possible_owners(session, task.unit_id, today)
        self.owners = {each.slug: each for each in every}
        if other := request.form.get("other"):  # from a page of the release before
            self.owner.data = other
        named = _named(session, task)
        last = [] if words else last_owners(session, task.unit_id)
        likely = [each.slug for each in dict.fromkeys([*named, *last]) if each.slug in self.owners][:LIKELY]
        answers = [each.slug for each in found_owners(every, words)] if words else []
        typed = [self.owner.data] if self.owner.data in self.owners else []
        shown = dict.fromkeys([*answers, *typed] if words else [*likely, *typed])
        self.owner.choices = [(slug, self.owners[slug].label) for slug in shown]
        self.owner.id = "owner" if shown else "ai"  # the line that an error leads to
        self.days = {day.isoformat() if day else "": words for day, words in _days(task, today)}
        self.due.choices = list(self.days.items())
        if not self.is_submitted():
            self.owner.data = next((each.slug for each in named[:1] if each.slug in shown), "")
            self.due.data = next(iter(self.days))
            self.version.data = str(task.version)

    @property
    def chosen(self) -> Owner:
        """To whom; only after validation."""
        return self.owners[self.owner.data]

    @property
    def until(self) -> date | None:
        """Until when; only after validation."""
        return self.day.value or (date.fromisoformat(self.due.data) if self.due.data else None)

    def validate_owner(self, line: RadioField) -> None:
        """Somebody of the ward."""
        if line.data not in self.owners:
            raise ValidationError(_("Anh chị chọn người hoặc nơi nhận việc."))

    def validate_due(self, line: RadioField) -> None:
        """One of the days, unless another is typed."""
        if not (self.day.data or "").strip() and line.data not in self.days:
            raise ValidationError(_("Anh chị chọn ngày phải xong."))


def _named(session: Session, task: Matter) -> list[Owner]:
    """Who has the task, then the bodies that its plan names: those that lead, those that co-operate."""
    bodies = leads_of(session, [task.id], (LEAD, COOPERATING)).get(task.id, ())
    return [each for each in (task.owner, *(each.body for each in bodies)) if each]


def _days(task: Matter, today: date) -> Iterator[tuple[date | None, str]]:
    """The days to choose from: the task's own while it is to come, else the end of this month, of this week, the next
    month; none at all."""
    own = task.due_on if task.due_on and task.due_on >= today else None
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    month = _month_end(today)
    if own:
        yield own, str(_("%(day)s, như đã ghi", day=formats.date(own)))
    following = _month_end(month + timedelta(days=1))
    words = {
        month: _("Hết tháng này, %(day)s", day=formats.day_month(month)),
        friday: _("Thứ Sáu %(day)s", day=formats.day_month(friday)),
        following: _("Hết tháng sau, %(day)s", day=formats.day_month(following)),
    }
    yield from ((day, str(text)) for day, text in words.items() if day not in (own, today))
    yield None, str(_("Không đặt ngày"))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


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
