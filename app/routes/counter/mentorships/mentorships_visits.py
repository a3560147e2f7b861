"""/quay/kem-cap/<id>/lan-gap: notes a visit, or withdraws it, as a phone does through its outbox."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, make_response, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.numbers import parse_integer
from app.models import Evidence, Mentorship, MentorVisit, Reached
from app.models.helping.pairs.mentor_visit import LONGEST_NOTE, MOST_MINUTES, NotTheirs, VisitFacts
from app.models.helping.pairs.skill_step import SkillStatement
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, note, pair_here, pair_locked
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.kept_forms import Mechanism, kept_by
from app.web.responses import Answer, form_page, saved, see_other
from app.web.words import ambassadors as mentorship_words

mentorships_visits = Blueprint("mentorships_visits", __name__)

# When to come again, in days; the words need no calendar, for the page may have been saved weeks ago.
AGAIN: Mapping[str, object] = {
    "7": _l("Một tuần nữa"),
    "14": _l("Hai tuần nữa"),
    "30": _l("Một tháng nữa"),
    "day": _l("Ngày khác"),
    "": _l("Chưa hẹn"),
}
MET, MISSED = "met", "missed"
SKILL = "skill-"
_FARTHEST = timedelta(days=366)


class VisitForm(FlaskForm):
    """One visit: the progress with each goal, the next visit, and a note."""

    evidence = RadioField(
        _l("Vì sao anh chị biết"),
        choices=lambda: [(key, str(words)) for key, words in mentorship_words.EVIDENCE.items()],
        default=Evidence.SEEN.value,
        validate_choice=False,
    )
    again = RadioField(
        _l("Lần tới ghé"),
        choices=lambda: [(key, str(words)) for key, words in AGAIN.items()],
        default="7",
        validate_choice=False,
    )
    day = DateField(_l("Ngày ghé"), render_kw={"type": "date"})
    minutes = StringField(_l("Số phút"))
    note = TextAreaField(_l("Ghi chú"), render_kw={"maxlength": LONGEST_NOTE, "rows": 3})
    uuid = HiddenField()

    def validate_day(self, field: DateField) -> None:
        """A day ahead, where another day was chosen."""
        field.errors = []  # an empty or unreadable one matters only where it is asked for
        if self.again.data != "day":
            raise StopValidation
        if field.data is None or not clock.today() <= field.data <= clock.today() + _FARTHEST:
            raise StopValidation(_("Anh chị chọn một ngày từ hôm nay trở đi."))

    def validate_minutes(self, field: StringField) -> None:
        """A number of minutes, or nothing."""
        typed = (field.data or "").strip()
        if typed and parse_integer(typed, MOST_MINUTES) is None:
            raise StopValidation(_("Anh chị ghi số phút, ví dụ 30."))

    def next_on(self, *, met: bool) -> date | None:
        """The day that was chosen; only after validation."""
        chosen = self.again.data or ""
        if chosen == "day":
            return self.day.data if isinstance(self.day.data, date) else None
        # Nobody was there: what stood before still stands, unless another day is said.
        return clock.today() + timedelta(days=int(chosen)) if chosen in AGAIN and chosen and met else None


@mentorships_visits.route("/kem-cap/<uuid:pair_id>/lan-gap", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
def new(pair_id: UUID) -> Answer:
    """The page on which three taps note a visit; `result` is met or missed. A double tap is one visit."""
    pair, form, met = pair_here(pair_id), VisitForm(), request.form.get("result") != MISSED
    if not form.is_submitted() and not pair.is_open:
        return see_other(url_for("counter.mentorships.show", pair_id=pair_id))
    if not form.validate_on_submit():
        return saved(make_response(form_page("counter/mentorships/visit.html", form, **_page(pair))))
    uuid = _uuid(form.uuid.data)
    try:
        with immediate() as session:
            pair = pair_locked(session, pair_id)
            facts = _facts(pair, form, uuid, met=met)
            MentorVisit.record(session, pair, facts, by=current_account(), now=facts.at)
            note(session, "mentorship.visited", pair)
    except NotTheirs:
        flash(_("Việc kèm người này đã kết thúc, nên chưa ghi lần gặp."), "warn")
        return see_other(url_for("counter.mentorships.show", pair_id=pair_id))
    return see_other(url_for("counter.mentorships.index", vua=uuid))


@mentorships_visits.post("/kem-cap/<uuid:pair_id>/lan-gap/<uuid:visit>/bo")
@requires(*KEEPERS)
def destroy(pair_id: UUID, visit: UUID) -> Answer:
    """It was a slip: taken back within the day on which it was noted."""
    with immediate() as session:
        pair = pair_locked(session, pair_id)
        made = session.scalars(MentorVisit.called(str(visit))).one_or_none()
        own = made is not None and made.mentorship_id == pair.id
        done = own and made is not None and clock.local(made.received_at).date() == clock.today()
        if done:
            now = clock.now()
            MentorVisit.take_back(session, pair, str(visit), at=now, now=now)
            note(session, "mentorship.visit_withdrawn", pair)
    if done:
        flash(_("Đã bỏ lần gặp vừa ghi."))
    else:
        flash(_("Chỉ bỏ được trong ngày ghi. Lần gặp này vẫn như cũ."), "warn")
    return see_other(url_for("counter.mentorships.index"))


def _facts(pair: Mentorship, form: VisitForm, uuid: str, *, met: bool) -> VisitFacts:
    """The visit of the form; of skills only those that changed."""
    ground = form.evidence.data if form.evidence.data in list(Evidence) else Evidence.SEEN
    words = {}
    for goal in pair.goals:
        state = request.form.get(SKILL + goal.skill.key, "")
        if met and state in list(Reached) and state != goal.reached:
            words[goal.skill] = SkillStatement(Reached(state), Evidence(ground) if state == Reached.CAN_DO else None)
    return VisitFacts(
        uuid=uuid,
        met=met,
        at=clock.now(),
        minutes=parse_integer((form.minutes.data or "").strip()) if met else None,
        note=form.note.data or "",
        skills=words,
        next_on=form.next_on(met=met),
    )


def _uuid(typed: str | None) -> str:
    try:
        return str(UUID(typed or ""))
    except ValueError:
        return str(uuid4())


def _page(pair: Mentorship) -> dict[str, Any]:
    return {
        "pair": pair,
        "person": pair.person,
        "reached": {goal.skill.key: request.form.get(SKILL + goal.skill.key, goal.reached) for goal in pair.goals},
        "words": mentorship_words,
        "why": mentorship_words.turn(pair, clock.today()).why,
        "again": AGAIN,
        "today": formats.date(clock.today()),
    }
