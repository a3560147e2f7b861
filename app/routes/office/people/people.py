"""/van-phong/nguoi-hoc: who is on file: found, read (which is noted) and corrected."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country.numbers import as_number
from app.models import (
    Certificate,
    Consent,
    HelpRecord,
    Mentorship,
    Person,
    PersonMerge,
    ResidentialGroup,
    Role,
)
from app.models.learning.contest import Contest
from app.models.learning.merged_registrations import with_courses
from app.models.learning.standing import learner_statuses_of
from app.models.learning.waiting import places_of
from app.models.people import directory, duplicates
from app.models.people.changing import Overtaken
from app.models.people.directory import FEW, Shelf, Wanted
from app.registers.definitions.people import PEOPLE
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.routes.registers.forms import differences, form_of
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, refuse, see_other
from app.web.words import consent_texts
from app.web.words.attendance import contest_words

people = Blueprint("people", __name__)

PAGE = 50
LAST_PAGE = 10_000
# So many of the helps given to somebody stand on their page; their number stands above.
HELPS_SHOWN = 10
SHELVES = {"trung": Shelf.UNSURE, "khong-so": Shelf.NO_PHONE}


@people.get("/nguoi-hoc")
@requires(*STAFF)
def index() -> Answer:
    """Who has what was typed (`?tim=`), fifty a page; `?to=` a group, `?loc=` trung or khong-so, `?phuong=` a unit."""
    unit = unit_called(request.args.get("phuong"))
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    group = next((one for one in groups if one.code == request.args.get("to")), None)
    shelf = SHELVES.get(request.args.get("loc", ""), Shelf.ALL)
    wanted = Wanted(request.args.get("tim", "").strip()[:200], group.id if group else None, shelf)
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    found = db.session.scalars(directory.hits({unit.id}, wanted).offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    complete = number == 1 and len(found) <= PAGE
    near = directory.near(db.session(), {unit.id}, wanted) if complete and len(found) <= FEW else []
    return page_or_fragment(
        "office/people/index.html",
        "office/people/_found.html",
        unit=unit,
        units=units(),
        officer=is_officer_of(unit.id),
        groups=groups,
        group=group,
        shelf=shelf,
        query=wanted.query,
        found=found[:PAGE],
        near=near,
        total=len(found) if complete else directory.count(db.session(), {unit.id}, wanted),
        unsure=db.session.scalars(Person.unsure_in({unit.id})).one(),
        number=number,
        more=len(found) > PAGE,
        asked={"tim": wanted.query or None, "to": group.code if group else None, "loc": request.args.get("loc")},
    )


@people.get("/nguoi-hoc/<uuid:person>")
@requires(*STAFF)
def show(person: UUID) -> Answer:
    """All that is on file of one person, the phone with it; that it was looked at is noted, each time."""
    asked = person_here(person)
    if asked.standing is not asked:
        return see_other(url_for("office.people.show", person=asked.standing.public_id))
    with immediate() as session:
        note_about(session, "person.viewed", person_here(person))
    someone = person_here(person)
    session = db.session()
    registrations = session.scalars(with_courses([someone.id], lessons=True)).all()
    ids = [registration.id for registration in registrations]
    return render_template(
        "office/people/show.html",
        person=someone,
        register=PEOPLE,
        officer=is_officer_of(someone.unit_id),
        registrations=registrations,
        standings=learner_statuses_of(session, registrations),
        differed={each: contest_words(contests) for each, contests in Contest.of(session, ids).items()},
        places=places_of(session, ids),
        certificates=session.scalars(Certificate.of_registrations(ids)).all(),
        consents=session.scalars(Consent.of(someone.id)).all(),
        merges=session.scalars(PersonMerge.of(someone.id).where(PersonMerge.undone_at.is_(None))).all(),
        others=duplicates.others(session, [someone])[someone.id],
        texts=consent_texts.every_text(),
        helps=session.scalars(HelpRecord.of_person(someone)).all(),
        helps_shown=HELPS_SHOWN,
        pairs=session.scalars(Mentorship.of_mentee(someone).options(*Mentorship.people())).all(),
    )


@people.get("/nguoi-hoc/<uuid:person>/sua")
@requires(Role.OFFICER)
def edit(person: UUID) -> Answer:
    """The form; it tells as much as the page, so that it was looked at is noted too. A 404 for who is erased."""
    if person_here(person, Role.OFFICER).erased_at is not None:
        abort(404)
    with immediate() as session:
        note_about(session, "person.viewed", person_here(person, Role.OFFICER))
    someone = person_here(person, Role.OFFICER)
    form = form_of(PEOPLE, someone.unit, someone, formdata=None)
    return render_template("office/people/edit.html", form=form, person=someone, fields=PEOPLE.fields)


@people.post("/nguoi-hoc/<uuid:person>/sua")
@requires(Role.OFFICER)
def update(person: UUID) -> Answer:
    """Store it; 409 when somebody else changed the row meanwhile, with theirs beside what was typed."""
    someone = person_here(person, Role.OFFICER)
    if someone.erased_at is not None:
        abort(404)
    form = form_of(PEOPLE, someone.unit, someone)
    conflict: dict[str, Any] = {}
    try:
        if form.validate():
            with immediate() as session:
                row = person_here(person, Role.OFFICER)
                session.scalars(Person.locked(row.id)).one()
                before = PEOPLE.by_key["group"].words(row.residential_group)
                if changed := row.change(PEOPLE.columns(form.values), form.version.data or ""):
                    note_about(session, "person.changed", row, _detail(changed, before, form.values["group"]))
            flash(_("Đã lưu. Giấy đã cấp vẫn ghi tên như lúc cấp."))
            return see_other(url_for("office.people.show", person=person))
    except Overtaken:
        someone = person_here(person, Role.OFFICER)
        form.version.data = str(someone.version)
        conflict = {"status": 409, "differences": differences(PEOPLE, someone, form.values)}
    return refuse("office/people/edit.html", form=form, person=someone, fields=PEOPLE.fields, **conflict)


def _detail(changed: Mapping[str, object], before: str, group: ResidentialGroup | None) -> dict[str, object]:
    """What the trail keeps: which lines changed, not what they say, so that a person can be forgotten; and the groups,
    so that it can be read who lived where."""
    moved = {"from_group": before, "to_group": PEOPLE.by_key["group"].words(group)}
    return {"fields": ",".join(sorted(changed)), **(moved if "residential_group_id" in changed else {})}
