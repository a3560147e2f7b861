"""/quay/kem-cap: whom an ambassador takes by the hand: whom to visit next and why, one mentee, one more; their book on
paper."""

import zlib
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField
from wtforms.validators import StopValidation

from app.country import clock
from app.jobs import help_orders
from app.models import Ambassador, Consent, Mentorship, MentorVisit, Person, ResidentialGroup
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import Past, classes_of
from app.models.helping.pairs.pairing import AlreadyMentored, AlreadyYours
from app.outbox.kinds.mentorship import mentored_words
from app.routes.counter.doorsteps import quick_entries
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, ambassador_here, note, own_pairs, pair_here
from app.routes.jobs import COUNTER, answer_with
from app.routes.task_lines import given_lines
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, PhoneField
from app.web.kept_forms import Mechanism, kept_by
from app.web.responses import Answer, refuse, saved, see_other
from app.web.words import ambassadors as mentorship_words, personal_data

mentorships = Blueprint("mentorships", __name__)

HOW = "help"


class MenteeForm(FlaskForm):
    """Somebody new: three lines, a telephone if they wish, and that they agree."""

    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    residential_group = GroupField(staff=True)
    phone = PhoneField(staff=True)
    consent = BooleanField(_l("Người này đồng ý"))
    version = HiddenField()

    def __init__(self, ambassador: Ambassador, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        groups = db.session.scalars(ResidentialGroup.of(ambassador.unit_id)).all()
        self.residential_group.offer(groups, ambassador.unit.group_word)
        if not self.is_submitted():
            own = ambassador.residential_group
            self.residential_group.data = own.code if own else None
            self.version.data = personal_data.follow_up_version(None)

    def validate_consent(self, field: BooleanField) -> None:
        """Nobody's name is kept who did not agree."""
        if not field.data:
            raise StopValidation(_("Anh chị hỏi, người này đồng ý thì đánh dấu. Chưa đồng ý thì chưa ghi tên được."))

    def candidate(self, session: Session, ambassador: Ambassador) -> Person:
        """Whom was typed, not stored; only after validation."""
        group_id, birth = self.residential_group.value, self.birth_year.value
        return Person(
            unit=ambassador.unit,
            full_name=self.full_name.value,
            birth_year=birth.year,
            birth_date=birth.date,
            residential_group=session.get(ResidentialGroup, group_id) if group_id else None,
            phone=self.phone.value,
            created_at=clock.now(),
        )


@mentorships.get("/kem-cap")
@requires(*KEEPERS)
def index() -> Answer:
    """Own pairs, whoever is to be visited next first; `?vua=` the visit that was just noted, to take it back."""
    today, pairs = clock.today(), own_pairs()
    ended = [pair for pair in pairs if not pair.is_open]
    turns = mentorship_words.in_turn((pair for pair in pairs if pair.is_open), today)
    month = clock.at_local(today.replace(day=1))
    ambassador, asked = ambassador_here(), quick_entries.asked_here()
    page = render_template(
        "counter/mentorships/index.html",
        ambassador=ambassador,
        turns=turns,
        ended=sorted(ended, key=lambda pair: (pair.until, pair.id), reverse=True),
        just=_just(pairs),
        entered=db.session.scalars(MentorVisit.entered(current_visitor().account_id, month)).one(),
        stamps={pair.id: stamp(pair) for pair in pairs},
        least=ambassador.unit.least_mentees if ambassador else None,
        given=given_lines(),
        asked=quick_entries.due_lines(asked),
        quick=any(each.is_quick for each in asked),
        words=mentorship_words,
        today=today,
        drawn=current_visitor().drawn,
        tab="mentees",
    )
    return saved(make_response(page))


@mentorships.get("/kem-cap/moi")
@requires(*KEEPERS)
def new() -> Answer:
    """The three lines; without a connection the phone keeps whom they name."""
    ambassador = ambassador_here()
    if ambassador is None:
        return see_other(url_for("counter.mentorships.index"))
    form = MenteeForm(ambassador, formdata=None)
    return saved(make_response(render_template("counter/mentorships/new.html", form=form, text=_text(form))))


@mentorships.post("/kem-cap")
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
def create() -> Answer:
    """Take somebody by the hand; their goals are asked next."""
    ambassador = ambassador_here()
    if ambassador is None:
        return see_other(url_for("counter.mentorships.index"))
    form = MenteeForm(ambassador)
    if not form.validate():
        return refuse("counter/mentorships/new.html", form=form, text=_text(form))
    ambassador_id, version = ambassador.id, personal_data.follow_up_version(form.version.data)
    try:
        with immediate() as session:
            pair = _begin(session, form, session.get_one(Ambassador, ambassador_id), version)
            pair_id = pair.public_id
    except AlreadyYours as known:
        flash(_("Anh chị đang kèm người này rồi."), "warn")
        return see_other(url_for("counter.mentorships.show", pair_id=known.pair.public_id))
    except AlreadyMentored:
        form.form_errors.append(mentored_words())
        return refuse("counter/mentorships/new.html", form=form, text=_text(form))
    return see_other(url_for("counter.mentorships_goals.edit", pair_id=pair_id, moi="1"))


def _begin(session: Session, form: MenteeForm, ambassador: Ambassador, version: str) -> Mentorship:
    now = clock.now()
    candidate = form.candidate(session, ambassador)
    pair = pairing.begin(session, ambassador, candidate, now=now, day=clock.today())
    Consent.give(session, pair.mentee, "follow_up", version=version, at=now, how=HOW)
    note(session, "mentorship.begun", pair)
    return pair


@mentorships.get("/kem-cap/<uuid:pair_id>")
@requires(*KEEPERS)
def show(pair_id: UUID) -> Answer:
    """One mentee: goals, what was said and when, classes."""
    pair = pair_here(pair_id)
    page = render_template(
        "counter/mentorships/show.html",
        pair=pair,
        person=pair.person,
        turn=mentorship_words.turn(pair, clock.today()),
        past=Past.of(db.session(), pair),
        classes=classes_of(db.session(), pair.person),
        words=mentorship_words,
        today=clock.today(),
        drawn=current_visitor().drawn,
    )
    return saved(make_response(page))


def stamp(pair: Mentorship) -> str:
    """Another one whenever the pages of a pair read otherwise: phones save them anew then."""
    goals = [(goal.skill_id, goal.reached, goal.skill.version) for goal in pair.goals]
    facts = (pair.last_met_at, pair.next_visit_on, pair.until, pair.wish, pair.congratulated_at, goals)
    return format(zlib.crc32(repr((facts, pair.person.version)).encode()), "x")


def _just(pairs: list[Mentorship]) -> MentorVisit | None:
    """The visit that `?vua=` names, if it is one of these pairs' and was not taken back."""
    asked = request.args.get("vua", "")[:36]
    if not asked:
        return None
    standing = MentorVisit.standing([pair.id for pair in pairs])
    return db.session.scalars(standing.where(MentorVisit.uuid == asked)).first()


def _text(form: MenteeForm) -> object:
    return personal_data.FOLLOW_UP[personal_data.follow_up_version(form.version.data)]


@mentorships.post("/kem-cap/so")
@requires(*KEEPERS)
def print_book() -> Answer:
    """Order it and go where it comes to lie; who is no ambassador has none."""
    with immediate() as session:
        ambassador = ambassador_here()
        if ambassador is None:
            return see_other(url_for("counter.mentorships.index"))
        job = help_orders.mentorship_book(session, ambassador, by=current_visitor().account_id)
    return answer_with(job, COUNTER)
