"""Six digits from a phone: those of RFC 6238, of now alone, each once; ten codes on paper, each once."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, RecoveryCode, Role, SecondFactor, TotpSecret
from app.models.people.totp_secret import code_at, proposed, sealing_key, step_of
from app.models.trust.sealed import Unopenable, seal, unseal
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import SECRET_KEY, make_account, make_second_factor, make_ward

KEY = sealing_key(SECRET_KEY)
SECRET = "JBSWY3DPEHPK3PXP"
NOW = datetime(2026, 11, 21, 8, 0, 10, tzinfo=UTC)


@pytest.fixture
def account(session: Session) -> Account:
    """A leader whose phone has the secret."""
    made = make_account(session, make_ward(session), Role.LEADER)
    TotpSecret.keep(session, made.id, SECRET, key=KEY, now=NOW)
    return made


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code_at(secret, datetime.fromtimestamp(second, UTC)) == code


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_half_a_minute_off(session: Session, account: Account, seconds: int, taken: bool) -> None:
    code = code_at(SECRET, NOW + timedelta(seconds=seconds))
    assert take(session, account, code) is taken


def take(session: Session, account: Account, code: str, now: datetime = NOW) -> bool:
    """Whether a code is taken."""
    secret = TotpSecret.of(session, account.id)
    assert secret is not None
    return secret.take(session, code, key=KEY, now=now)


def test_a_code_is_taken_once_and_none_from_before_it(session: Session, account: Account) -> None:
    before, code, after = (code_at(SECRET, NOW + timedelta(seconds=seconds)) for seconds in (-30, 0, 30))
    assert [take(session, account, each) for each in (code, code, before, after, after)] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_clock_that_ran_ahead_for_a_night_shuts_nobody_out(session: Session, account: Account) -> None:
    ahead = NOW + timedelta(days=366)
    assert take(session, account, code_at(SECRET, ahead), ahead)
    assert take(session, account, code_at(SECRET, NOW))
    assert not take(session, account, code_at(SECRET, NOW))


@pytest.mark.parametrize("code", ["", "1", "12345", "1234567", "abcdef", "１２３４５６", "\ud800" * 6])
def test_whatever_else_is_no_code(session: Session, account: Account, code: str) -> None:
    assert not take(session, account, code)


def test_the_database_alone_tells_no_secret(session: Session, account: Account) -> None:
    row = TotpSecret.of(session, account.id)
    assert row is not None
    assert SECRET not in row.sealed
    assert row.reveal(KEY) == SECRET
    assert row.reveal(sealing_key("another place's key")) == ""
    assert not row.take(session, code_at(SECRET, NOW), key=sealing_key("another place's key"), now=NOW)


def test_a_sealed_value_opens_in_its_own_row_alone() -> None:
    sealed = seal(KEY, SECRET, "totp 1")
    assert unseal(KEY, sealed, "totp 1") == SECRET
    for wrong in (sealed[:-4] + "AAAA", "", "x", "đ"):
        with pytest.raises(Unopenable):
            unseal(KEY, wrong, "totp 1")
    with pytest.raises(Unopenable):
        unseal(KEY, sealed, "totp 2")


def test_what_is_proposed_stays_for_one_place_and_is_no_other_ones() -> None:
    assert proposed(KEY, "a") == proposed(KEY, "a") != proposed(KEY, "b")
    assert len(base64.b32decode(proposed(KEY, "a"))) == 20


def test_setting_up_wants_a_code_of_that_very_secret_and_uses_it_up(session: Session, account: Account) -> None:
    other = proposed(KEY, "here")
    assert not TotpSecret.set_up(session, account.id, other, code_at(SECRET, NOW), key=KEY, now=NOW)
    assert take(session, account, code_at(SECRET, NOW)), "the phone of before still counts"
    assert TotpSecret.set_up(session, account.id, other, code_at(other, NOW), key=KEY, now=NOW)
    assert not take(session, account, code_at(other, NOW))
    later = NOW + timedelta(minutes=1)
    assert not take(session, account, code_at(SECRET, later), later)
    assert take(session, account, code_at(other, later), later)


def test_paper_codes_are_ten_each_taken_once_as_read_aloud(session: Session, account: Account) -> None:
    codes = RecoveryCode.make_anew(session, account.id, NOW)
    assert len(set(codes)) == 10
    typed = " ".join(codes[3][i : i + 4] for i in range(0, 16, 4)).lower().replace("0", "o").replace("1", "l")
    other = make_account(session, make_ward(session), Role.LEADER)
    assert not RecoveryCode.take(session, other.id, typed, NOW)
    assert RecoveryCode.take(session, account.id, typed, NOW)
    assert not RecoveryCode.take(session, account.id, codes[3], NOW)
    assert SecondFactor.of(session, account.id).codes_left == 9
    RecoveryCode.make_anew(session, account.id, NOW)
    assert not RecoveryCode.take(session, account.id, codes[4], NOW)
    assert not RecoveryCode.take(session, account.id, "", NOW)


def test_who_needs_one() -> None:
    needs = {role for role in Role if SecondFactor.is_needed([role])}
    assert needs == {Role.LEADER, Role.ADMINISTRATOR, Role.PROVINCE_OFFICER}
    assert SecondFactor.is_needed([Role.INSTRUCTOR, Role.LEADER])
    assert not SecondFactor.is_needed([])


def test_of_one_code_at_the_same_moment_one_is_taken(engine: str, make_app: Callable[..., Flask]) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        account = make_account(session, make_ward(session), Role.LEADER)
        make_second_factor(session, account, SECRET)
        paper = RecoveryCode.make_anew(session, account.id, clock.now())[0]
        account_id = account.id
    code, now = code_at(SECRET, clock.now()), clock.now()

    def by_app() -> bool:
        with app.app_context(), immediate() as session:
            secret = TotpSecret.of(session, account_id)
            assert secret is not None
            return secret.take(session, code, key=KEY, now=now)

    def by_paper() -> bool:
        with app.app_context(), immediate() as session:
            return RecoveryCode.take(session, account_id, paper, now)

    for act in (by_app, by_paper):
        assert sorted(at_once([act] * 8), key=bool) == [False] * 7 + [True]
    with app.app_context():
        assert step_of(SECRET, code, now) == db.session.get_one(TotpSecret, account_id).last_step
