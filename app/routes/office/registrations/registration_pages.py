"""What the page of one registration shows, and its forms, whichever is open."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from app.country import clock
from app.country.names import clean
from app.models import Course, Registration, RegistrationEvent, RegistrationStep
from app.models.learning.door_list import LIMIT
from app.models.learning.leaving import place_in_queue
from app.models.learning.paper_name import offers
from app.models.learning.standing import learner_status
from app.registers.definitions.learners_list import state_words, way_words
from app.routes.office.lookups import is_officer
from app.routes.office.people.histories import STEPS
from app.web.database import db
from app.web.forms.fields import FullNameField

REASON_LENGTH = 200


class DoorLineForm(FlaskForm):
    """One fact for whoever stands at the door; `seen` is what stood there when the page was opened."""

    door_line = StringField(_l("Dặn người ở cửa"), filters=[lambda text: clean(text or "")])
    seen = HiddenField()

    def validate_door_line(self, field: StringField) -> None:
        """Short enough for a phone's screen."""
        Length(max=LIMIT, message=_("Dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=LIMIT))(self, field)


class GuardianForm(FlaskForm):
    """Who registers a child under 16, and agrees for them."""

    guardian = FullNameField(_l("Cha mẹ hoặc người giám hộ"), staff=True)


class RemovalForm(FlaskForm):
    """Why somebody is taken off; they are told."""

    reason = StringField(_l("Lý do, người học sẽ đọc được"), filters=[lambda text: clean(text or "")])

    def validate_reason(self, field: StringField) -> None:
        """Said, and short."""
        DataRequired(_("Anh chị ghi lý do, ví dụ: đăng ký nhầm lớp."))(self, field)
        text = _("Lý do dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=REASON_LENGTH)
        Length(max=REASON_LENGTH, message=text)(self, field)


class MoveForm(FlaskForm):
    """The class in which somebody goes on."""

    to = RadioField(_l("Chuyển sang lớp"), choices=list, validate_choice=False)


def page_of(course: Course, seat: Registration, **given: Any) -> dict[str, Any]:
    """The context of office/registrations/show.html and of the panel beside the list; `given` holds a form that was
    sent, and what to say of it."""
    door_form = given.pop("door_form", None)
    if door_form is None:
        door_form = DoorLineForm(formdata=None)
        door_form.door_line.data = door_form.seen.data = seat.door_line
    steps = list(db.session.scalars(RegistrationStep.of(seat.id)))
    return {
        "course": course,
        "seat": seat,
        "person": seat.person,
        "offers": offers([seat]),
        "place": place_in_queue(db.session(), seat),
        "progress": learner_status(db.session(), seat),
        "officer": is_officer(course),
        "door_form": door_form,
        "guardian_form": given.pop("guardian_form", None) or GuardianForm(formdata=None),
        "child": seat.person.is_child(clock.today()),
        "removal_form": given.pop("removal_form", None) or RemovalForm(formdata=None),
        "steps": steps,
        "step_words": STEPS,
        "went_to": next((step.detail for step in steps if step.step == RegistrationEvent.MOVED_AWAY), ""),
        "state_words": state_words,
        "way_words": way_words,
        "too_late": False,
        "overtaken": None,
        **given,
    }
