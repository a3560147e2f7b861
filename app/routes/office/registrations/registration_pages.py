"""What the page of one registration shows, whichever of its forms is open."""

from typing import Any

from app.country import clock
from app.models import Course, Registration, RegistrationEvent, RegistrationStep
from app.models.learning.leaving import place_in_queue
from app.models.learning.paper_name import offers
from app.models.learning.standing import learner_status
from app.registers.definitions.learners_list import state_words, way_words
from app.routes.office.lookups import is_officer
from app.routes.office.people.histories import STEPS
from app.routes.office.registrations.registration_forms import DoorLineForm, GuardianForm, RemovalForm
from app.web.database import db


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
