"""Forms of the office about what people ask of what is kept of them."""

import uuid

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.names import identity_key
from app.models import AdministrativeUnit, DataRequest, Person
from app.models.trust.data_rights import Behalf, Right
from app.routes.second_presses import page_number
from app.web.forms.days import DayField
from app.web.forms.fields import BirthYearField, FullNameField, PhoneField
from app.web.forms.staff_fields import LineField
from app.web.words.personal_data import BEHALF, RIGHTS, SEEN, WAYS

LONGEST = 600
NOBODY = "khong-co"
# How somebody asks who does not use the page.
AT_THE_OFFICE = ("desk", "phone", "letter")


class LoggedForm(FlaskForm):
    """Somebody came, called or wrote: what the office notes for them."""

    kind = SelectField(_l("Người này xin gì"), choices=lambda: [(key, str(words)) for key, words in RIGHTS.items()])
    way = RadioField(
        _l("Hỏi bằng cách nào"), choices=lambda: [(key, str(WAYS[key])) for key in AT_THE_OFFICE], default="desk"
    )
    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    phone = PhoneField(staff=True)
    words = LineField(_l("Nói rõ thêm"), longest=LONGEST)
    submission = HiddenField()

    def begin(self) -> None:
        """Give the form its own number, by which a double press is one request."""
        self.submission.data = self.submission.data or str(uuid.uuid4())

    def asked(self, unit: AdministrativeUnit) -> DataRequest:
        """What was asked, not stored yet; only after validation."""
        who = identity_key(self.full_name.value), self.birth_year.value.year, self.phone.value or ""
        return DataRequest(
            submission=page_number(self.submission.data, self.kind.data, *who, self.words.value),
            unit=unit,
            kind=self.kind.data,
            full_name=self.full_name.value,
            birth_year=self.birth_year.value.year,
            phone=self.phone.value,
            words=self.words.value,
            way=self.way.data,
            asked_at=clock.now(),
        )


class SeenForm(FlaskForm):
    """How the office saw who asks, and who on file it is. No number of a paper has a place here."""

    how = RadioField(_l("Đã xem ai hỏi"), choices=lambda: [(key, str(words)) for key, words in SEEN.items()])
    person = RadioField(_l("Là ai trong sổ"), choices=list, validate_choice=False)
    behalf = RadioField(
        _l("Hỏi cho ai"),
        choices=lambda: [(key, str(words)) for key, words in BEHALF.items()],
        default=Behalf.SELF.value,
    )

    chosen: Person | None = None

    def validate_person(self, field: RadioField) -> None:
        """Somebody on file, or nobody."""
        if self.chosen is None and field.data != NOBODY:
            raise StopValidation(_("Anh chị chọn một người, hoặc “Không có trong sổ”."))


class GrantForm(FlaskForm):
    """The office agrees. `elsewhere` is until when copies are kept outside of the server, of an erasure."""

    answer = LineField(_l("Trả lời người hỏi"), longest=LONGEST)
    elsewhere = DayField(_l("Bản sao lưu chép sang USB, máy khác giữ đến hết ngày"))


class RefuseForm(FlaskForm):
    """The office does not agree: why, and by what law."""

    why = LineField(_l("Vì sao chưa làm theo được, người hỏi sẽ đọc"), longest=LONGEST, required=True)
    legal_ground = LineField(_l("Căn cứ"), longest=200, required=True)


class DoneForm(FlaskForm):
    """What was done of what had been granted."""

    done = LineField(_l("Đã làm gì, người hỏi sẽ đọc"), longest=LONGEST, required=True)


# Granted, these are done by the product at once; of the others somebody says that they did it.
BY_ITSELF = (Right.COPY, Right.ERASURE)
