"""The part of a form that gives a task: two presses, to whom and until when; others are searched, another day typed."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import ValidationError

from app.country import formats
from app.models.targets.task_owner import Owner, found_owners
from app.web.forms.days import DayField

# So many owners stand on the page itself; the others are searched.
LIKELY = 4
FRIDAY = 4


class OwnerForm(FlaskForm):
    """To whom, until when; a day that is typed wins."""

    owner = RadioField(_l("Giao cho"), validate_choice=False)
    due = RadioField(_l("Xong trước"), validate_choice=False)
    day = DayField(_l("Ngày khác"))

    def offer_owners(self, every: Sequence[Owner], named: Sequence[Owner], last: Sequence[Owner], words: str) -> None:
        """Fill in the owners: those `named`, to whom one gave `last`, and who answers typed words."""
        self.owners = {each.slug: each for each in every}
        if other := request.form.get("other"):  # from a page of the release before
            self.owner.data = other
        likely = [each.slug for each in dict.fromkeys([*named, *last]) if each.slug in self.owners][:LIKELY]
        answers = [each.slug for each in found_owners(every, words)] if words else []
        typed = [self.owner.data] if self.owner.data in self.owners else []
        shown = dict.fromkeys([*answers, *typed] if words else [*likely, *typed])
        self.owner.choices = [(slug, self.owners[slug].label) for slug in shown]
        self.shown = [*shown]
        self.owner.id = "owner" if shown else "ai"  # the line that an error leads to

    def offer_days(self, own: date | None, today: date) -> None:
        """Fill in the days: the task's own while it is to come, then those that are near."""
        self.days = {day.isoformat() if day else "": words for day, words in _days(own, today)}
        self.due.choices = list(self.days.items())

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


def given_words(owner: Owner, until: date | None) -> str:
    """That it was given, to whom and until when."""
    day = _(", xong trước %(day)s", day=formats.date(until)) if until else ""
    return str(_("Đã giao cho %(owner)s%(until)s.", owner=owner.name, until=day))


def _days(due_on: date | None, today: date) -> Iterator[tuple[date | None, str]]:
    """The days to choose from: the task's own while it is to come, else the end of this month, of this week, the next
    month; none at all."""
    own = due_on if due_on and due_on >= today else None
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
