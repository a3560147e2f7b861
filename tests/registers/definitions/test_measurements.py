"""What is asked of a number while somebody types it: a whole that it fits in, and a paper of another body."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Target
from app.registers.definitions.measurements import MEASUREMENTS
from tests.factories import PAPER, make_denominator, make_group, make_target, make_ward
from tests.indicators.test_counts_of_targets import TODAY

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def asked(target: Target, **said: Any) -> set[str]:
    """The fields that are asked about."""
    values = {"target": target, "numerator": 5, "counted_on": TODAY, "note": "", **said}
    return {*MEASUREMENTS.check(values)} if MEASUREMENTS.check else set()


@pytest.mark.postgresql
def test_a_number_above_what_is_known_of_its_place_is_asked_about(session: Session, ward: AdministrativeUnit) -> None:
    group = make_group(session, ward, "Tổ 1")
    make_denominator(session, ward, 5230, "pupils")
    make_denominator(session, ward, 120, "pupils", residential_group=group)
    target = make_target(session, ward, audience="pupils")
    session.flush()
    assert asked(target, numerator=6000) == {"numerator"}
    assert asked(target, numerator=121, residential_group=group) == {"numerator"}
    assert asked(target, numerator=6000, note="Có học sinh nơi khác đến") == set()
    assert asked(target, numerator=6000, denominator=7000) == asked(target, numerator=5230) == set()
    assert asked(target, numerator=120, residential_group=group) == set()
    target.own_denominator = 110
    assert asked(target, numerator=111) == {"numerator"}
    number = make_target(session, ward, audience="pupils", unit_words="học sinh")
    assert asked(number, numerator=6000) == set()


@pytest.mark.parametrize(
    "body",
    [
        "UBND phường", "Ủy ban nhân dân phường Phan Đình Phùng", "Văn phòng HĐND và UBND phường",
        "Phường Phan Đình Phùng", "Văn phong phuong", "Phan Đình Phùng", "HĐND phường, tỉnh Thái Nguyên",
        "Phòng Văn hóa - Xã hội",
    ],
)  # fmt: skip
def test_a_paper_of_the_ward_s_own_office_is_no_witness(session: Session, ward: AdministrativeUnit, body: str) -> None:
    assert asked(make_target(session, ward), **{**PAPER, "paper_body": body}) == {"paper_body"}


@pytest.mark.parametrize(
    "body",
    ["Công an phường", "Ủy ban MTTQ phường", "Sở Giáo dục và Đào tạo", "UBND tỉnh Thái Nguyên", "Văn phòng UBND tỉnh",
     "Trường Tiểu học Phan Đình Phùng", "Văn phòng Đảng ủy phường"],
)  # fmt: skip
def test_a_paper_of_another_body_is(session: Session, ward: AdministrativeUnit, body: str) -> None:
    assert asked(make_target(session, ward), **{**PAPER, "paper_body": body}) == set()
