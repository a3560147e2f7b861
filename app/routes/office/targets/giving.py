"""The form by which a leader gives a task: to whom, those that the plan names first, and until when."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from app.country import formats
from app.models import Matter
from app.models.targets.given_tasks import last_owners
from app.models.targets.named_body import COOPERATING, LEAD, leads_of
from app.models.targets.task_owner import Owner, possible_owners
from app.web.forms.days import DayField

# So many owners stand on the page itself; the others are in a list.
LIKELY = 4
KINDS = {
    "account": _l("Người"),
    "organisation": _l("Cơ quan, đơn vị"),
    "team": _l("Tổ, đội"),
    "residential_group": _l("Tổ dân phố, thôn"),
}
FRIDAY = 4


class GiveForm(FlaskForm):
    """Two presses: to whom, until when; what is chosen in the lists below wins."""

    owner = RadioField(_l("Giao cho"), validate_choice=False)
    other = SelectField(_l("Người, nơi khác"), validate_choice=False)
    due = RadioField(_l("Xong trước"), validate_choice=False)
    day = DayField(_l("Ngày khác"))
    version = HiddenField()

    def offer(self, session: Session, task: Matter, today: date) -> None:
        """Fill the lists; what is chosen beforehand is the task's own."""
        every = possible_owners(session, task.unit_id, today)
        self.owners = {each.slug: each for each in every}
        named = _named(session, task)
        likely = dict.fromkeys([*named, *last_owners(session, task.unit_id)])
        likely_here = [each for each in likely if each.slug in self.owners][:LIKELY]
        self.owner.choices = [(each.slug, each.name) for each in likely_here]
        by_kind = {str(words): [each for each in every if each.kind == kind] for kind, words in KINDS.items()}
        groups = {kind: [(each.slug, each.name) for each in rows] for kind, rows in by_kind.items() if rows}
        self.other.choices = {"": [("", _("Chọn trong danh sách"))], **groups}
        self.days = {day.isoformat() if day else "": words for day, words in _days(task, today)}
        self.due.choices = list(self.days.items())
        if not self.is_submitted():
            self.owner.data = next((each.slug for each in likely_here if each in named[:1]), "")
            self.due.data = next(iter(self.days))
            self.version.data = str(task.version)

    @property
    def chosen(self) -> Owner:
        """To whom; only after validation."""
        return self.owners[self.other.data or self.owner.data]

    @property
    def until(self) -> date | None:
        """Until when; only after validation."""
        return self.day.value or (date.fromisoformat(self.due.data) if self.due.data else None)

    def validate_owner(self, line: RadioField) -> None:
        """Somebody of the ward."""
        if line.choices:
            self._is_chosen()

    def validate_other(self, line: SelectField) -> None:
        """The same where nobody is likely, and the list is all there is."""
        if not self.owner.choices:
            self._is_chosen()

    def _is_chosen(self) -> None:
        if (self.other.data or self.owner.data) not in self.owners:
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
