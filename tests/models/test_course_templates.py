"""Templates of a ward's courses: taken over from the plans, retired without losing their courses."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.audiences import AUDIENCES
from app.country.days import parse_hour
from app.models import AdministrativeUnit, CourseTemplate
from app.models.learning.course_template import common_templates
from tests.factories import make_course, make_course_template, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def test_each_template_of_the_file_can_be_made_and_names_its_source(session: Session, ward: AdministrativeUnit) -> None:
    made = CourseTemplate.take_over(session, ward, common_templates())

    assert len(made) == len(common_templates()) >= 12
    for template in made:
        assert template.audience in AUDIENCES
        assert template.source.startswith("Kế hoạch")
        assert len(template.outline.splitlines()) in (0, template.lessons)
        assert bool(template.outline) == bool(template.goal) == bool(template.practice_hours)
        assert (template.practice_hours or 0) * 60 <= template.lessons * template.minutes
        assert parse_hour(template.starts)
        assert {int(day) for day in template.weekdays.split(",")} <= set(range(7))
    assert {each.audience for each in made if each.goal} >= {"people", "elderly", "disabled", "cbccvc", "students"}
    assert {each.code for each in made if each.who_sees == "link"} == {"can-bo", "can-bo-ai"}


def test_what_the_ward_has_or_retired_is_left_as_it_is(session: Session, ward: AdministrativeUnit) -> None:
    first, *_rest = CourseTemplate.take_over(session, ward, common_templates())
    first.change({"name": "Của phường"}, "1")
    first.retire(clock.today())

    assert CourseTemplate.take_over(session, ward, common_templates()) == []
    assert (first.name, first.retired_on) == ("Của phường", clock.today())
    assert first not in session.scalars(CourseTemplate.of(ward.id)).all()


def test_two_of_one_name_have_codes_of_their_own(session: Session, ward: AdministrativeUnit) -> None:
    name = "Đi chợ số 4T – lớp “Tối”"
    codes = [make_course_template(session, ward, name).code for _number in range(3)]

    assert codes[0] == make_course_template(session, make_ward(session), name).code == "di-cho-so-4t-lop-toi"
    assert len(set(codes)) == 3


def test_a_course_keeps_the_template_it_was_made_from(session: Session, ward: AdministrativeUnit) -> None:
    template = make_course_template(session, ward)
    course = make_course(session, ward, template=template)
    template.retire(clock.today())
    session.flush()
    session.expire_all()
    assert course.template is template
    assert session.scalars(select(CourseTemplate)).all() == [template]
