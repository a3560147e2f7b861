"""Twenty counters at one moment: each help once, whatever two phones call the same. On both databases."""

from collections import Counter as Count
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.models import AuditEvent, HelpRecord, Person, Role, help_record_topic
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_group
from tests.helping import Counter, HelpPhone

pytestmark = pytest.mark.postgresql


@pytest.fixture
def app(make_app: Callable[[str], Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def counter(app: Flask) -> Counter:
    with app.app_context(), immediate() as session:
        made = Counter(session)
        session.expunge_all()
    return made


def test_twenty_counters_send_ten_helps_each_at_once(app: Flask, counter: Counter) -> None:
    with app.app_context(), immediate() as session:
        ward = session.merge(counter.ward)
        phones = [HelpPhone(app, make_account(session, ward, Role.COUNTER), f"phone {n}") for n in range(20)]
    days = [[phone.help(topics=["khai_sinh", "thue"]) for _ in range(10)] for phone in phones]

    told = at_once([partial(phone.verdicts, *day) for phone, day in zip(phones, days, strict=True)])

    assert told == [["done"] * 10] * 20
    with app.app_context():
        assert db.session.scalars(select(func.count()).select_from(HelpRecord)).one() == 200
        assert db.session.scalars(select(func.count()).select_from(help_record_topic)).one() == 400
        assert AuditEvent.first_broken(db.session()) is None


def test_of_eight_phones_that_hand_in_the_same_help_one_enters_it(app: Flask, counter: Counter) -> None:
    phones = [HelpPhone(app, counter.helper, f"phone {n}") for n in range(8)]
    same, own = phones[0].help(), [phone.help() for phone in phones]

    told = at_once([partial(phone.verdicts, same, mine) for phone, mine in zip(phones, own, strict=True)])

    verdicts = Count(tuple(each) for each in told if isinstance(each, list))
    assert verdicts == {("done", "done"): 1, ("already_done", "done"): 7}
    with app.app_context():
        assert db.session.scalars(select(func.count()).select_from(HelpRecord)).one() == 9


def test_the_same_new_person_named_at_two_counters_at_once_is_one(app: Flask, counter: Counter) -> None:
    with app.app_context(), immediate() as session:
        group = make_group(session, session.merge(counter.ward)).code
    person = {"full_name": "H'Hen Niê", "birth_year": 1951, "residential_group": group}
    phones = [HelpPhone(app, counter.helper, f"phone {n}") for n in range(6)]
    helps = [phone.help(person=person, consent=True) for phone in phones]

    told = at_once([partial(phone.verdicts, each) for phone, each in zip(phones, helps, strict=True)])

    assert told == [["done"]] * 6
    with app.app_context():
        known = select(func.count(), func.count(HelpRecord.person_id.distinct())).select_from(HelpRecord)
        assert tuple(db.session.execute(known).one()) == (6, 1)
        assert db.session.scalars(select(func.count()).select_from(Person)).one() == 1
