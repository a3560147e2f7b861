"""The form of an appointment: who (where they are not on file yet), where they help, by which decision, how trained."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from app.country import clock, formats
from app.models import Ambassador, AmbassadorOffer, Person, ResidentialGroup, Training
from app.models.helping.ambassadors.ambassador import Terms
from app.web.forms.days import DayField
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, PhoneField
from app.web.forms.staff_fields import LineField, one_of
from app.web.forms.versioned import VersionedForm
from app.web.words.ambassadors import TRAINING

# A decision may name a day to come, not one that nobody remembers.
AHEAD = timedelta(days=92)


class TermsForm(VersionedForm):
    """What an appointment says."""

    helps_in = SelectField(_l("Phụ trách"), choices=[], validate_choice=False, default="", validators=[one_of])
    household_cluster = LineField(_l("Nhóm liên gia"), longest=120)
    organisation = LineField(_l("Đơn vị giới thiệu"), longest=120)
    since = DayField(_l("Làm Đại sứ số từ ngày"), required=True)
    decision_no = LineField(_l("Số quyết định"), longest=60)
    decision_on = DayField(_l("Ngày quyết định"), come=True)
    training = RadioField(
        _l("Tập huấn"),
        choices=lambda: [(key.value, str(TRAINING[key])) for key in Training],
        default=Training.NONE.value,
    )
    trained_on = DayField(_l("Tập huấn ngày"), come=True)
    ai_trained_on = DayField(_l("Tập huấn AI ngày"), come=True)

    def offer(self, groups: Sequence[ResidentialGroup], ward: str, *first: tuple[str, str]) -> None:
        """Offer the groups of the ward, and the whole of it ("phường"), behind `first`: keys with their words."""
        self.groups = {group.code: group for group in groups}
        self.helps_in.choices = [
            *first,
            ("", _("Cả %(ward)s", ward=ward)),
            *((group.code, group.choice_name) for group in groups),
        ]

    def show(self, ambassador: Ambassador) -> None:
        """Fill the form from an appointment."""
        self.version.data = str(ambassador.version)
        self.helps_in.data = ambassador.residential_group.code if ambassador.residential_group else ""
        for name in ("household_cluster", "organisation", "decision_no", "training"):
            self[name].data = getattr(ambassador, name)
        for field in (self.since, self.decision_on, self.trained_on, self.ai_trained_on):
            field.show(getattr(ambassador, field.short_name))

    @property
    def terms(self) -> Terms:
        """What is said of the appointment; only after validation."""
        chosen = self.groups.get(self.helps_in.data or "")
        return Terms(
            since=self.since.value or clock.today(),
            residential_group_id=chosen.id if chosen else None,
            household_cluster=self.household_cluster.value,
            organisation=self.organisation.value,
            decision_no=self.decision_no.value,
            decision_on=self.decision_on.value,
            training=self.training.data,
            trained_on=self.trained_on.value,
            ai_trained_on=self.ai_trained_on.value,
        )

    def validate_household_cluster(self, field: LineField) -> None:
        """Of the group in which they help."""
        if field.value and self.helps_in.data not in self.groups:
            raise ValidationError(_("Anh chị chọn nơi phụ trách có nhóm liên gia này, hoặc để trống."))

    def validate_since(self, field: DayField) -> None:
        """Not far ahead."""
        if field.value and field.value > clock.today() + AHEAD:
            raise ValidationError(_("Ngày này còn xa quá ba tháng. Anh chị xem lại."))

    def validate_trained_on(self, field: DayField) -> None:
        """Of a training that there was."""
        if field.value and self.training.data == Training.NONE:
            raise ValidationError(_("Anh chị chọn mức tập huấn, hoặc để trống ngày này."))


class AppointForm(TermsForm):
    """An appointment of somebody on file."""

    def begin(self, before: Ambassador | None, person: Person | None) -> None:
        """Fill a blank form: today, where the person lives, what the appointment before said."""
        if before is not None:
            self.show(before)
            self.decision_no.data = self.decision_on.data = ""
        elif person is not None and person.residential_group and not person.residential_group.valid_to:
            self.helps_in.data = person.residential_group.code
        self.since.show(clock.today())


class NewPersonForm(AppointForm):
    """An appointment of somebody who is not on file yet, or who offered themselves."""

    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(_l("Năm sinh, hoặc ngày sinh"), staff=True)
    lives_in = GroupField(_l("Nơi ở"), staff=True)
    phone = PhoneField(staff=True)

    def begin_with(self, offer: AmbassadorOffer) -> None:
        """Fill a blank form with what somebody offered."""
        self.begin(None, None)
        self.full_name.data, self.birth_year.data = offer.full_name, str(offer.birth_year)
        self.phone.data = formats.phone(offer.phone)
        self.organisation.data = offer.organisation
        code = offer.residential_group.code if offer.residential_group else None
        self.lives_in.data = code or "khac"
        self.helps_in.data = code or ""

    def person(self, **unit: Any) -> Person:
        """Who was typed, not stored yet; only after validation. `unit` and `residential_group` are the caller's."""
        birth = self.birth_year.value
        return Person(
            full_name=self.full_name.value,
            birth_year=birth.year,
            birth_date=birth.date,
            phone=self.phone.value,
            created_at=clock.now(),
            **unit,
        )
