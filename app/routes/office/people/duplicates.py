"""/van-phong/trung-nguoi: who may be on file twice; two rows side by side, also any two of a ward; and that two are
two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.country.numbers import as_number
from app.models import Consent, Course, Person, PersonDistinction, Registration, Role
from app.models.learning.merged_registrations import pairs_of, with_courses
from app.models.people import directory, duplicates
from app.models.people.directory import PersonQuery
from app.models.people.person import WRITTEN_COLUMNS
from app.registers.definitions.people import PEOPLE
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.pair_forms import PairForm, line_of
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

pairs = Blueprint("duplicates", __name__)

PAGE = 20
# The most people that a search for another row shows.
FOUND = 20
LAST_PAGE = 10_000


class PersonPairForm(PairForm):
    """Two rows of one person."""

    LINES = tuple(WRITTEN_COLUMNS)
    keep = line_of(_l("Giữ hồ sơ nào"))

    def kept_as(self, first: Person, second: Person) -> list[tuple[str, str]]:
        return [(first.public_id, _("Hồ sơ cũ hơn")), (second.public_id, _("Hồ sơ mới hơn"))]

    def likelier(self, first: Person, second: Person) -> Person:
        return second if first.unsure and not second.unsure else first

    def words(self, row: Person, name: str) -> str:
        return PEOPLE.words(row, name)

    def is_known(self, row: Person, name: str) -> bool:
        """Whether a row tells it: of a birth, the day."""
        return any(
            getattr(row, column) is not None
            for column in WRITTEN_COLUMNS[name]
            if column not in ("birth_year", "position")
        )


for _key in WRITTEN_COLUMNS:
    setattr(PersonPairForm, _key, line_of(PEOPLE.by_key[_key].label))


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


@pairs.get("/nguoi-hoc/<uuid:person>/so-sanh")
@requires(Role.OFFICER)
def new(person: UUID) -> Answer:
    """With whom a person is compared: whoever has what was typed (`?tim=`), then those with a name that is near."""
    someone, wanted = person_here(person, Role.OFFICER), PersonQuery(request.args.get("tim", "").strip()[:200])
    hits = directory.hits({someone.unit_id}, wanted).limit(FOUND)
    found = list(db.session.scalars(hits)) if wanted.query else []
    found += [near.person for near in directory.near(db.session(), {someone.unit_id}, wanted)]
    found = [each for each in found[:FOUND] if each.id != someone.id]
    return render_template("office/duplicates/new.html", person=someone, query=wanted.query, found=found)


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
    return render_template("office/duplicates/show.html", **compared(PersonPairForm(formdata=None), person, other))


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
        "apart": duplicates.are_apart(session, one, two),
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
