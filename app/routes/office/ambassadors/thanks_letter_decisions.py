"""What becomes of a letter of thanks: a leader who did not propose it approves or declines; later one may revoke."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import ambassador_orders, queue
from app.models import Account, Job, Role, ThanksLetter
from app.routes.jobs import give_a_moment
from app.routes.office.ambassadors.ambassadors_here import letter_here
from app.routes.office.ambassadors.thanks_letter_forms import ReasonForm, WordsForm
from app.routes.office.ambassadors.thanks_letters import LETTER, letter_page, note_letter
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, focus_first_error, see_other
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
        told = {"count": len(numbers), "first": numbers[0], "last": numbers[-1]}
        flash(_("Đã duyệt %(count)s thư cảm ơn, số %(first)s đến %(last)s.", **told), "good")
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


@thanks_letter_decisions.post(f"{LETTER}/tu-choi")
@requires(*STAFF)
def destroy(letter: UUID) -> Answer:
    """A leader does not approve, or who proposed it takes it back; with the reason."""

    def decline(session: Session, row: ThanksLetter, why: str) -> None:
        by, now = current_account(), clock.now()
        if row.unit_id in unit_ids(Role.LEADER) and row.proposed_by_id != by.id:
            row.decline(session, why, by=by, now=now)
            note_letter(row, "thanks_letter.declined", {"reason": why})
        else:
            row.withdraw(session, why, by=by, now=now)
            note_letter(row, "thanks_letter.withdrawn", {"reason": why})

    return _with_reason(letter, decline, _("Đã ghi. Thư này không cấp."))


@thanks_letter_decisions.post(f"{LETTER}/thu-hoi")
@requires(Role.LEADER)
@fresh_proof
def revoke(letter: UUID) -> Answer:
    """A leader revokes a numbered letter; its number stays in the register."""
    letter_here(letter, Role.LEADER)

    def take_back(session: Session, row: ThanksLetter, why: str) -> None:
        row.lock(session)
        row.revoke(why, now=clock.now())
        note_letter(row, "thanks_letter.revoked", {"reason": why})

    return _with_reason(letter, take_back, _("Đã thu hồi. Số của thư vẫn giữ trong sổ."))


def _approve(row: ThanksLetter, by: Account) -> int:
    """Number a letter and order its file; returns the job's id."""
    session = db.session()
    row.approve(session, by=by, now=clock.now())
    note_letter(row, "thanks_letter.approved")
    job = ambassador_orders.thanks_letter(session, row, by=by.id)
    return job.id


def _with_reason(letter: UUID, act: Callable[[Session, ThanksLetter, str], None], done: str) -> Response:
    form = ReasonForm()
    letter_here(letter)
    if not form.validate():
        focus_first_error(form)
        return letter_page(letter, WordsForm(formdata=None), form, 422)
    with immediate() as session:
        act(session, letter_here(letter), form.why.value)
    flash(done, "good")
    return see_other(url_for("office.thanks_letters.show", letter=letter))
