"""`lopso account`: the way in that the machine's owner always has."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Passkey, Role, RoleGrant, SignIn, WrongTries
from app.models.people.account import is_password
from app.models.people.webauthn import Made
from app.web.database import db, immediate
from tests.commands.conftest import Run
from tests.doors import a_ward, press, someone
from tests.factories import make_group, make_organisation
from tests.pages import Pages
from tests.passkeys import HERE

PASSWORD = "áo dài xanh nón lá"


def told(result: Any) -> Any:
    """What a verb printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def called(place: Flask, username: str) -> Account:
    """An account as it stands."""
    with place.app_context():
        return db.session.scalars(Account.called(username)).one()


def test_an_account_is_made_and_its_link_works(run: Run, place: Flask) -> None:
    a_ward(place, code="05443")
    made = told(
        run("account", "create", "--full-name", " Nguyễn  Thị Hoa", "--role", "officer", "--role", "leader", "--json")
    )
    assert (made["username"], made["unit"], made["roles"]) == ("hoant", "05443", ["officer", "leader"])
    assert made["link"].startswith("https://lopso.example/m/")
    page = Pages(place.test_client()).get(made["link"].removeprefix("https://lopso.example"))
    assert page.h1 == "Chào Nguyễn Thị Hoa"
    again = told(run("account", "create", "--full-name", "Nguyễn Thị Hoa", "--role", "officer", "--json"))
    assert again["username"] == "hoant2"
    with place.app_context():
        acts = [event.action for event in db.session.scalars(AuditEvent.in_order())]
        assert acts == ["account.created", "account.created"]
        assert AuditEvent.first_broken(db.session()) is None


