"""A unit's list of ambassadors sent twice at one moment, in either order, and by the form meanwhile: each is one."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Ambassador, Person, ResidentialGroup
from app.models.helping.ambassadors.ambassador import ServesAlready, Terms
from app.models.helping.ambassadors.appointing import appoint_all
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_group, make_ward

MANY = 12


@pytest.fixture(scope="module")
def place(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """Real transactions."""
    return make_app(engine, rooms=False)


def candidate(session: Session, unit_id: int, group_id: int, number: int) -> Person:
    """Somebody of a list, not stored."""
    return Person(
        unit=session.get_one(AdministrativeUnit, unit_id),
        full_name=f"Nguyễn Thị {chr(65 + number)}",
        birth_year=1980,
        residential_group=session.get_one(ResidentialGroup, group_id),
        created_at=clock.now(),
    )


def test_each_is_appointed_once_and_nobody_waits_for_ever(place: Flask) -> None:
    with place.app_context(), immediate() as session:
        ward = make_ward(session)
        unit_id, groups = ward.id, [make_group(session, ward, f"Tổ {number}").id for number in range(MANY)]
    terms = Terms(since=clock.today())

    def whole(order: Sequence[int]) -> Callable[[], int]:
        def run() -> int:
            with place.app_context(), immediate() as session:
                listed = [(candidate(session, unit_id, groups[number], number), terms) for number in order]
                return sum(
                    made is not None for _foreseen, made in appoint_all(session, unit_id, listed, now=clock.now())
                )

        return run

    def one(number: int) -> Callable[[], int]:
        def run() -> int:
            try:
                with place.app_context(), immediate() as session:
                    someone = candidate(session, unit_id, groups[number], number)
                    Ambassador.appoint(session, someone, terms, now=clock.now())
            except ServesAlready:
                return 0
            return 1

        return run

    lists = [whole(range(MANY)), whole(range(MANY - 1, -1, -1))]
    told = at_once([*lists, *(one(number) for number in (0, 5, MANY - 1))])

    assert sum(each for each in told if isinstance(each, int)) == MANY, told
    with place.app_context():
        serving = db.session.scalars(Ambassador.in_units([unit_id])).all()
        assert [each.code for each in serving] == [f"DSS{number:02d}" for number in range(1, MANY + 1)]
        assert len({each.person_id for each in serving}) == MANY
