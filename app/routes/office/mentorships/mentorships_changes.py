"""/van-phong/kem-cap: an officer begins a pair, hands a mentee over to another ambassador, ends a pair."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import StopValidation

from app.country import clock
from app.jobs import help_orders
from app.models import AdministrativeUnit, Ambassador, Consent, Mentorship, PairOutcome, Person, ResidentialGroup, Role
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentorship import LONGEST_WORDS, PairEnded
from app.models.helping.pairs.pairing import AlreadyMentored, AlreadyYours
from app.routes.jobs import answer_with
from app.routes.office.lookups import unit_called, unit_ids
from app.routes.office.mentorships.mentorships import EndForm, context_of, note, others_of, pair_here
from app.routes.phones.unsent import say_unsent, unsent_of
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, PhoneField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, refuse, see_other
from app.web.words import personal_data

mentorships_changes = Blueprint("mentorships_changes", __name__)


class PairForm(FlaskForm):
    """Who takes whom; why a second helper, where there is one already."""

    ambassador = SelectField(_l("Đại sứ số"), choices=list, validate_choice=False)
    full_name = FullNameField(_l("Họ và tên người được kèm"), staff=True)
    birth_year = BirthYearField(staff=True)
    residential_group = GroupField(staff=True)
    phone = PhoneField(staff=True)
    shared_why = LineField(_l("Vì sao hai người cùng kèm"), longest=LONGEST_WORDS)
    consent = BooleanField(_l("Người được kèm đã đồng ý"))
    version = HiddenField()

    def offer(self, unit: AdministrativeUnit) -> None:
        """The ambassadors and the groups of a unit."""
        serving = db.session.scalars(Ambassador.serving([unit.id], clock.today())).all()
        named = [(each.code, f"{each.person.full_name} ({each.code})") for each in serving]
        self.codes = {each.code for each in serving}
        self.ambassador.choices = [("", str(_("Chọn Đại sứ số"))), *named]
        self.residential_group.offer(db.session.scalars(ResidentialGroup.of(unit.id)).all(), unit.group_word)
        if not self.is_submitted():
            self.version.data = personal_data.follow_up_version(None)

    def validate_ambassador(self, field: SelectField) -> None:
        """One who serves."""
        if field.data not in self.codes:
            raise StopValidation(_("Anh chị chọn một Đại sứ số."))

    def validate_consent(self, field: BooleanField) -> None:
        """Nobody's name is kept who did not agree."""
        if not field.data:
            raise StopValidation(_("Hỏi người được kèm, họ đồng ý thì đánh dấu. Chưa đồng ý thì chưa ghi tên được."))


