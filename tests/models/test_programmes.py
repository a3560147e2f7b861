"""Programmes of a ward: taken over from the plans, edited by one at a time, retired without losing their courses."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.audiences import AUDIENCES
from app.data.programmes import common_programmes
from app.models import AdministrativeUnit, Programme
from app.models.learning.course_terms import ChangedMeanwhile
from app.models.learning.programme import ProgrammeDetails
from app.web.forms.schedules import parse_hour
from tests.factories import make_course, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def test_each_programme_of_the_file_can_be_made_and_names_its_source(
    session: Session, ward: AdministrativeUnit
) -> None:
    made = Programme.take_over(session, ward, common_programmes(), now=clock.now())

    assert len(made) == len(common_programmes()) >= 12
    for programme in made:
        assert programme.audience in AUDIENCES
        assert programme.source.startswith("Kế hoạch")
        assert parse_hour(programme.starts)
        assert {int(day) for day in programme.weekdays} <= set(range(7))


def test_what_the_ward_has_or_retired_is_left_as_it_is(session: Session, ward: AdministrativeUnit) -> None:
    first, *_rest = Programme.take_over(session, ward, common_programmes(), now=clock.now())
    first.change(ProgrammeDetails(name="Của phường", title="Của phường"), seen=1)
    first.retire(clock.now())

    assert Programme.take_over(session, ward, common_programmes(), now=clock.now()) == []
    assert (first.name, first.retired_at is None) == ("Của phường", False)
    assert session.scalars(Programme.retired_in(ward.id)).all() == [first]
    first.restore()
    session.flush()
    assert first in session.scalars(Programme.of(ward.id)).all()


def test_two_of_one_name_have_keys_of_their_own(session: Session, ward: AdministrativeUnit) -> None:
    wanted = ProgrammeDetails(name="Đi chợ số 4T – lớp “Tối”", title="Đi chợ số")
    keys = [Programme.begin(session, ward, wanted, now=clock.now()).key for _number in range(3)]
    elsewhere = Programme.begin(session, make_ward(session), wanted, now=clock.now())

    assert keys[0] == elsewhere.key
    assert len(set(keys)) == 3
    assert all(key.isascii() and key == key.lower() for key in keys), keys


def test_who_saw_an_older_one_changes_nothing(session: Session, ward: AdministrativeUnit) -> None:
    programme = Programme.begin(session, ward, ProgrammeDetails(name="Một", title="Một"), now=clock.now())
    programme.change(ProgrammeDetails(name="Hai", title="Hai"), seen=1)
    with pytest.raises(ChangedMeanwhile):
        programme.change(ProgrammeDetails(name="Ba", title="Ba"), seen=1)
    assert (programme.name, programme.version) == ("Hai", 2)


def test_a_course_keeps_the_programme_it_was_made_from(session: Session, ward: AdministrativeUnit) -> None:
    programme = Programme.begin(session, ward, ProgrammeDetails(name="Một", title="Một"), now=clock.now())
    course = make_course(session, ward, programme=programme)
    programme.retire(clock.now())
    session.flush()
    session.expire_all()
    assert course.programme is programme
    assert session.scalars(select(Programme)).all() == [programme]
