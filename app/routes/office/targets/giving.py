"""The form by which a leader gives a task: to whom, those that the plan names first, and until when."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from app.country import formats
from app.models import Matter
from app.models.targets.given_tasks import last_owners
from app.models.targets.named_body import COOPERATING, LEAD, leads_of
from app.models.targets.task_owner import Owner, found_owners, possible_owners
from app.web.forms.days import DayField

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
