"""/d/<token>: self check-in by the code on the wall; /d: by its six letters; /d/phieu: one tap marks the people of a
ticket that was opened on this phone."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, codes
from app.models import CheckIn
from app.models.learning import self_mark
from app.models.learning.check_in import CheckInState
from app.routes.public.hall.lookups import (
    check_in_of,
    code_changed,
    in_the_hall,
    let_in,
    letters_of,
    not_now,
    too_often,
)
from app.routes.public.hall.passes import Pass, device_of_request, keep_device, tickets_of_request
from app.routes.public.hall.self_marks import mark, welcome
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.responses import Answer, see_other
from app.web.sign_in.limits import TOKENS

check_ins = Blueprint("check_ins", __name__)
check_ins.after_request(in_the_hall)


@check_ins.get("/d")
@public
def new() -> Answer:
    """The form for the six letters, for a phone that scans nothing; with wrong letters filled in again."""
    kept = form_redisplay.saved_form()
    if kept and kept.errors:
        return keep_device(_letters(kept.typed.get("letters", ""), kept.errors[0], 422))
    return keep_device(_letters())


@check_ins.post("/d")
@public
def create() -> Answer:
    """Admit whoever typed the letters that are on a wall now; others type again, 429 after too many guesses."""
    now, typed = clock.now(), request.form.get("letters", "")[:40]
    buckets = letters_of(device_of_request() or "unknown")
    if any(bucket.is_empty(db.session(), now) for bucket in buckets):
        return too_often()
    check_in = CheckIn.spelt(db.session(), typed, now)
    if check_in is None:
        with immediate() as session:
            for bucket in buckets:
                bucket.take(session, now)
        wrong = _("Không có mã này trên tường lúc này. Mã đổi mỗi phút, bác nhìn lại rồi gõ sáu chữ và số đang hiện.")
        again = url_for("public.check_ins.new", sua=1)
        return form_redisplay.answer(again, lambda: _letters(typed, wrong, 422), errors=[wrong])
    if (state := check_in.state(now)) is not CheckInState.OPEN:
        return not_now(check_in, state, now)
    return Pass.given(check_in, now).put_on(see_other(url_for("public.self_marks.new")))


def _letters(typed: str = "", wrong: str = "", status: int = 200) -> Response:
    page = render_template("public/check_ins/new.html", typed=typed, wrong=wrong, ward=only_ward())
    return make_response(page, status)


@check_ins.get("/d/<token>")
@public
def show(token: str) -> Answer:
    """Admit whoever scanned the wall. A code that has just changed admits those who are in already, for ten minutes."""
    now = clock.now()
    scanned = CheckIn.scanned(db.session(), token, now)
    if scanned is not None and scanned.check_in.state(now) is CheckInState.OVER:
        return not_now(scanned.check_in, CheckInState.OVER, now)
    if scanned is None or not scanned.fresh:
        carried = Pass.carried()
        check_in = check_in_of(carried)
        if carried and check_in and carried.counts(now) and check_in.state(now) is CheckInState.OPEN:
            return welcome(check_in, carried)
        if scanned is None:  # a code that was on a wall lately is no guess
            TOKENS.check()
            with immediate() as session:
                TOKENS.note_wrong(session)
        return code_changed()
    check_in = scanned.check_in
    if (state := check_in.state(now)) is not CheckInState.OPEN:
        return not_now(check_in, state, now)
    carried = Pass.given(check_in, now)
    return carried.put_on(welcome(check_in, carried))


# The value of the button for all of them, instead of one registration's id.
EVERYBODY = "ca-nha"


@check_ins.post("/d/phieu")
@public
def mark_family() -> Answer:
    """Mark one person of a ticket, or all who have a seat; whoever is present already stays so."""
    check_in, carried = let_in()
    check_in_id, token = check_in.id, codes.read_code(request.form.get("ticket", ""))
    family = self_mark.holding(db.session(), check_in.lesson, [token] if token in tickets_of_request() else [])
    who = request.form.get("registration")
    meant = [each for each in family if who in (EVERYBODY, each.public_id)]
    if not meant:  # given up or moved since the page was opened
        return see_other(url_for("public.self_marks.new", ten=1))
    return mark(check_in_id, carried, meant)
