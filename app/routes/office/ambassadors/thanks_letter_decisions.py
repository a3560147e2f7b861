"""What becomes of a letter of thanks: a leader who did not propose it approves or declines; later one may revoke."""

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import ambassador_orders, queue
from app.models import Account, Job, Role, ThanksLetter
from app.routes.jobs import give_a_moment
from app.routes.office.ambassadors.ambassadors_here import letter_here
from app.routes.office.ambassadors.thanks_letters import LETTER, note_letter
from app.routes.office.approvals.deciding import add_ending
from app.routes.office.lookups import STAFF, unit_called
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import fresh_proof

thanks_letter_decisions = Blueprint("thanks_letter_decisions", __name__)


@thanks_letter_decisions.post("/thu-cam-on/duyet")
@requires(Role.LEADER)
@fresh_proof
def create() -> Answer:
    """Approve all that the list showed (`thu`, with commas) but one's own proposals, in the order of proposing."""
    unit = unit_called(request.args.get("phuong"), Role.LEADER)
    wanted, code = set(request.form.get("thu", "").split(",")), unit.code
    jobs, numbers = [], []
    with immediate() as session:
        by = current_account()
        for letter in session.scalars(ThanksLetter.waiting_in([unit.id])).all():
            if letter.public_id in wanted and letter.proposed_by_id != by.id:
                jobs.append(_approve(letter, by))
                numbers.append(letter.register_number)
    for job in jobs:
        queue.enqueue(job)
    if numbers:
        labels = {"count": len(numbers), "first": numbers[0], "last": numbers[-1]}
        flash(_("Đã duyệt %(count)s thư cảm ơn, số %(first)s đến %(last)s.", **labels), "good")
    else:
        flash(_("Chưa duyệt thư nào: anh chị chọn thư do người khác đề nghị."), "warn")
    return see_other(url_for("office.thanks_letters.index", phuong=code))


@thanks_letter_decisions.post(f"{LETTER}/duyet")
@requires(Role.LEADER)
@fresh_proof
def update(letter: UUID) -> Answer:
    """Approve one: number and the order to draw stand or fall together. The drawing starts after the commit."""
    with immediate():
        row = letter_here(letter, Role.LEADER)
        job_id = _approve(row, current_account())
        number = row.register_number
    queue.enqueue(job_id)
    give_a_moment(db.session.get_one(Job, job_id))
    flash(_("Đã duyệt thư cảm ơn số %(number)s.", number=number), "good")
    return see_other(url_for("office.thanks_letters.show", letter=letter))


def _approve(row: ThanksLetter, by: Account) -> int:
    """Number a letter and order its file; returns the job's id."""
    session = db.session()
    row.approve(session, by=by, now=clock.now())
    note_letter(row, "thanks_letter.approved")
    job = ambassador_orders.thanks_letter(session, row, by=by.id)
    return job.id


add_ending(thanks_letter_decisions, f"{LETTER}/tu-choi", ThanksLetter, "decline withdraw", *STAFF)
add_ending(thanks_letter_decisions, f"{LETTER}/thu-hoi", ThanksLetter, "revoke", Role.LEADER, name="revoke", proof=True)
