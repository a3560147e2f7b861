"""What an officer does with one request for help at home: each a form of its own on the request's page."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import StopValidation

from app.country import clock
from app.models import Ambassador, Team
from app.models.helping.requests.assigning import CouldGo
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField

# What is noted most often after a call, as buttons.
USUAL_NOTES = (_l("Đã gọi, chưa nghe máy"), _l("Đã gọi, hẹn gọi lại"), _l("Đã gọi, đã rõ việc"))
LATEST = timedelta(days=90)


class AssignForm(FlaskForm):
    """Who goes there: an ambassador or a team, by public id."""

    to = SelectField(_l("Giao cho ai"), choices=[], validate_choice=False)

    def offer(self, group: str, near: Sequence[CouldGo], others: Sequence[CouldGo], teams: Sequence[CouldGo]) -> None:
        """Offer those of the group first."""
        self.offered = {each.who.public_id: each.who for each in (*near, *others, *teams)}
        lists = {
            _("Đại sứ số của %(group)s", group=group) if group else "": near,
            _("Đại sứ số khác trong phường") if near else _("Đại sứ số"): others,
            _("Đội"): teams,
        }
        drawn = {
            heading: [(each.who.public_id, _line(each, with_group=some is others)) for each in some]
            for heading, some in lists.items()
            if some
        }
        self.to.choices = {_("Chọn một dòng"): [("", _("Chưa chọn"))], **drawn}

    @property
    def chosen(self) -> Ambassador | Team:
        """Whom it is given to; only after validation."""
        return self.offered[self.to.data or ""]

    def validate_to(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data not in self.offered:
            raise StopValidation(_("Anh chị chọn một Đại sứ số hoặc một đội."))


class NoteForm(FlaskForm):
    """Something to know of it."""

    words = LineField(_l("Ghi chú"), longest=200, required=True)


class DueForm(FlaskForm):
    """Another day by which it is to be answered, and why."""

    due_on = DayField(_l("Hạn mới"), required=True)
    due_why = LineField(_l("Vì sao lùi"), longest=200, required=True)

    def validate_due_on(self, field: DayField) -> None:
        """A day to come that who asked can wait for."""
        if field.value and not clock.today() <= field.value <= clock.today() + LATEST:
            raise StopValidation(_("Anh chị chọn một ngày từ hôm nay đến 90 ngày tới."))


class DeclineForm(FlaskForm):
    """Why nobody is sent; who asked reads it."""

    why = LineField(_l("Lý do, người nhờ đọc được"), longest=200, required=True)


def _line(each: CouldGo, *, with_group: bool) -> str:
    """Their group tells two ambassadors of one name apart, and who lives near from who lives far off."""
    group = each.groups[0] if with_group and each.groups else None
    name = f"{each.name}, {group.short_name}" if group else each.name
    if not each.open_requests:
        return name
    return str(_("%(name)s, đang có %(count)s việc", name=name, count=each.open_requests))
