"""Letters of thanks: two people, numbers without holes, and nothing that has a number ever changes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Ambassador, Role, ThanksLetter
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.ambassadors.thanks_letter import NotStanding
from app.models.mixins.decided import AlreadyDecided, OwnProposal
from app.models.mixins.issued import canonical
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_person, make_ward

SAID = {
    "full_name": "Nguyễn Thị Lan", "address": "bà", "code": "DSS01", "group": "", "organisation": "",
    "since": "2026-01-01", "until": "2026-11-20", "mentees": 5, "visits": 31, "help_times": 12, "words": "đã kèm cặp",
}  # fmt: skip

# What the database says of a numbered letter, on either engine.
FROZEN = r"never changes|stay as they are"


def proposed(session: Session, ward: AdministrativeUnit, by: Account, name: str = "Nguyễn Thị Lan") -> ThanksLetter:
    now = clock.now()
    person = make_person(session, ward, name)
    ambassador = Ambassador.appoint(session, person, Terms(since=clock.today()), now=now)
    said = canonical({**SAID, "full_name": name})
    letter = ThanksLetter(
        unit_id=ward.id, ambassador=ambassador, year=clock.today().year, said=said, proposed_by=by, proposed_at=now
    )
    session.add(letter)
    session.flush()
    return letter


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


@pytest.fixture
def officer(session: Session, ward: AdministrativeUnit) -> Account:
    return make_account(session, ward, Role.OFFICER)


@pytest.fixture
def leader(session: Session, ward: AdministrativeUnit) -> Account:
    return make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")


def at(year: int) -> datetime:
    return clock.now().replace(year=year, month=6, day=1, hour=3)


def test_numbers_follow_each_other_and_begin_anew_each_year(
    session: Session, ward: AdministrativeUnit, officer: Account, leader: Account
):
    letters = [proposed(session, ward, officer, f"Người {number}") for number in range(4)]
    for letter, year in zip(letters, (2026, 2026, 2027, 2026), strict=True):
        letter.approve(session, by=leader, now=at(year))
    assert [letter.register_number for letter in letters] == ["01/2026", "02/2026", "01/2027", "03/2026"]
    numbers = [letter.number for letter in session.scalars(ThanksLetter.register_of(ward.id, 2026))]
    assert numbers == [3, 2, 1]
    assert session.scalars(ThanksLetter.years_of(ward.id)).all() == [2027, 2026]
    said = letters[0].paper
    assert (said["issuer"], said["signer_name"]) == ("ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "Lê Hồng Thái")
    assert said["approved_on"] == "2026-06-01"


def test_nobody_approves_what_they_proposed(session: Session, ward: AdministrativeUnit):
    both = make_account(session, ward, Role.OFFICER, Role.LEADER)
    letter = proposed(session, ward, both)
    with pytest.raises(OwnProposal):
        letter.approve(session, by=both, now=clock.now())
    assert letter.number is None
    values = {"number": 1, "approved_at": clock.now(), "approved_by_id": both.id}
    with pytest.raises(IntegrityError, match="two_people"), session.begin_nested():
        session.execute(update(ThanksLetter).where(ThanksLetter.id == letter.id).values(**values))


def test_one_proposal_an_ambassador_waits(session: Session, ward: AdministrativeUnit, officer: Account):
    letter = proposed(session, ward, officer)
    again = {"unit_id": ward.id, "year": 2026, "said": letter.said, "proposed_at": clock.now()}
    second = ThanksLetter(ambassador=letter.ambassador, proposed_by=officer, **again)
    session.add(second)
    with pytest.raises(IntegrityError, match="thanks_letter"):
        session.flush()


def test_words_change_while_it_waits_and_never_after(
    session: Session, ward: AdministrativeUnit, officer: Account, leader: Account
):
    letter = proposed(session, ward, officer)
    letter.reword("đã tận tình kèm cặp")
    letter.approve(session, by=leader, now=clock.now())
    assert letter.paper["words"] == "đã tận tình kèm cặp"
    for act in (
        lambda: letter.reword("khác"),
        lambda: letter.decline(session, "không", by=leader, now=clock.now()),
        lambda: letter.approve(session, by=leader, now=clock.now()),
    ):
        with pytest.raises(AlreadyDecided):
            act()


@pytest.mark.parametrize("change", [{"said": "{}"}, {"number": 9}, {"year": 2030}, {"number": None}])
def test_a_numbered_letter_never_changes(
    session: Session, ward: AdministrativeUnit, officer: Account, leader: Account, change: dict[str, object]
):
    letter = proposed(session, ward, officer)
    letter.approve(session, by=leader, now=clock.now())
    one = ThanksLetter.id == letter.id
    with pytest.raises((IntegrityError, StatementError), match=FROZEN), session.begin_nested():
        session.execute(update(ThanksLetter).where(one).values(**change))
    with pytest.raises((IntegrityError, StatementError), match=FROZEN), session.begin_nested():
        session.execute(delete(ThanksLetter).where(one))


def test_a_letter_without_a_number_is_not_revoked(session: Session, ward: AdministrativeUnit, officer: Account):
    with pytest.raises(NotStanding):
        proposed(session, ward, officer).revoke("nhầm", now=clock.now())


@pytest.fixture
def apart(engine: str, make_app: Callable[..., Flask]) -> Flask:
    return make_app(engine, rooms=False)


def approved(app: Flask, letter_id: int, account_id: int) -> int | None:
    with app.app_context(), immediate() as session:
        letter = session.get_one(ThanksLetter, letter_id)
        letter.approve(session, by=session.get_one(Account, account_id), now=clock.now())
        return letter.number


def test_approvals_at_once_leave_no_hole(apart: Flask):
    """Seen red without the ward's row: two letters ask for one number."""
    with apart.app_context(), immediate() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER)
        leaders = [make_account(session, ward, Role.LEADER).id for _ in range(2)]
        letters = [proposed(session, ward, officer, f"Người {number}").id for number in range(6)]
        unit_id = ward.id
    acts = [partial(approved, apart, letter, leaders[letter % 2]) for letter in [*letters, letters[0]]]
    told = at_once(acts)
    assert sorted(each for each in told if isinstance(each, int)) == [1, 2, 3, 4, 5, 6]
    assert [type(each) for each in told if not isinstance(each, int)] == [AlreadyDecided]
    with apart.app_context(), immediate() as session:
        numbers = session.scalars(select(ThanksLetter.number).where(ThanksLetter.unit_id == unit_id)).all()
    assert sorted(filter(None, numbers)) == [1, 2, 3, 4, 5, 6]
