"""/quay/kem-cap/<id>: what a mentee is to learn, the day of the next visit, the congratulation, and how it ended."""

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField

from app.country import clock
from app.models import Mentorship, PairOutcome, Skill
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentorship import LONGEST_WORDS, PairEnded
from app.outbox.kinds.visit import read_day
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, note, pair_here, pair_locked
from app.routes.office.mentorships.mentorships import EndForm
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, see_other
from app.web.words import ambassadors as mentorship_words

mentorships_goals = Blueprint("mentorships_goals", __name__)


class GoalsForm(FlaskForm):
    """The wish in the mentee's words, and the skills of the ward's list."""

    wish = LineField(_l("Bác muốn học gì, theo lời bác"), longest=LONGEST_WORDS)
    skills = SelectMultipleField(_l("Các việc cần học"), choices=list, validate_choice=False)

    def offer(self, pair: Mentorship, skills: list[Skill]) -> None:
        """Offer what the ward's list has today, and what is a goal already."""
        there = {skill.key: skill for skill in skills}
        there.update({goal.skill.key: goal.skill for goal in pair.goals})
        self.skills.choices = [(key, skill.label) for key, skill in there.items()]


@mentorships_goals.route("/kem-cap/<uuid:pair_id>/muc-tieu", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit(pair_id: UUID) -> Answer:
    """The goals; `?moi=1` right after somebody was taken by the hand."""
    pair = pair_here(pair_id)
    form = GoalsForm(data={"wish": pair.wish, "skills": [goal.skill.key for goal in pair.goals]})
    form.offer(pair, list(db.session.scalars(Skill.offered(pair.unit_id))))
    if not form.validate_on_submit():
        return form_page("counter/mentorships/goals.html", form, pair=pair, new=request.args.get("moi") == "1")
    with immediate() as session:
        pair = pair_locked(session, pair_id)
        skills = session.scalars(Skill.called(pair.unit_id, form.skills.data or [])).all()
        pairing.choose(session, pair, skills, now=clock.now())
        pair.wish = form.wish.value
        pair.congratulate(clock.now())
        note(session, "mentorship.goals_chosen", pair, goals=len(skills))
        name = pair.person.full_name
    flash(_("Đã ghi việc cần học của %(name)s.", name=name))
    return see_other(url_for("counter.mentorships.show", pair_id=pair_id))


@mentorships_goals.post("/kem-cap/<uuid:pair_id>/hen")
@requires(*KEEPERS)
def plan(pair_id: UUID) -> Answer:
    """The day of the next visit (`day`), empty for none."""
    text = request.form.get("day", "").strip()
    day = read_day(text, clock.today())
    if text and day is None:
        pair_here(pair_id)  # one of others is not there, whatever was typed
        flash(_("Ngày hẹn chưa đúng. Anh chị chọn một ngày từ hôm nay trở đi."), "warn")
        return see_other(url_for("counter.mentorships.show", pair_id=pair_id))
    try:
        with immediate() as session:
            pair_locked(session, pair_id).plan(day, now=clock.now())
        flash(_("Đã ghi ngày hẹn.") if day else _("Đã bỏ ngày hẹn."))
    except PairEnded:
        flash(_("Việc kèm người này đã kết thúc nên không hẹn nữa."), "warn")
    return see_other(url_for("counter.mentorships.show", pair_id=pair_id))


@mentorships_goals.post("/kem-cap/<uuid:pair_id>/chuc-mung")
@requires(*KEEPERS)
def congratulate(pair_id: UUID) -> Answer:
    """The mentee was told; the card goes."""
    with immediate() as session:
        pair = pair_locked(session, pair_id)
        pair.congratulate(clock.now())
        note(session, "mentorship.congratulated", pair)
    return see_other(url_for("counter.mentorships.index"))


@mentorships_goals.route("/kem-cap/<uuid:pair_id>/ket-thuc", methods=["GET", "POST"])
@requires(*KEEPERS)
def end(pair_id: UUID) -> Answer:
    """The pair ends today; `?kq=reached` with the outcome chosen already."""
    pair = pair_here(pair_id)
    form = EndForm()
    if not form.is_submitted():
        if not pair.is_open:
            return see_other(url_for("counter.mentorships.show", pair_id=pair_id))
        reached = pair.reached_at or request.args.get("kq") == "reached"
        form.outcome.data = PairOutcome.REACHED if reached else None
    if not form.validate_on_submit():
        return form_page("counter/mentorships/end.html", form, pair=pair, person=pair.person, words=mentorship_words)
    try:
        with immediate() as session:
            pair = pair_locked(session, pair_id)
            pair.end(PairOutcome(form.outcome.data), day=clock.today(), words=form.words.value)
            pair.congratulate(clock.now())
            note(session, "mentorship.ended", pair)
            name = pair.person.full_name
        flash(_("Đã kết thúc việc kèm %(name)s. Mọi điều đã ghi vẫn đọc được.", name=name))
    except PairEnded:
        flash(_("Việc kèm người này đã kết thúc từ trước."), "warn")
    return see_other(url_for("counter.mentorships.index"))
