"""The form to ask for a copy, for erasure, or for another right under the law."""

import uuid

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from app.country import clock, names
from app.models import AdministrativeUnit, DataRequest, Registration
from app.models.trust.data_rights import WANTS_WORDS
from app.web.forms.fields import BirthYearField, FullNameField, PhoneField
from app.web.words.data_requests import HINTS, RIGHTS

LONGEST = 600
_SUBMISSIONS = uuid.UUID("4b4d3a6e-3c0b-4f0c-9a3e-8c7b6c2b0a15")


class RightForm(FlaskForm):
    """The request; from a ticket the rest is known."""

    kind = RadioField(
        _l("Bác muốn gì?"), choices=lambda: [(key, str(words)) for key, words in RIGHTS.items()], validate_choice=False
    )
    words = TextAreaField(_l("Bác nói rõ thêm"))
    submission = HiddenField()

    @property
    def hints(self) -> dict[str, str]:
        """One sentence for each right."""
        return {key: str(words) for key, words in HINTS.items()}

    def begin(self) -> None:
        """Give the form its submission number, by which a double press is one request."""
        self.submission.data = self.submission.data or str(uuid.uuid4())

    def validate_kind(self, field: RadioField) -> None:
        """Require one of the rights."""
        if field.data not in RIGHTS:
            raise ValidationError(_("Bác chọn một việc."))

    def validate_words(self, field: TextAreaField) -> None:
        """Require a few sentences where the right needs them."""
        field.data = names.clean(field.data or "")
        if len(field.data) > LONGEST:
            raise ValidationError(_("Dài quá %(most)s chữ. Bác ghi gọn lại, hoặc gọi phường.", most=LONGEST))
        if not field.data and self.kind.data in WANTS_WORDS:
            raise ValidationError(_("Bác ghi rõ để phường biết làm gì."))

    def one_press(self, *whose: object) -> str:
        """The idempotency key of a press; with other words it is another request."""
        key_parts = (self.submission.data or str(uuid.uuid4()), self.kind.data, *whose, self.words.data or "")
        return str(uuid.uuid5(_SUBMISSIONS, "\n".join(map(str, key_parts))))

    def asked_from(self, registration: Registration, *, phone: str | None) -> DataRequest:
        """The request from a ticket for one of its people, not stored yet; only after validation."""
        person = registration.person
        return DataRequest(
            submission=self.one_press(registration.public_id),
            unit=registration.course.unit,
            kind=self.kind.data,
            full_name=person.full_name,
            birth_year=person.birth_year,
            phone=phone,
            words=self.words.data or "",
            way="ticket",
            asked_at=clock.now(),
            registration_id=registration.id,
        )


class DataRequestForm(RightForm):
    """The request of somebody without a ticket, with their name."""

    full_name = FullNameField(_l("Họ và tên của bác"))
    birth_year = BirthYearField()
    phone = PhoneField()

    def asked(self, session: Session, ward_id: int) -> DataRequest:
        """The request, not stored yet; only after validation."""
        name, birth = self.full_name.value, self.birth_year.value
        return DataRequest(
            submission=self.one_press(ward_id, names.identity_key(name), birth.year, self.phone.value or ""),
            unit=session.get_one(AdministrativeUnit, ward_id),
            kind=self.kind.data,
            full_name=name,
            birth_year=birth.year,
            phone=self.phone.value,
            words=self.words.data or "",
            way="page",
            asked_at=clock.now(),
        )
