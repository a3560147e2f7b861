"""What the forms of a course offer to choose from: the ward's places, those who teach in it, its residential groups."""

from app.country import clock
from app.models import AdministrativeUnit, Place, ResidentialGroup, RoleGrant
from app.routes.office.courses.course_form import CourseForm
from app.web.database import db


def offer_choices(form: CourseForm, unit: AdministrativeUnit) -> None:
    """Offer a form what the unit has today; three statements."""
    form.offer(
        db.session.scalars(Place.of(unit.id)).all(),
        db.session.scalars(RoleGrant.instructors_in([unit.id], clock.today())).all(),
        db.session.scalars(ResidentialGroup.of(unit.id)).all(),
    )
