"""/d/phieu: one tap marks the people of a ticket that was opened on this phone."""

from flask import Blueprint, request, url_for

from app.country import codes
from app.models.learning import self_mark
from app.routes.public.hall.lookups import in_the_hall, let_in
from app.routes.public.hall.passes import tickets_of_request
from app.routes.public.hall.self_marks import mark
from app.web.access import public
from app.web.database import db
from app.web.responses import Answer, see_other

family_marks = Blueprint("family_marks", __name__)
family_marks.after_request(in_the_hall)

# The value of the button for all of them, instead of one registration's id.
EVERYBODY = "ca-nha"


@family_marks.post("/d/phieu")
@public
def create() -> Answer:
    """Mark one person of a ticket, or all who have a seat; whoever is present already stays so."""
    check_in, carried = let_in()
    check_in_id, token = check_in.id, codes.read_code(request.form.get("ticket", ""))
    family = self_mark.holding(db.session(), check_in.lesson, [token] if token in tickets_of_request() else [])
    who = request.form.get("registration")
    meant = [each for each in family if who in (EVERYBODY, each.public_id)]
    if not meant:  # given up or moved since the page was opened
        return see_other(url_for("public.self_marks.new", ten=1))
    return mark(check_in_id, carried, meant)
