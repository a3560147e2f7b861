"""/van-phong/tim: screens, people, classes and papers that have what was typed; the same groups stand under the rail's
field."""

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.country import formats, names
from app.models import Certificate, Person
from app.models.learning import shelf
from app.models.learning.certificate_lists import found_anywhere
from app.models.learning.office_lists import going_to
from app.models.people import directory
from app.models.people.directory import PersonQuery
from app.routes.office.desk.screens import Match, matching
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, page_or_fragment

finds = Blueprint("finds", __name__)

# So many of each kind are shown; of people and classes the rest stands in their lists.
SHOWN = 8
LONGEST = 100
# Of screens fewer: the people below them stay in sight.
SCREENS = 5
# Shorter, almost everything has it.
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One line found: where it leads, what it is called with what was typed in bold, what tells it from others."""

    address: str
    name: Markup
    small: str


@finds.get("/tim")
@requires(*STAFF)
def index() -> Answer:
    """The groups; nothing is looked for before two signs are typed."""
    query = names.clean(request.args.get("q", "")[:LONGEST])
    terms = names.search_terms(query)
    asked = len("".join(terms)) >= SHORTEST
    here = unit_ids()
    people, many = _people(here, query, terms) if asked else ([], 0)
    courses = shelf.matching(db.session(), here, query) if asked else []
    return page_or_fragment(
        "office/finds/index.html",
        "office/finds/_found.html",
        query=query,
        asked=asked,
        screens=matching(unit_called(None), terms, SCREENS) if asked else Match([], first=False),
        bold=lambda text: bold(str(text), terms),
        people=people,
        many=many,
        courses=_courses(courses[:SHOWN], terms),
        courses_found=len(courses),
        papers=_papers(here, query, terms) if asked else [],
        shown=SHOWN,
    )


def bold(text: str, terms: list[str]) -> Markup:
    """A name whose words that hold something of what was typed stand out."""
    words = text.split(" ")
    return Markup(" ").join(
        Markup("<b>{}</b>").format(word) if any(term in names.search_key(word) for term in terms) else escape(word)
        for word in words
    )


def _people(here: set[int], query: str, terms: list[str]) -> tuple[list[Hit], int]:
    wanted = PersonQuery(query)
    found = db.session.scalars(directory.hits(here, wanted).limit(SHOWN + 1)).all()
    many = len(found) if len(found) <= SHOWN else directory.count(db.session(), here, wanted)
    learning = going_to(db.session(), [person.id for person in found[:SHOWN]])
    return [
        Hit(
            url_for("office.people.show", person=person.public_id),
            bold(f"{person.full_name}, {person.birth_year}", terms),
            _of_person(person, learning.get(person.id, [])),
        )
        for person in found[:SHOWN]
    ], many


def _of_person(person: Person, courses: list[str]) -> str:
    group = person.residential_group
    parts = [group.short_name if group else _("nơi khác")]
    if courses:
        parts.append(_("đang học %(codes)s", codes=", ".join(courses)))
    elif person.phone:
        parts.append(formats.mask_phone(person.phone))
    return " · ".join(map(str, parts))


def _courses(ids: list[int], terms: list[str]) -> list[Hit]:
    found = {course.id: course for course in db.session.scalars(shelf.with_place(ids))}
    return [
        Hit(
            url_for("office.courses.show", code=course.code),
            bold(course.title, terms),
            f"{course.code} · {course.place.name}" if course.place else course.code,
        )
        for course in (found[id_] for id_ in ids)
    ]


def _papers(here: set[int], query: str, terms: list[str]) -> list[Hit]:
    return [_paper(paper, terms) for paper in db.session.scalars(found_anywhere(here, query).limit(SHOWN))]


def _paper(paper: Certificate, terms: list[str]) -> Hit:
    book = paper.register
    address = url_for("office.registers.entry", unit=book.unit.code, year=book.year, number=paper.number)
    name = bold(f"{_('Giấy chứng nhận')} {paper.register_number}", terms)
    day = _("cấp %(day)s", day=formats.date(paper.approved_at))
    return Hit(address, name, f"{paper.paper['full_name']} · {day}")
