"""/van-phong/nguoi-hoc/…: a person on file, read (which is noted) and corrected."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

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
from app.models.learning.leaving import places_of
from app.models.learning.merged_registrations import with_courses
from app.models.learning.standing import learner_statuses_of
from app.models.people import duplicates
from app.registers.definitions.people import PEOPLE
from app.routes.office.lookups import STAFF
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.routes.registers.forms import sent_form
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, see_other
from app.web.words import personal_data
from app.web.words.classes import contest_words

people = Blueprint("people", __name__)

# So many of the helps given to somebody stand on their page; their number stands above.
HELPS_SHOWN = 10


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
    return render_template(
        "office/people/show.html",
        person=someone,
        register=PEOPLE,
        officer=is_officer_of(someone.unit_id),
        **learning_of(someone),
        consents=session.scalars(Consent.of(someone.id)).all(),
        merges=session.scalars(PersonMerge.of(someone.id).where(PersonMerge.undone_at.is_(None))).all(),
        others=duplicates.others(session, [someone])[someone.id],
        texts=personal_data.every_text(),
        helps=session.scalars(HelpRecord.of_person(someone)).all(),
        helps_shown=HELPS_SHOWN,
        pairs=session.scalars(Mentorship.of_mentee(someone).options(*Mentorship.people())).all(),
    )


def learning_of(person: Person) -> dict[str, Any]:
    """The context of `_classes.html`: the courses of a person, how each goes, and the certificates."""
    session = db.session()
    registrations = session.scalars(with_courses([person.id], lessons=True)).all()
    ids = [registration.id for registration in registrations]
    return {
        "registrations": registrations,
        "standings": learner_statuses_of(session, registrations),
        "differed": {each: contest_words(contests) for each, contests in Contest.of(session, ids).items()},
        "places": places_of(session, ids),
        "certificates": session.scalars(Certificate.of_registrations(ids)).all(),
    }


@people.route("/nguoi-hoc/<uuid:person>/sua", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(person: UUID) -> Answer:
    """The form, which tells as much as the page, so that it was looked at is noted too. Stored; 409 when somebody else
    changed the row meanwhile, with theirs beside what was typed. A 404 for who is erased."""
    if person_here(person, Role.OFFICER).erased_at is not None:
        abort(404)
    if request.method != "POST":
        with immediate() as session:
            note_about(session, "person.viewed", person_here(person, Role.OFFICER))
    someone = person_here(person, Role.OFFICER)
    form = sent_form(PEOPLE, someone.unit, someone)
    if form.validate_on_submit():
        with immediate() as session:
            row = person_here(person, Role.OFFICER)
            session.scalars(Person.locked(row.id)).one()
            before = PEOPLE.by_key["group"].words(row.residential_group)
            if changed := row.change(PEOPLE.columns(form.values), form.version.data or ""):
                note_about(session, "person.changed", row, _detail(changed, before, form.values["group"]))
        flash(_("Đã lưu. Giấy đã cấp vẫn ghi tên như lúc cấp."))
        return see_other(url_for("office.people.show", person=person))
    return form_page("office/people/edit.html", form, person=someone, fields=PEOPLE.fields)


def _detail(changed: Mapping[str, object], before: str, group: ResidentialGroup | None) -> dict[str, object]:
    """What the trail keeps: which lines changed, not what they say, so that a person can be forgotten; and the groups,
    so that it can be read who lived where."""
    moved = {"from_group": before, "to_group": PEOPLE.by_key["group"].words(group)}
    return {"fields": ",".join(sorted(changed)), **(moved if "residential_group_id" in changed else {})}