def test_a_password_may_be_piped_in(run: Run, place: Flask) -> None:
    a_ward(place)
    result = run("account", "create", "--full-name", "Hoa", "--role", "officer", "--password", typed=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert "/m/" not in result.output
    assert is_password(called(place, "hoa").password_hash, PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--full-name", "😀", "--role", "officer"], "That name cannot be used"),
        (["--full-name", "Hoa", "--role", "officer", "--unit", "99999"], "There is no unit 99999."),
        (["--full-name", "Hoa", "--role", "officer", "--username", "có dấu"], "A user name has 3 to 32 letters"),
        (["--full-name", "Hoa", "--role", "officer", "--username", "quantri"], "There is an account quantri already."),
        (["--full-name", "Hoa", "--role", "province_officer"], "Nobody is province_officer over phường"),
        (["--full-name", "Hoa", "--role", "officer", "--password"], "needs at least 10 characters"),
    ],
)
def test_what_cannot_be_is_said_with_exit_1(run: Run, place: Flask, arguments: list[str], why: str) -> None:
    someone(place, username="quantri")
    result = run("account", "create", *arguments, typed="ngắn\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert why in result.stderr
    with place.app_context():
        assert len(db.session.scalars(select(Account)).all()) == 1


def test_a_place_without_a_ward_or_with_several_asks_for_it(run: Run, place: Flask) -> None:
    wanted = ("account", "create", "--full-name", "Hoa", "--role", "officer")
    assert "There is no ward yet" in run(*wanted).stderr
    a_ward(place, code="00001")
    a_ward(place, code="00002")
    assert "say which, with --unit CODE" in run(*wanted).stderr
    assert told(run(*wanted, "--unit", "00002", "--json"))["unit"] == "00002"


def test_an_unknown_role_is_wrong_usage(run: Run) -> None:
    assert run("account", "create", "--full-name", "Hoa", "--role", "god").exit_code == 2


def test_the_list_is_sorted_by_ten(run: Run, place: Flask) -> None:
    ward = a_ward(place, code="05443")
    for name, username in (("Trần Văn Bình", "binh"), ("Đỗ Thị Ánh", "anh"), ("Nguyễn Thị Hoa", "hoa")):
        someone(place, Role.INSTRUCTOR, ward=ward, full_name=name, username=username)
    rows = told(run("account", "list", "--json"))
    assert [row["username"] for row in rows] == ["anh", "binh", "hoa"]
    assert rows[0]["roles"] == [
        {"role": "instructor", "unit": "05443", "course": None, "since": "2020-01-01", "until": None}
    ]
    assert (rows[0]["enabled"], rows[0]["has_password"], rows[0]["last_sign_in_at"]) == (True, True, None)
    assert "binh" in run("account", "list").stdout.splitlines()[1]


def test_a_stopped_account_is_out_at_once(run: Run, place: Flask) -> None:
    account = someone(place, Role.COUNTER, username="hoant")
    browser = Pages(place.test_client()).sign_in(account)
    assert told(run("account", "disable", "HoaNT", "--json")) == {"username": "hoant", "devices": 1}
    assert browser.client.get("/tai-khoan").status_code == 303
    assert "stopped" in run("account", "list").stdout


def test_the_last_administrator_stays(run: Run, place: Flask) -> None:
    someone(place, Role.ADMINISTRATOR, username="quantri")
    result = run("account", "disable", "quantri")
    assert result.exit_code == 1
    assert "last administrator" in result.stderr
    assert called(place, "quantri").enabled


def test_a_reset_unlocks_reopens_and_invites(run: Run, place: Flask) -> None:
    account = someone(place, Role.COUNTER, username="hoant")
    with place.app_context(), immediate() as session:
        session.get_one(Account, account.id).enabled = False
        for device in ("", "0"):
            tries = WrongTries.of(session, "hoant", clock.now(), device=device)
            for _ in range(5):
                tries.note_wrong(clock.now())
    reset = told(run("account", "reset-password", "hoant", "--json"))
    page = Pages(place.test_client()).get(reset["link"].removeprefix("https://lopso.example"))
    assert page.h1.startswith("Chào")
    assert called(place, "hoant").enabled
    with place.app_context():
        for device in ("", "0"):
            WrongTries.check(db.session(), "hoant", clock.now(), device=device)


def test_a_reset_at_the_terminal_ends_what_the_old_password_opened(run: Run, place: Flask) -> None:
    account = someone(place, Role.COUNTER, username="hoant")
    Pages(place.test_client()).sign_in(account)
    result = run("account", "reset-password", "hoant", "--password", typed=f"{PASSWORD}\n")
    assert result.stdout == "The password is set.\n"
    with place.app_context():
        assert not db.session.scalars(SignIn.open_for(account.id)).all()
        assert is_password(called(place, "hoant").password_hash, PASSWORD)
        assert len(db.session.scalars(RoleGrant.of(account.id)).all()) == 1


def test_nobody_of_that_name_is_said(run: Run) -> None:
    for verb in ("disable", "reset-password"):
        result = run("account", verb, "khongco")
        assert result.exit_code == 1
        assert "There is no account khongco" in result.stderr


def test_a_group_head_is_made_with_the_group(run: Run, place: Flask) -> None:
    ward = a_ward(place)
    with place.app_context(), immediate() as session:
        group = make_group(session, session.get_one(AdministrativeUnit, ward.id))
    head = ("account", "create", "--full-name", "Bùi Văn Quyết", "--role", "group_head", "--json")
    assert "Say which group" in run(*head).output
    assert (
        "--group goes with"
        in run("account", "create", "--full-name", "Hoa", "--role", "officer", "--group", "X").output
    )
    told(run(*head, "--group", group.code))
    with place.app_context():
        [grant] = db.session.scalars(RoleGrant.of(called(place, "quyetbv").id)).all()
        assert grant.residential_group_id == group.id


def test_a_lost_second_factor_is_taken_away_at_the_terminal(run: Run, place: Flask) -> None:
    """The way back of the only administrator."""
    account = someone(place, Role.ADMINISTRATOR, username="quantri")
    browser = Pages(place.test_client()).sign_in(account)
    assert told(run("account", "reset-second-factor", "QuanTri", "--json")) == {"username": "quantri", "devices": 1}
    assert browser.client.get("/tai-khoan").status_code == 303
    assert press(browser, "quantri").location == "/dang-nhap/hai-lop"
    assert "Bảo vệ hai lớp đã được đặt lại" in browser.get("/dang-nhap/hai-lop").text
    assert run("account", "reset-second-factor", "khongco").exit_code == 1


@pytest.mark.parametrize("verb", ["disable", "reset-second-factor"])
def test_passkeys_go_at_the_terminal_too(run: Run, place: Flask, verb: str) -> None:
    ward = a_ward(place)
    someone(place, Role.ADMINISTRATOR, ward=ward)
    account = someone(place, Role.LEADER, ward=ward, username="lanhdao")
    with place.app_context(), immediate() as session:
        made = Made(credential="c", public_key="k", signatures=0)
        Passkey.add(session, account.id, "Điện thoại", made, HERE, clock.now())
    told(run("account", verb, "lanhdao", "--json"))
    with place.app_context():
        assert db.session.scalars(Passkey.of(account.id)).all() == []


def test_who_records_for_an_organisation_is_made_with_it(run: Run, place: Flask) -> None:
    ward = a_ward(place)
    with place.app_context(), immediate() as session:
        school = make_organisation(session, session.get_one(AdministrativeUnit, ward.id))
    made = ("account", "create", "--full-name", "Hoàng Thị Lan", "--role", "unit", "--json")
    assert "Say which organisation" in run(*made).output
    assert "Say which organisation" in run(*made, "--organisation", "KHAC").output
    told(run(*made, "--organisation", school.code))
    with place.app_context():
        [grant] = db.session.scalars(RoleGrant.of(called(place, "lanht").id)).all()
        assert grant.organisation_id == school.id
