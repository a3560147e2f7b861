"""…/may/thoi: somebody states by name that a phone with a lesson's roll will send nothing any more."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.models import OfflineRoll
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, result_address
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

held_rolls = Blueprint("held_rolls", __name__)


@held_rolls.post(f"{LESSON}/may/thoi")
@requires(*KEEPERS)
def destroy(code: str, number: int) -> Answer:
    """Stop waiting for the phone. A second press finds it done; what the phone still sends counts all the same."""
    wanted = request.form.get("held", type=as_number)
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        offline_roll = session.scalars(OfflineRoll.of(lesson.id).where(OfflineRoll.id == wanted)).one_or_none()
        if offline_roll is None:
            abort(404)
        if offline_roll.give_up(by_id=current_visitor().account_id, now=clock.now()):
            whose = offline_roll.phone.account
            note(
                session,
                "roll.given_up",
                lesson,
                of=whose.full_name,
                on=offline_roll.phone.kind,
                device_id=offline_roll.phone.device,
            )
    flash(_("Không chờ máy này nữa. Nếu máy còn gửi, những gì ghi trước khi đóng buổi vẫn được tính."))
    return see_other(result_address(lesson_here(code, number)))
