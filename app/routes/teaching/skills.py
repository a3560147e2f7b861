"""…/lam-duoc: who of those who came can do what the class asks about, one skill at a time: all by one press, then
without whoever cannot. Whoever was not asked yet stands first."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField

from app.country import clock
from app.models import CourseSkill, Lesson, Roll, SkillMark
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.skill_mark import Decided, SkillWord, is_open, newest_press, standing_words
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, roll_address, saved_of
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, see_other

skills = Blueprint("skills", __name__)

EVERYBODY = "all"
UNASKED = Status.UNMARKED


class SkillForm(FlaskForm):
    """The button that was pressed: "1:p3f", "0:p3f", "1:all"; the key of the skill; or the press to take back."""

    word = StringField()
    skill = StringField()
    undoes = StringField()


@skills.route(f"{LESSON}/lam-duoc", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """Those who came, and who of them can do one skill; `?viec=` which. A press says so, or takes one back; 409 once
    the class is decided."""
    form = SkillForm()
    if not form.validate_on_submit():
        return _page(lesson_here(code, number))
    try:
        with immediate() as session:
            _keep(session, lesson_locked(session, code, number), form)
    except Decided:
        return _page(lesson_here(code, number), 409)
    return see_other(url_for("teaching.skills.show", code=code, number=number, viec=form.skill.data))


def _keep(session: Session, lesson: Lesson, form: SkillForm) -> None:
    """Keep a press, or take one back, and note it."""
    press: dict[str, Any] = {"uuid": str(uuid.uuid4()), "by_id": current_visitor().account_id, "at": clock.now()}
    if form.undoes.data:
        note(
            session, "skill.taken_back", lesson, people=SkillMark.take_back(session, lesson, form.undoes.data, **press)
        )
        return
    asked = one_or_404(CourseSkill.called(lesson.course_id, form.skill.data or ""))
    word, _colon, key = (form.word.data or "").partition(":")
    count = SkillMark.say(session, lesson, asked, _whom(lesson, key), can=word == "1", **press)
    note(session, "skill.said", lesson, skill=asked.skill.label, people=count, can=word == "1")


def _page(lesson: Lesson, status: int = 200) -> Answer:
    session = db.session()
    asked = {each.skill.key: each.skill for each in session.scalars(CourseSkill.of(lesson.course_id))}
    shown = asked.get(request.values.get("viec") or request.form.get("skill", "")) or next(iter(asked.values()), None)
    words, rows = standing_words(session, lesson.course), Roll.of(session, lesson).rows
    of = {row.key: words.get(row.person_id, {}) for row in rows}
    stands = {key: _status(each.get(shown.key)) if shown else UNASKED for key, each in of.items()}
    came = [row.key for row in rows if row.status in CAME]
    page = render_template(
        "teaching/skills/show.html",
        lesson=lesson,
        asked=asked.values(),
        shown=shown,
        rows=sorted(rows, key=lambda row: stands[row.key] != UNASKED),
        came=came,
        words=of,
        stands=stands,
        sums={
            "can": sum(stands[key] == Status.PRESENT for key in came),
            "asked": sum(stands[key] != UNASKED for key in came),
            "came": len(came),
        },
        newest=newest_press(session, lesson.id, shown.key) if shown else None,
        is_open=is_open(session, lesson, clock.now()),
        address=roll_address(lesson),
        drawn_at=current_visitor().drawn,
    )
    return saved_of(lesson, page, status)


def _status(word: SkillWord | None) -> str:
    """How a row looks, as on the roll: they can, they cannot, or were not asked."""
    return UNASKED if word is None else Status.PRESENT if word.can else Status.ABSENT


def _whom(lesson: Lesson, key: str) -> list[int]:
    """The seats of everybody who came, or of one learner."""
    if key == EVERYBODY:
        return [row.registration_id for row in Roll.of(db.session(), lesson).rows if row.status in CAME]
    return list(Roll.find(db.session(), lesson.course_id, [key.lower()]).values())
