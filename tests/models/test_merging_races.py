"""Two officers, one pair; a merge while somebody registers: one row is kept, and nobody is left on the other.

Seen red with the people's locks off."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, Course, Person, PersonMerge, Registration, ResidentialGroup, Role, SignUpWay, Wishes
from app.models.learning import merging
from app.models.learning.merging import AlreadyMerged
from app.models.merge_refusals import ReadAnew
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_course, make_group, make_person, make_ward

ROUNDS = 6


@pytest.fixture
def app(engine: str, make_app: Callable[..., Flask]) -> Flask:
    return make_app(engine, rooms=False)


def a_pair(app: Flask) -> tuple[int, int, int, list[int], int]:
    """Two rows of one person in a new ward: ids of kept, gone, officer, two courses, group."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        group = make_group(session, ward)
        kept = make_person(session, ward, "Nguyễn Thị Nhung", 1956, group=group)
        gone = make_person(session, ward, "Nguyễn Thị Nhumg", 1956, group=group, unsure=True)
        courses = [make_course(session, ward, seats=30).id for _ in range(2)]
        return kept.id, gone.id, make_account(session, ward, Role.OFFICER).id, courses, group.id


def merged(app: Flask, kept_id: int, gone_id: int, by_id: int) -> str:
    with app.app_context():
        try:
            with immediate() as session:
                by = session.get_one(Account, by_id)
                merging.merge(session, kept_id, gone_id, seen=("1", "1"), by=by, now=clock.now())
        except AlreadyMerged:
            return "already"
    return "merged"


def registered(app: Flask, course_id: int, group_id: int, name: str) -> str:
    with app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, group_id)
        candidate = make_person(session, group.unit, name, 1956, group=group, add=False)
        Registration.register(session, course_id, candidate, Wishes(way=SignUpWay.QR), clock.now())
    return "registered"


def test_two_officers_merge_one_pair_at_once(app: Flask) -> None:
    for _ in range(ROUNDS):
        kept, gone, by, _courses, _group = a_pair(app)
        told = at_once([partial(merged, app, *each, by) for each in ((kept, gone), (gone, kept)) * 2])
        assert Counter(map(str, told)) == Counter(merged=1, already=3)
        with app.app_context():
            rows = db.session.scalars(select(Person).where(Person.id.in_((kept, gone)))).all()
            assert sum(row.merged_into_id is None for row in rows) == 1
            assert len(db.session.scalars(select(PersonMerge).where(PersonMerge.gone_id.in_((kept, gone)))).all()) == 1


def test_a_merge_while_both_register(app: Flask) -> None:
    for _ in range(ROUNDS):
        kept, gone, by, courses, group = a_pair(app)
        acts = [partial(merged, app, kept, gone, by)]
        for name in ("Nguyễn Thị Nhumg", "Nguyễn Thị Nhung"):
            acts += [partial(registered, app, course, group, name) for course in courses]
        told = at_once(acts)
        assert told[1:] == ["registered"] * 4
        assert told[0] == "merged" or isinstance(told[0], ReadAnew)
        with app.app_context():
            rows = db.session.scalars(select(Registration).where(Registration.course_id.in_(courses))).all()
            if told[0] == "merged":
                assert {row.person_id for row in rows} == {kept}
            live = Counter(row.course_id for row in rows if row.is_live)
            held = select(Course.id, Course.seated).where(Course.id.in_(courses))
            assert live == Counter(dict(db.session.execute(held).all()))
            assert told[0] != "merged" or set(live.values()) == {1}