@mentorships_changes.get("/kem-cap/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form; `?dss=` with an ambassador chosen."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = PairForm(formdata=None)
    form.offer(unit)
    form.ambassador.data = request.args.get("dss", "")
    return render_template("office/mentorships/new.html", **_asked(form, unit, shared=False))


@mentorships_changes.post("/kem-cap")
@requires(Role.OFFICER)
def create() -> Answer:
    """Begin the pair; where somebody mentors the person already, the reason is asked for."""
    unit = unit_called(request.form.get("phuong"), Role.OFFICER)
    form = PairForm()
    form.offer(unit)
    if not form.validate():
        return refuse("office/mentorships/new.html", **_asked(form, unit, shared=bool(form.shared_why.data)))
    unit_id = unit.id
    try:
        with immediate() as session:
            pair_id = _begin(session, form, session.get_one(AdministrativeUnit, unit_id)).public_id
    except AlreadyYours as known:
        flash(_("Đại sứ số này đang kèm người ấy rồi."), "warn")
        return see_other(url_for("office.mentorships.show", pair_id=known.pair.public_id))
    except AlreadyMentored as known:
        helper = pair_here(UUID(known.pairs[0].public_id)).ambassador.person.full_name
        message = _("%(name)s đang kèm người này. Cần thêm một người nữa thì anh chị ghi lý do.", name=helper)
        form.shared_why.errors = [message]
        return refuse("office/mentorships/new.html", **_asked(form, unit_called(unit.code), shared=True))
    flash(_("Đã ghi cặp kèm."))
    return see_other(url_for("office.mentorships.show", pair_id=pair_id))


def _begin(session: Session, form: PairForm, unit: AdministrativeUnit) -> Mentorship:
    serving = Ambassador.serving([unit.id], clock.today()).where(Ambassador.code == form.ambassador.data)
    group_id, birth, now = form.residential_group.value, form.birth_year.value, clock.now()
    candidate = Person(
        unit=unit,
        full_name=form.full_name.value,
        birth_year=birth.year,
        birth_date=birth.date,
        residential_group=session.get(ResidentialGroup, group_id) if group_id else None,
        phone=form.phone.value,
        created_at=now,
    )
    pair = pairing.begin(
        session, one_or_404(serving), candidate, now=now, day=clock.today(), shared_why=form.shared_why.value
    )
    version = personal_data.follow_up_version(form.version.data)
    Consent.give(session, pair.mentee, "follow_up", version=version, at=now, how="help")
    note(session, "mentorship.begun", pair)
    return pair


def _asked(form: PairForm, unit: AdministrativeUnit, *, shared: bool) -> dict[str, Any]:
    text = personal_data.FOLLOW_UP[personal_data.follow_up_version(form.version.data)]
    return {"form": form, "unit": unit, "shared": shared, "text": text}


@mentorships_changes.post("/kem-cap/<uuid:pair_id>/chuyen")
@requires(Role.OFFICER)
def hand_over(pair_id: UUID) -> Answer:
    """Another ambassador of the ward goes on (`to`, a code; `words`); what waits on the first one's phones is told."""
    pair_here(pair_id)
    if not request.form.get("to"):
        flash(_("Chưa chuyển: anh chị chọn người nhận."), "warn")
        return see_other(url_for("office.mentorships.show", pair_id=pair_id))
    try:
        with immediate() as session:
            pair = _locked(session, pair_id)
            serving = Ambassador.serving([pair.unit_id], clock.today())
            to = session.scalars(serving.where(Ambassador.code == request.form.get("to", ""))).one()
            words = request.form.get("words", "")
            going_on = pairing.hand_over(session, pair, to, now=clock.now(), day=clock.today(), words=words)
            note(session, "mentorship.handed_over", going_on)
            public_id, name, account = going_on.public_id, to.person.full_name, pair.ambassador.account
            waiting = unsent_of(session, account) if account else 0
            before = pair.ambassador.person.full_name
    except NoResultFound:
        flash(_("Chưa chuyển: người nhận không còn là Đại sứ số. Anh chị chọn người khác."), "warn")
        return see_other(url_for("office.mentorships.show", pair_id=pair_id))
    except (PairEnded, AlreadyYours):
        flash(_("Chưa chuyển: cặp kèm này đã kết thúc, hoặc người nhận đang kèm người ấy rồi."), "warn")
        return see_other(url_for("office.mentorships.show", pair_id=pair_id))
    flash(_("Đã chuyển cho %(name)s. Việc đã học và các lần gặp trước vẫn còn.", name=name))
    say_unsent(before, waiting)
    return see_other(url_for("office.mentorships.show", pair_id=public_id))


@mentorships_changes.post("/kem-cap/<uuid:pair_id>/ket-thuc")
@requires(Role.OFFICER)
def end(pair_id: UUID) -> Answer:
    """The pair ends today."""
    pair, form = pair_here(pair_id), EndForm()
    if not form.validate():
        return refuse("office/mentorships/show.html", **context_of(pair), form=form, ambassadors=others_of(pair))
    try:
        with immediate() as session:
            pair = _locked(session, pair_id)
            pair.end(PairOutcome(form.outcome.data), day=clock.today(), words=form.words.value)
            note(session, "mentorship.ended", pair)
        flash(_("Đã kết thúc cặp kèm."))
    except PairEnded:
        flash(_("Cặp kèm này đã kết thúc từ trước."), "warn")
    return see_other(url_for("office.mentorships.show", pair_id=pair_id))


@mentorships_changes.post("/kem-cap/so/<ambassador_code>")
@requires(Role.OFFICER, Role.LEADER)
def book(ambassador_code: str) -> Answer:
    """The mentorship book of an ambassador, as a paper."""
    with immediate() as session:
        ambassador = one_or_404(Ambassador.in_units(unit_ids()).where(Ambassador.code == ambassador_code))
        job = help_orders.mentorship_book(session, ambassador, by=current_visitor().account_id)
    return answer_with(job)


def _locked(session: Session, pair_id: UUID) -> Mentorship:
    """The pair, locked; the caller has seen that it is the visitor's to change. A 404 for a leader's reading eyes."""
    mine = Mentorship.locked_called(str(pair_id)).where(Mentorship.unit_id.in_(unit_ids(Role.OFFICER)))
    return one_or_404(mine)
