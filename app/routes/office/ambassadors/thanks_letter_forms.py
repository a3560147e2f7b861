"""The forms of letters of thanks: for whom, of which period, with which words; why not."""

from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from app.country import clock
from app.models import AdministrativeUnit, Ambassador, Role
from app.routes.office.lookups import unit_called
from app.routes.registers.forms import TextField
from app.web.database import db
from app.web.forms.days import DayField
from app.web.forms.staff_fields import unprinted

# As many as fit below a long name.
LONGEST_WORDS = 400
# Who left is thanked within a year.
YEAR = 366


class ThanksField(TextField):
    """The words of thanks, one paragraph."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Lời cảm ơn"), longest=LONGEST_WORDS, required=True, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """A letter has its number before it is drawn: what could not be drawn must not get so far."""
        super().pre_validate(form)
        if signs := unprinted(self.value):
            raise StopValidation(
                _("Trên giấy không in được: %(signs)s Anh chị bỏ đi hoặc ghi bằng chữ.", signs=" ".join(signs))
            )


class WordsForm(FlaskForm):
    """Other words for a letter that waits. `version` is that of the letter as it was read."""

    version = HiddenField()
    words = ThanksField()


class ThanksForm(FlaskForm):
    """For whom, and what their letters say. What each one did is drawn from the records."""

    chosen = SelectMultipleField(_l("Cảm ơn ai"), choices=[], validate_choice=False)
    since = DayField(_l("Tính từ ngày"), past=True, required=True)
    until = DayField(_l("Đến hết ngày"), come=True, required=True)
    words = ThanksField()

    unit: AdministrativeUnit

    def begin(self, code: str | None, ticked: list[str]) -> None:
        """Fill a blank form: this year so far, the usual words."""
        self.offer(code)
        self.chosen.data = ticked
        self.since.show(date(clock.today().year, 1, 1))
        self.until.show(clock.today())
        self.words.data = _(
            "Đã tận tình cầm tay chỉ việc, giúp bà con dùng điện thoại và dịch vụ số an toàn, "
            "góp sức vào phong trào “Bình dân học vụ số”."
        )

    def offer(self, code: str | None) -> None:
        """Offer whoever serves, and whoever left within a year, by name."""
        self.unit = unit_called(code, Role.OFFICER)
        lately = clock.today().toordinal() - YEAR
        everybody = db.session.scalars(Ambassador.listed([self.unit.id])).all()
        self.people = {
            each.public_id: each for each in everybody if each.until is None or each.until.toordinal() >= lately
        }
        self.chosen.choices = [(key, f"{each.person.full_name}, {each.code}") for key, each in self.people.items()]

    @property
    def chosen_ids(self) -> list[int]:
        """The row ids of those chosen; only after validation."""
        return [self.people[key].id for key in self.chosen.data or []]

    @property
    def period(self) -> tuple[date, date]:
        """First and last day; only after validation."""
        assert self.since.value is not None
        assert self.until.value is not None
        return self.since.value, self.until.value

    def validate_chosen(self, field: SelectMultipleField) -> None:
        """At least one, of those offered."""
        field.data = [key for key in field.data or [] if key in self.people]
        if not field.data:
            raise ValidationError(_("Anh chị chọn ít nhất một người."))
        for key in field.data:
            about = self.people[key]
            if signs := unprinted(f"{about.person.full_name} {about.organisation}"):
                labels = {"name": about.person.full_name, "signs": " ".join(signs)}
                raise ValidationError(
                    _("Tên hoặc đơn vị của %(name)s có chữ không in được: %(signs)s Anh chị sửa trước.", **labels)
                )

    def validate_until(self, field: DayField) -> None:
        """Not before the first day."""
        if field.value and self.since.value and field.value < self.since.value:
            raise ValidationError(_("Ngày cuối đứng trước ngày đầu. Anh chị xem lại hai ngày."))
