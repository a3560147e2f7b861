"""The sheet of a residential group, read back: that group alone, its houses, its people, and no more of them."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from app.country import clock
from app.jobs import recognition_orders
from app.models import AdministrativeUnit, Household, Job, Programme, Registration, ResidentialGroup
from app.models.movement.declaration_reading import read
from app.web.database import immediate
from tests import recording
from tests.documents.ruler import Paper, assert_sound
from tests.doorsteps import Street
from tests.factories import make_attended_course, make_group, make_plan, make_target, make_ward
from tests.jobs.test_papers import drawn, failed


@pytest.fixture
def new_year() -> Iterator[None]:
    """It is the first morning of a year."""
    with clock.shifted(clock.at_local(date(2027, 1, 1), 9) - clock.now()):
        yield


@pytest.fixture
def street(app: Flask) -> Street:
    """Three houses of a group, one recorded; a class of which each group has a person who came and one who did not."""
    street = Street.build(app, "6 8 14")
    with app.app_context(), immediate() as session:
        groups = [session.get_one(ResidentialGroup, each.id) for each in (street.group, street.other)]
        ward = session.get_one(AdministrativeUnit, groups[0].unit_id)
        course = make_attended_course(session, ward, people=2, seldom=2, title="Bình dân học AI")
        for number, seat in enumerate(session.query(Registration).filter_by(course_id=course.id).order_by("id")):
            seat.person.residential_group = groups[number % 2]
            seat.person.phone = "+84912000111"
        programme = session.get_one(Programme, street.programme)
        assert programme.current
        house = session.query(Household).filter_by(number="8").one()
        recording.record(
            session, house, programme.current, uuid="a" * 36, by=street.head, way="doorstep", at=clock.now(),
            outcome="done", answers={"level": "full", "teaches": True}, standing={}, now=clock.now(),
        )  # fmt: skip
    return street


def asked(street: Street, *groups: ResidentialGroup) -> Job:
    """The order of the sheets of some groups, by the officer."""
    with street.app.app_context(), immediate() as session:
        chosen = session.query(ResidentialGroup).filter(ResidentialGroup.id.in_([each.id for each in groups])).all()
        return recognition_orders.group_sheet(session, chosen, by=street.officer.id)


def test_a_sheet_has_the_groups_houses_and_learners_and_nobody_elses(street: Street) -> None:
    paper = assert_sound(drawn(street.app, asked(street, street.group)))
    words = paper.words()
    assert "PHIẾU TỔNG HỢP TỔ TÂN THỊNH 1" in words
    assert "Tổ trưởng: Hoàng Văn Long." in words
    assert "Sổ Gia đình số: đã ghi 01/03 hộ, còn 02 hộ chưa ghi" in words
    assert "Bà con đi học: 02 người, 01 người vắng buổi gần nhất" in words
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    assert ["2", "Số 8, Ngõ 12", "Đồng Xuân 8", "Cả nhà"] in [row[:4] for row in rows]
    assert ["1", "Số 6, Ngõ 12", "Đồng Xuân 6", "Chưa ghi"] in [row[:4] for row in rows]
    assert "Ma Thị Lan" not in words  # a house of the other group
    assert "0912" not in words  # telephones are on the screen alone
    assert "CỘNG HÒA" not in words
    assert [sheet.size for sheet in paper.sheets] == ["A4 portrait"]


@pytest.mark.usefixtures("new_year")
def test_targets_of_several_plans_are_told_apart_by_their_plans(street: Street) -> None:
    for names in (("88/KH-UBND",), ("88/KH-UBND", "02/KH-MTTQ")):
        with street.app.app_context(), immediate() as session:
            ward = session.get_one(AdministrativeUnit, street.group.unit_id)
            plan = make_plan(session, ward, number=names[-1])
            make_target(session, ward, plan, name="Hộ có người biết", audience="adults", measured_by="nguoi-hoc")
        words = assert_sound(drawn(street.app, asked(street, street.group))).words()
        assert "Hộ có người biết" in words
        assert [name for name in names if f"({name})" in words] == ([*names] if len(names) > 1 else [])


def test_in_january_who_missed_the_last_lesson_of_december_is_on_the_sheet(street: Street) -> None:
    paper = assert_sound(drawn(street.app, asked(street, street.group)))
    assert "Bà con đi học: 02 người, 01 người vắng buổi gần nhất" in paper.words()


def test_each_group_begins_on_a_front_side_of_one_file(street: Street) -> None:
    paper = Paper(drawn(street.app, asked(street, street.group, street.other)))
    begins = [number for number, sheet in enumerate(paper.sheets) if "PHIẾU TỔNG HỢP" in sheet.text]
    assert begins == [0, 2]
    assert "Ma Thị Lan" in paper.sheets[2].text


def test_houses_are_left_out_where_heads_of_groups_do_not_see_them(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        programme = session.get_one(Programme, street.programme)
        assert programme.current
        said = {**programme.current.declared.definition, "records": ["officer"], "sees": ["officer", "leader"]}
        programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
    words = Paper(drawn(street.app, asked(street, street.group))).words()
    assert "Đồng Xuân" not in words
    assert "PHIẾU TỔNG HỢP" in words


def test_a_group_of_another_ward_is_no_sheet(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        other = make_group(session, make_ward(session), "Tổ khác")
        job = recognition_orders.group_sheet(session, [other], by=street.officer.id)
        job.arguments = job.arguments.replace(f'"unit": "{other.unit_id}"', f'"unit": "{street.group.unit_id}"')
    assert failed(street.app, job) == "Tổ, thôn này không còn nữa."
