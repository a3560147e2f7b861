"""What a leader does with a list for recognition: gives the plates with their numbers, leaves a row out with words, or
sends all of it back."""

from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock, formats
from app.jobs import dry_run_orders, queue, recognition_orders
from app.models import JobState, Plate, Recognition, Role
from app.models.mixins.issued import NumbersTaken
from app.registers.programmes.words import given_words
from app.routes.jobs import give_a_moment
from app.routes.office.approvals.certificate_trials import not_drawn, tried_of
from app.routes.office.approvals.deciding import ReasonField, add_ending, refused_with
from app.routes.office.lookups import STAFF
from app.routes.office.movement.recognitions import LIST, answer_page, list_here, note, page_context
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other
from app.web.sign_in.proof import fresh_proof

recognition_decisions = Blueprint("recognition_decisions", __name__)


class LeftOutForm(FlaskForm):
    """Why a row is left out."""

    why = ReasonField(_l("Vì sao bỏ ra"))


@recognition_decisions.get(f"{LIST}/cap-so")
@requires(Role.LEADER)
def new(recognition: UUID) -> Answer:
    """The last look before numbers are given: which ones, what cannot be undone, who signs. Writes nothing."""
    row = list_here(recognition, Role.LEADER)
    if not page_context(row)["may_approve"]:
        return see_other(url_for("office.recognitions.show", recognition=recognition))
    return answer_page(row, 200, numbers=row.forecast(db.session(), now=clock.now()), others=False)


@recognition_decisions.post(f"{LIST}/duyet")
@requires(Role.LEADER)
@fresh_proof
def create(recognition: UUID) -> Answer:
    """Approve: decision, numbers and the order to draw stand or fall together. Only the numbers that were on the last
    look (`so`) are given, and only to plates that were tried."""
    dry_run = tried_of(lambda: list_here(recognition, Role.LEADER))
    if dry_run is not None and dry_run.state != JobState.DONE:
        return refused_with(list_here(recognition, Role.LEADER), not_drawn(dry_run))
    try:
        with immediate() as session:
            row, now = list_here(recognition, Role.LEADER), clock.now()
            row.take(session, current_account())
            papers = [row.words(each, now) for each in row.plates(session)]
            made = row.approve(session, by=current_account(), now=now, seen=request.form.get("so", ""))
            dry_run_orders.see_drawn(session, row, papers)
            job = recognition_orders.paper(session, row, "plates", by=current_account().id)
            numbers = [made[0].register_number, made[-1].register_number]
            note(session, "recognition.approved", row, count=len(made), numbers=numbers)
    except (NumbersTaken, dry_run_orders.NotDrawn):
        db.session.rollback()
        row = list_here(recognition, Role.LEADER)
        seen = bool(request.form.get("so"))
        return answer_page(row, 409, numbers=row.forecast(db.session(), now=clock.now()), others=seen)
    give_a_moment(job)
    given = given_words(row.asked_by.declared).given
    placeholders = {"given": given, "count": len(made), "numbers": formats.span(*numbers)}
    flash(_("%(given)s %(count)s, số %(numbers)s.", **placeholders))
    return see_other(url_for("office.recognitions.show", recognition=recognition))


@recognition_decisions.route(f"{LIST}/dong/<uuid:plate>", methods=["GET", "POST"])
@requires(Role.LEADER)
def edit(recognition: UUID, plate: UUID) -> Answer:
    """Leave it out, with words; with `lay-lai` it is on the list again."""
    row, one = _row(recognition, plate)
    form, again = LeftOutForm(), "lay-lai" in request.form
    if not again and not form.validate_on_submit():
        return form_page("office/recognitions/left_out.html", form, row=row, one=one)
    why = "" if again else form.why.value
    with immediate() as session:
        row = list_here(recognition, Role.LEADER)
        if row.except_row(session, str(plate), by=current_account(), why=why) is None:
            abort(404)
        act = "recognition.row_taken_back" if again else "recognition.row_declined"
        note(session, act, row, reason=why)
        left = row.plates(session)
        job = dry_run_orders.order_dry_run(session, row, by=current_account().id).id if left else None
    if job:
        queue.enqueue(job)
    return see_other(url_for("office.recognitions.show", recognition=recognition))


def _row(recognition: UUID, plate: UUID) -> tuple[Recognition, Plate]:
    row = list_here(recognition, Role.LEADER)
    return row, one_or_404(Plate.of(row.id).where(Plate.public_id == str(plate)))


add_ending(
    recognition_decisions, f"{LIST}/tra-lai", Recognition, "decline withdraw", *STAFF,
    find=list_here,
)  # fmt: skip
