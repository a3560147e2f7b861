"""Passkeys: beside the codes of an app alone, each answer once, and none of a device that somebody copied."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, HalfSignIn, Passkey, PasskeyAnswer, Role, SecondFactor, SignIn
from app.models.people.passkey import answering
from app.models.people.webauthn import LASTS, made, read
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_second_factor, make_ward
from tests.passkeys import HERE, Device, as_script

NOW = datetime(2026, 11, 21, 8, 0, 10, tzinfo=UTC)


@pytest.fixture
def account(session: Session) -> Account:
    """A leader, whose phone shows codes."""
    return make_account(session, make_ward(session), Role.LEADER, password="a password")


@pytest.fixture
def asked(session: Session, account: Account) -> SignIn:
    """Their sign-in."""
    sign_in, _token = SignIn.start(account, device="", now=NOW)
    session.add(sign_in)
    session.flush()
    return sign_in


def add(session: Session, account_id: int, device: Device, name: str = "Điện thoại") -> None:
    """A device whose passkey is the account's."""
    challenge = "A" * 43
    Passkey.add(session, account_id, name, made(read(device.make(as_script(challenge))), challenge, HERE), HERE, NOW)


def take(session: Session, asked: SignIn, answer: str, now: datetime = NOW) -> PasskeyAnswer:
    """What an answer to what stands is."""
    challenge, told = asked.use_up(session, now), read(answer)
    passkey = answering(session, asked.account_id, told, HERE)
    return passkey.take(session, told, challenge, HERE, now) if passkey else PasskeyAnswer.WRONG


def test_an_answer_counts_once(session: Session, account: Account, asked: SignIn) -> None:
    device = Device()
    add(session, account.id, device)
    answer = device.answer(as_script(asked.ask(NOW)))
    assert [take(session, asked, answer) for _ in range(2)] == [PasskeyAnswer.RIGHT, PasskeyAnswer.WRONG]
    passkey = session.scalars(Passkey.of(account.id)).one()
    assert (passkey.signatures, passkey.used_at, passkey.copied_at) == (1, NOW, None)


@pytest.mark.parametrize(
    ("after", "taken"), [(LASTS - timedelta(seconds=1), PasskeyAnswer.RIGHT), (LASTS, PasskeyAnswer.WRONG)]
)
def test_a_question_stands_for_five_minutes(
    session: Session, account: Account, asked: SignIn, after: timedelta, taken: PasskeyAnswer
) -> None:
    device = Device()
    add(session, account.id, device)
    assert take(session, asked, device.answer(as_script(asked.ask(NOW))), NOW + after) is taken


def test_only_the_newest_question_of_that_sign_in_counts(session: Session, account: Account, asked: SignIn) -> None:
    device = Device()
    add(session, account.id, device)
    half = HalfSignIn(token_hash="half", account=account, password_hash=account.password_hash, began_at=NOW)
    session.add(half)
    session.flush()
    older, elsewhere = asked.ask(NOW), half.ask(NOW)
    for challenge in (older, elsewhere, "A" * 43):
        asked.ask(NOW)
        assert take(session, asked, device.answer(as_script(challenge))) is PasskeyAnswer.WRONG


def test_another_ones_passkey_is_not_ones_own(session: Session, account: Account, asked: SignIn) -> None:
    other, device = make_account(session, make_ward(session), Role.LEADER, password="theirs"), Device()
    add(session, other.id, device)
    assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.WRONG


@pytest.mark.parametrize("behind", [4, 5])
def test_a_copy_is_noticed_and_opens_nothing_any_more(
    session: Session, account: Account, asked: SignIn, behind: int
) -> None:
    device = Device(signatures=4)
    add(session, account.id, device)
    assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.RIGHT
    thief = copy(device)
    thief.signatures = behind - 1
    assert take(session, asked, thief.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.COPIED
    assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.WRONG
    assert session.scalars(Passkey.of(account.id)).one().copied_at == NOW


def test_devices_that_do_not_count_are_taken(session: Session, account: Account, asked: SignIn) -> None:
    device = Device(counts=False)
    add(session, account.id, device)
    for _ in range(2):
        assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.RIGHT
    device.counts = True
    assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.RIGHT
    device.counts, device.signatures = False, 0
    assert take(session, asked, device.answer(as_script(asked.ask(NOW)))) is PasskeyAnswer.COPIED


def test_without_the_codes_of_an_app_there_is_none(session: Session, account: Account) -> None:
    add(session, account.id, Device())
    SecondFactor.take_away(session, account.id)
    assert session.scalars(Passkey.of(account.id)).all() == []
    with pytest.raises(IntegrityError), session.begin_nested():
        add(session, account.id, Device())


def test_each_has_a_name_of_its_own(session: Session, account: Account) -> None:
    add(session, account.id, Device(), "Điện thoại")
    for name in ("Điện thoại", ""):
        with pytest.raises(IntegrityError), session.begin_nested():
            add(session, account.id, Device(), name)
    add(session, account.id, Device(), "Máy tính")


def test_of_one_answer_at_the_same_moment_one_is_taken(engine: str, make_app: Callable[[str], Flask]) -> None:
    app, device = make_app(engine), Device(counts=False)
    with app.app_context(), immediate() as session:
        account = make_account(session, make_ward(session), Role.OFFICER)
        make_second_factor(session, account)
        add(session, account.id, device)
        sign_in, _token = SignIn.start(account, device="", now=clock.now())
        session.add(sign_in)
        session.flush()
        answer, number = device.answer(as_script(sign_in.ask(clock.now()))), sign_in.id

    def press() -> PasskeyAnswer:
        with app.app_context(), immediate() as session:
            return take(session, session.get_one(SignIn, number), answer, clock.now())

    told = at_once([press] * 8)
    assert sorted(told, key=str) == [PasskeyAnswer.RIGHT] + [PasskeyAnswer.WRONG] * 7
