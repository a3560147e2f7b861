"""Draws invitations to a class: to people on file, organisations, heads of residential groups; PDF or Word."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.documents import invitation
from app.documents.invitation import Guest, Invitations
from app.jobs.drawing import draw_file, issuer_of, row_of, signer_of, street_of, whom_to_ask, write_word
from app.jobs.work import Impossible, Work
from app.models import Course, Lesson, Organisation, Person, ResidentialGroup, Role, RoleGrant
from app.web.database import db

OPENING = "opening"
TITLES = {"nam": "Ông", "nữ": "Bà"}


def perform(work: Work) -> str:
    """Draw the invitations to `course`, or to its `occasion` "opening": to `people` and `organisations` (ids), and with
    `heads` to the heads of the residential groups; a draft without `number` and `day`. As Word for the kind
    "invitation_word"."""
    course = row_of(work, Course, "course", _("Lớp này không còn nữa."))
    if not course.live_lessons:
        raise Impossible(_("Lớp này chưa có buổi học nào, nên chưa mời được ai."))
    guests = list(guests_of(course, work.arguments))
    content, code = _content(course, work.arguments, guests), course.unit.code
    if work.kind != "invitation_word":
        return draw_file(work, code, invitation.draw, content)
    return write_word(work, code, invitation.draw_word, content)


def guests_of(course: Course, wanted: Mapping[str, str]) -> Iterator[Guest]:
    """Whom the order names, of the ward of the class alone: people by name, then organisations, then heads."""
    session, unit_id = db.session(), course.unit_id
    people = select(Person).where(
        Person.unit_id == unit_id, Person.id.in_(_ids(wanted["people"])), Person.erased_at.is_(None)
    )
    with_group = people.options(joinedload(Person.residential_group)).order_by(Person.sort_key, Person.id)
    for person in session.scalars(with_group):
        of_age = clock.today().year - person.birth_year >= 18
        called = TITLES.get(person.sex or "", "Ông/Bà") if of_age else "Em"
        group = person.residential_group
        yield Guest(f"{called} {person.full_name}", group.name if group else "")
    organisations = select(Organisation).where(
        Organisation.unit_id == unit_id, Organisation.id.in_(_ids(wanted["organisations"]))
    )
    for organisation in session.scalars(organisations.order_by(Organisation.search_key, Organisation.id)):
        yield Guest(organisation.name)
    if wanted["heads"] == "1":
        heads = select(RoleGrant).where(
            RoleGrant.unit_id == unit_id, RoleGrant.role == Role.GROUP_HEAD, RoleGrant.in_force(clock.today())
        )
        groups = {each.id: each for each in session.scalars(ResidentialGroup.of(unit_id))}
        for grant in session.scalars(heads.options(joinedload(RoleGrant.account))):
            if group := groups.get(grant.residential_group_id or 0):
                yield Guest(f"Ông/Bà {grant.account.full_name}", _("phụ trách %(group)s", group=group.name))


def _ids(text: str) -> list[int]:
    return [int(each) for each in text.split(",") if each]


def _content(course: Course, wanted: Mapping[str, str], guests: list[Guest]) -> Invitations:
    lessons = sorted(course.live_lessons, key=lambda lesson: lesson.starts_at)
    ahead = [lesson for lesson in lessons if lesson.starts_at > clock.now()]
    opening = wanted["occasion"] == OPENING
    number, day = wanted["number"], wanted["day"]
    return Invitations(
        issuer=issuer_of(course.unit),
        signer=signer_of(course.unit),
        subject=f"{'Dự khai giảng lớp' if opening else 'Tham gia lớp'} “{course.named_title}”",
        guests=guests,
        facts=tuple(_facts(course, lessons[:1] if opening else ahead or lessons)),
        receivers=("Như kính mời", "Lưu: VT"),
        year=clock.today().year,
        number=number,
        day=date.fromisoformat(day) if day else None,
    )


def _facts(course: Course, lessons: list[Lesson]) -> Iterator[tuple[str, str]]:
    first = lessons[0]
    day = f"{formats.weekday(first.starts_at)}, {formats.long_date(formats.local(first.starts_at).date())}"
    yield "Thời gian", f"{formats.paper_time(first.starts_at)}, {day}."
    if len(lessons) > 1:
        later = ", ".join(formats.day_month(each.starts_at) for each in lessons[1:])
        yield "Các buổi sau", f"{later}."
    place = first.where or course.place
    if place:
        where = ", ".join(filter(None, (place.name, street_of(place))))
        yield "Địa điểm", f"{where}."
    if course.bring:
        yield "Đề nghị mang theo", f"{course.bring.rstrip('.')}."
    contact, phone = whom_to_ask(course)
    if phone:
        yield "Liên hệ", f"{contact}, điện thoại {formats.phone(phone)}."
