"""/van-phong/trung-nguoi: who may be on file twice; two rows side by side; and that two are two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField

from app.country import clock
from app.country.numbers import as_number
from app.models import Consent, Course, Person, PersonDistinction, Registration, Role
from app.models.learning.merged_registrations import pairs_of, with_courses
from app.models.people import duplicates
from app.models.people.person import WRITTEN_COLUMNS
from app.registers.definitions.people import PEOPLE
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

pairs = Blueprint("duplicates", __name__)

PAGE = 20
LAST_PAGE = 10_000


class PairForm(FlaskForm):
    """Which of two rows stays, and from which each line is taken. The versions are those that were compared."""

    one = HiddenField()
    other = HiddenField()
    keep = RadioField(_l("Giữ hồ sơ nào"), choices=[], validate_choice=False)

    def offer(self, one: Person, other: Person) -> None:
        """Offer both rows in each line, in the order of their arrival, and choose what is likelier."""
        first, second = sorted((one, other), key=lambda person: person.id)
        self.keep.choices = [(first.public_id, _("Hồ sơ cũ hơn")), (second.public_id, _("Hồ sơ mới hơn"))]
        for name in WRITTEN_COLUMNS:
            self._line(name).choices = [(person.public_id, PEOPLE.words(person, name)) for person in (first, second)]
        if self.keep.data is None:
            stays = second if first.unsure and not second.unsure else first
            self.keep.data = stays.public_id
            for name in WRITTEN_COLUMNS:
                known = [person for person in (stays, first, second) if _is_known(person, name)]
                self[name].data = (known or [stays])[0].public_id

    def stays(self, one: Person, other: Person) -> Person | None:
        """The row that stays, or None where neither was named."""
        return next((person for person in (one, other) if person.public_id == self.keep.data), None)

    def taken(self, gone: Person) -> list[str]:
        """The lines that are taken over from the row that goes."""
        return [name for name in WRITTEN_COLUMNS if self[name].data == gone.public_id]

    def _line(self, name: str) -> RadioField:
        field = self[name]
        assert isinstance(field, RadioField)
        return field

    @property
    def differing(self) -> list[str]:
        """The lines in which the two differ; the others need no choice."""
        return [name for name in WRITTEN_COLUMNS if len({choice[1] for choice in self._line(name).iter_choices()}) > 1]


def _line_of(label: Any) -> RadioField:
    return RadioField(label, choices=[], validate_choice=False)


for _key in WRITTEN_COLUMNS:
    setattr(PairForm, _key, _line_of(PEOPLE.by_key[_key].label))


def _is_known(person: Person, name: str) -> bool:
    """Whether a row tells it: of a birth, the day."""
    return any(
        getattr(person, column) is not None
        for column in WRITTEN_COLUMNS[name]
        if column not in ("birth_year", "position")
    )


@pairs.get("/trung-nguoi")
@requires(*STAFF)
def index() -> Answer:
    """Who waits for somebody to look, the newest first, each with the rows that could be theirs."""
    here, number = unit_ids(), min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    wanted = duplicates.waiting(here)
    waiting = db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return render_template(
        "office/duplicates/index.html",
        waiting=waiting[:PAGE],
        others=duplicates.others(db.session(), waiting[:PAGE]),
        total=db.session.scalars(Person.unsure_in(here)).one(),
        officer_of=unit_ids(Role.OFFICER),
        number=number,
        more=len(waiting) > PAGE,
    )


@pairs.get("/nguoi-hoc/<uuid:person>/so-sanh/<uuid:other>")
@requires(*STAFF)
def show(person: UUID, other: UUID) -> Answer:
    """Two rows side by side; that both were looked at is noted."""
    one, two = pair_here(person, other)
    for each in (one, two):
        if each.standing is not each:
            return see_other(url_for("office.people.show", person=each.standing.public_id))
    with immediate() as session:
        for each in pair_here(person, other):
            note_about(session, "person.viewed", each)
    return render_template("office/duplicates/show.html", **compared(PairForm(formdata=None), person, other))


@pairs.post("/nguoi-hoc/<uuid:person>/so-sanh/<uuid:other>/khac")
@requires(Role.OFFICER)
def destroy(person: UUID, other: UUID) -> Answer:
    """They are two people: the pair is not asked about again."""
    with immediate() as session:
        one, two = pair_here(person, other, Role.OFFICER)
        locked = session.scalars(Person.locked(one.id, two.id)).all()
        _set_apart(session, one, [two])
        for each in locked:
            _clear_doubt(session, each)
    flash(_("Đã ghi: %(one)s và %(other)s là hai người khác nhau.", one=one.full_name, other=two.full_name))
    return see_other(url_for("office.duplicates.index"))


@pairs.post("/nguoi-hoc/<uuid:person>/khong-trung")
@requires(Role.OFFICER)
def update(person: UUID) -> Answer:
    """They are nobody else: apart from all who are like them, they wait no more."""
    with immediate() as session:
        someone = person_here(person, Role.OFFICER)
        session.scalars(Person.locked(someone.id)).one()
        _set_apart(session, someone, [each.person for each in duplicates.others(session, [someone])[someone.id]])
        _clear_doubt(session, someone)
    flash(_("Đã ghi: %(name)s không trùng với ai.", name=someone.full_name))
    return see_other(url_for("office.duplicates.index"))


def pair_here(person: UUID, other: UUID, *roles: Role) -> tuple[Person, Person]:
    """Two different people of one unit; a 404 for any others."""
    one, two = person_here(person, *roles), person_here(other, *roles)
    if one.id == two.id or one.unit_id != two.unit_id:
        abort(404)
    return one, two


def compared(form: PairForm, person: UUID, other: UUID) -> dict[str, Any]:
    """What the page of two rows shows: the form, the rows by age, what each has, and where both have a seat."""
    one, two = pair_here(person, other)
    session = db.session()
    form.offer(one, two)
    form.one.data, form.other.data = str(one.version), str(two.version)
    first, second = sorted((one, two), key=lambda each: each.id)
    wanted = with_courses([one.id, two.id])
    registrations: dict[int, list[Registration]] = defaultdict(list)
    for registration in session.scalars(wanted):
        registrations[registration.person_id].append(registration)
    return {
        "form": form,
        "person": one,
        "other": two,
        "rows": (first, second),
        "people": PEOPLE,
        "registrations": registrations,
        "consents": _consents(session, (one, two)),
        "both": _both(registrations, pairs_of(session, first, second)),
        "officer": is_officer_of(one.unit_id),
    }


def _consents(session: Session, people: Sequence[Person]) -> Mapping[int, int]:
    """How many consents stand, by person."""
    return dict(session.execute(Consent.counted([person.id for person in people])).all())


def _both(
    registrations: Mapping[int, Sequence[Registration]], ending: Sequence[tuple[Registration, Registration]]
) -> list[Course]:
    """The courses on which both rows have a live registration."""
    courses = {each.course_id: each.course for theirs in registrations.values() for each in theirs}
    return [courses[stays.course_id] for stays, _ends in ending]


def _set_apart(session: Session, person: Person, others: Sequence[Person]) -> None:
    now, by_id = clock.now(), current_visitor().account_id
    for other in others:
        PersonDistinction.say(session, person, other, by_id=by_id, now=now)
    note_about(session, "person.told_apart", person, {"others": ",".join(other.public_id for other in others)})


def _clear_doubt(session: Session, person: Person) -> None:
    """Somebody of whom nobody else is like waits no more."""
    if person.unsure and not duplicates.others(session, [person])[person.id]:
        person.unsure = False
        person.version += 1
        session.flush()
