"""/dang-nhap/ma/hoi and /mo-khoa/hoi: what a script (passkey.js) has the device answer, halfway in and on a sign-in."""

from flask import Blueprint, Response, jsonify, make_response
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HalfSignIn, SignIn
from app.web.access import public, visit_here
from app.web.database import immediate
from app.web.kept_forms import PROGRAM, not_kept
from app.web.responses import Answer
from app.web.sign_in import passkeys, second_steps as steps

challenges = Blueprint("challenges", __name__)


@challenges.post("/dang-nhap/ma/hoi")
@not_kept(PROGRAM)
@public
def new() -> Answer:
    """The question at the door."""
    with immediate() as session:
        return _question(session, steps.half_here(session))


@challenges.post("/mo-khoa/hoi")
@not_kept(PROGRAM)
@public
def create() -> Answer:
    """The question on a sign-in, locked or not: to unlock it, or for a fresh proof."""
    visit = visit_here()
    with immediate() as session:
        return _question(session, session.get(SignIn, visit.sign_in_id) if visit else None)


def _question(session: Session, asked: HalfSignIn | SignIn | None) -> Response:
    """The question as JSON; 410 where nobody is there any more who could be asked."""
    question = passkeys.question(session, asked.account_id, asked, clock.now()) if asked else None
    return make_response(jsonify(question), 200 if question else 410)
