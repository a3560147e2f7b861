"""…/nguoi/<key>/sua: corrects one person's mark at a closed lesson, with the reason; nobody else's changes."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Lesson, Roll
from app.models.learning.lesson_terms import ReopenedTooLate
from app.models.learning.mark_correction import NothingToCorrect, correct
from app.models.learning.unearned import unearned_on
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    form_device,
    is_officer_of,
    lesson_here,
    lesson_locked,
    note,
    result_address,
    roll_address,
)
from app.routes.teaching.marks import CorrectionForm, meant_by, person_page
from app.routes.teaching.results import STATUS_WORDS
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

corrections = Blueprint("corrections", __name__)


@corrections.post(f"{LESSON}/nguoi/<key>/sua")
@requires(*KEEPERS)
def create(code: str, number: int, key: str) -> Answer:
    """Store the correction and go to the result; whoever may no longer correct is told who may."""
    form = CorrectionForm()
    lesson = lesson_here(code, number)
    meant = meant_by(db.session(), lesson, key)
    if meant.public_id:  # the page showed what stood for the one that was merged
        message = _("Hai dòng của người này đã gộp làm một nên máy chưa sửa. Anh chị xem dòng gộp này rồi sửa.")
        return person_page(lesson, meant.public_id, form, trouble=message)
    registration_id = meant.registration_id
    if not form.validate():
        return person_page(lesson, key, form)
    status, reason = form.status.data, form.reason.data or ""
    roll_key = next(
        (row.key for row in Roll.of(db.session(), lesson, just=key).rows if row.registration_id == registration_id), key
    )
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            before = correct(
                session,
                lesson,
                registration_id,
                status,
                reason=reason,
                officer=is_officer_of(lesson),
                by_id=current_visitor().account_id,
                device=form_device(),
                now=clock.now(),
            )
            note(
                session, "attendance.corrected", lesson, registration=roll_key, status=status, was=before, reason=reason
            )
            _tell_of_certificate(session, lesson, registration_id)
    except NothingToCorrect:
        return see_other(roll_address(lesson_here(code, number), vua=key))
    except ReopenedTooLate:
        message = _("Buổi đóng từ hôm trước, anh chị nhờ cán bộ phụ trách của phường sửa.")
        return person_page(lesson_here(code, number), key, trouble=message)
    flash(_("Đã sửa: %(status)s.", status=str(STATUS_WORDS[status]).lower()))
    return see_other(result_address(lesson_here(code, number)))


def _tell_of_certificate(session: Session, lesson: Lesson, registration_id: int) -> None:
    """That the person's certificate is no longer earned, and who is asked."""
    for each in unearned_on(session, lesson.course_id).values():
        if each.is_of(registration_id):
            message = _(
                "Giấy số %(number)s đã cấp nhưng không còn đủ số buổi. Lãnh đạo được hỏi giữ hay thu hồi.",
                number=each.certificate.register_number,
            )
            flash(message, "warn")
