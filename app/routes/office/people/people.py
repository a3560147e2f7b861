"""/van-phong/nguoi-hoc: who is on file: found, read (which is noted) and corrected."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from app.country import formats
from app.country.numbers import as_number
from app.models import (
    Certificate,
    Consent,
    HelpRecord,
    Mentorship,
    Organisation,
    Person,
    PersonMerge,
    ResidentialGroup,
    Role,
)
from app.models.learning.contest import Contest
from app.models.learning.merged_registrations import with_courses
from app.models.learning.standing import standings_of
from app.models.learning.waiting import places_of
from app.models.people import directory, duplicates
from app.models.people.changing import Overtaken
from app.models.people.directory import FEW, Shelf, Wanted
from app.routes.office.fields import LineField
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, PhoneField
from app.web.responses import Answer, page_or_fragment, refuse, see_other
from app.web.words import consent_texts
from app.web.words.attendance import contest_words

people = Blueprint("people", __name__)

PAGE = 50
LAST_PAGE = 10_000
NOT_TOLD = "chua-ro"
# So many of the helps given to somebody stand on their page; their number stands above.
HELPS_SHOWN = 10
SHELVES = {"trung": Shelf.UNSURE, "khong-so": Shelf.NO_PHONE}


class PersonForm(FlaskForm):
    """What is on file of a person. `version` is that of the row that the form was filled from."""

    version = HiddenField()
    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(_l("Năm sinh, hoặc ngày sinh"), staff=True)
    residential_group = GroupField(staff=True)
    phone = PhoneField(staff=True)
    sex = RadioField(
        _l("Giới tính"),
        choices=lambda: [(NOT_TOLD, _("Chưa rõ")), ("nữ", _("Nữ")), ("nam", _("Nam"))],
        default=NOT_TOLD,
    )

    organisation = SelectField(_l("Nơi làm việc, học tập"), choices=[], validate_choice=False)
    position = LineField(_l("Chức vụ"), longest=80)

    def validate_organisation(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))

    def show(self, person: Person) -> None:
        """Fill the form from the file."""
        self.organisation.data, self.position.data = str(person.organisation_id or ""), person.position
        self.version.data = str(person.version)
        self.full_name.data = person.full_name
        self.birth_year.data = formats.date(person.birth_date) if person.birth_date else str(person.birth_year)
        self.residential_group.data = person.residential_group.code if person.residential_group else ELSEWHERE
        self.phone.data = formats.phone(person.phone) if person.phone else ""
        self.sex.data = person.sex or NOT_TOLD

    @property
    def said(self) -> dict[str, object]:
        """What is said of the person; only after validation."""
        return {
            "full_name": self.full_name.value,
            "birth_year": self.birth_year.value.year,
            "birth_date": self.birth_year.value.date,
            "residential_group_id": self.residential_group.value,
            "phone": self.phone.value,
            "organisation_id": int(self.organisation.data) if self.organisation.data else None,
            "position": self.position.value if self.organisation.data else "",
            "sex": None if self.sex.data == NOT_TOLD else self.sex.data,
        }


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
    whole = number == 1 and len(found) <= PAGE
    near = directory.near(db.session(), {unit.id}, wanted) if whole and len(found) <= FEW else []
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
        total=len(found) if whole else directory.count(db.session(), {unit.id}, wanted),
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
        officer=is_officer_of(someone.unit_id),
        registrations=registrations,
        standings=standings_of(session, registrations),
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
    form = PersonForm(formdata=None)
    form.show(someone)
    _offer(form, someone)
    return render_template("office/people/edit.html", form=form, person=someone)


@people.post("/nguoi-hoc/<uuid:person>/sua")
@requires(Role.OFFICER)
def update(person: UUID) -> Answer:
    """Store it; 409 when somebody else changed the row meanwhile, with theirs beside what was typed."""
    someone, form = person_here(person, Role.OFFICER), PersonForm()
    if someone.erased_at is not None:
        abort(404)
    groups = _offer(form, someone)
    if not form.validate():
        return refuse("office/people/edit.html", form=form, person=someone)
    try:
        with immediate() as session:
            row = person_here(person, Role.OFFICER)
            session.scalars(Person.locked(row.id)).one()
            before = row.residential_group_id
            changed = row.change(form.said, form.version.data or "")
            if changed:
                note_about(session, "person.changed", row, _told(changed, before, groups))
    except Overtaken as overtaken:
        return _overtaken(person_here(person, Role.OFFICER), form, overtaken)
    flash(_("Đã lưu. Giấy đã cấp vẫn ghi tên như lúc cấp."))
    return see_other(url_for("office.people.show", person=person))


def _offer(form: PersonForm, person: Person) -> Mapping[int, ResidentialGroup]:
    """Offer the groups of today, and the one that the person is in, be it ended."""
    groups = list(db.session.scalars(ResidentialGroup.of(person.unit_id)))
    if person.residential_group and person.residential_group not in groups:
        groups.append(person.residential_group)
    form.residential_group.offer(groups, person.unit.group_word)
    bodies = [*db.session.scalars(Organisation.employers(person.unit_id)), person.organisation]
    offered = {str(each.id): each.name for each in bodies if each}
    form.organisation.choices = [("", _("chưa ghi")), *offered.items()]
    return {group.id: group for group in groups}


def _told(
    changed: Mapping[str, object], before: int | None, groups: Mapping[int, ResidentialGroup]
) -> dict[str, object]:
    """What the trail keeps: which lines changed, not what they say, so that a person can be forgotten; and the groups,
    so that it can be read who lived where."""
    detail: dict[str, object] = {"fields": ",".join(sorted(changed))}
    if "residential_group_id" in changed:
        detail |= {
            "from_group": _name_of(before, groups),
            "to_group": _name_of(changed["residential_group_id"], groups),
        }
    return detail


def _name_of(group_id: object, groups: Mapping[int, ResidentialGroup]) -> str:
    group = groups.get(group_id) if isinstance(group_id, int) else None
    return group.name if group else _("nơi khác")


def standing(person: Person, form: PersonForm) -> dict[str, tuple[Any, str]]:
    """What stands of whatever the form writes: its line, and the words, by column."""
    return {
        "full_name": (form.full_name, person.full_name),
        "birth_year": (form.birth_year, str(person.birth_year)),
        "birth_date": (form.birth_year, formats.date(person.birth_date) if person.birth_date else _("chưa rõ ngày")),
        "residential_group_id": (
            form.residential_group,
            person.residential_group.name if person.residential_group else _("nơi khác"),
        ),
        "organisation_id": (form.organisation, person.organisation.name if person.organisation else _("chưa ghi")),
        "position": (form.position, person.position or _("chưa ghi")),
        "phone": (form.phone, formats.phone(person.phone) if person.phone else _("không có số")),
        "sex": (form.sex, person.sex or _("chưa rõ")),
    }


def _overtaken(person: Person, form: PersonForm, overtaken: Overtaken) -> Response:
    """Both versions; sent once more, what was typed replaces theirs."""
    lines = standing(person, form)
    theirs = [(str(lines[name][0].label.text), lines[name][1]) for name in overtaken.wanted]
    form.version.data = str(person.version)
    _offer(form, person)
    return refuse("office/people/edit.html", status=409, form=form, person=person, theirs=theirs)
