"""One person, many ambassadors, one moment; one link, many presses: one pair, one visit."""

import uuid
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Ambassador, Mentorship, MentorVisit, Person, VisitLink
from app.models.helping.pairs import pairing
from app.models.helping.pairs.pairing import AlreadyMentored
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_person
from tests.pairs import make_ambassador, make_pair, make_village

HANDS = 6


def together(app: Flask, act: Callable[[Session, int], str]) -> Counter[str]:
    """So many write transactions at one moment; what each of them told."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                with immediate() as session:
                    return act(session, number)
            except AlreadyMentored:
                return "taken"

    told = at_once([lambda number=number: one(number) for number in range(HANDS)])  # type: ignore[misc]
    assert not [each for each in told if isinstance(each, Exception)], told
    return Counter(map(str, told))


def test_whoever_is_quicker_takes_the_mentee(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        village = make_village(session)
        mentee_id = make_person(session, village.ward, "Lương Doãn Thiệu", 1947, group=village.group).id
        ids = [make_ambassador(session, village.ward, f"Nguyễn Thị {sign}").id for sign in "ABCDEF"]

    def take(session: Session, number: int) -> str:
        mentee, ambassador = session.get_one(Person, mentee_id), session.get_one(Ambassador, ids[number])
        pairing.begin(session, ambassador, mentee, now=clock.now(), day=clock.today())
        return "mine"

    assert together(app, take) == {"mine": 1, "taken": HANDS - 1}
    with app.app_context():
        assert db.session.scalars(select(func.count()).where(Mentorship.mentee_id == mentee_id)).one() == 1


def test_one_link_pressed_by_many_is_one_visit(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        village = make_village(session)
        pair = make_pair(session, village)
        link = VisitLink.make(session, pair, by=village.account, now=clock.now())
        token, public_id, pair_id = link.token, pair.public_id, pair.id

    def press(session: Session, number: int) -> str:
        session.scalars(Mentorship.locked_called(public_id)).one()
        held = session.scalars(VisitLink.called(token)).one()
        return held.answer(session, met=bool(number % 2), uuid=str(uuid.uuid4()), now=clock.now()).uuid

    assert len(together(app, press)) == 1
    with app.app_context():
        assert len(db.session.scalars(MentorVisit.standing([pair_id])).all()) == 1
