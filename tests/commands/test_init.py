"""`lopso init`: a ward and its administrator from the command line; `lopso routes`: who may what."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.data import first_run
from app.models import Account, AdministrativeUnit, AuditEvent, Role, RoleGrant
from app.models.people.account import is_password
from app.web.database import db
from tests.architecture.declared import GOLDEN, MEND
from tests.commands.conftest import Run
from tests.golden import assert_file
from tests.pages import Pages

WARD = ("--code", "05443", "--name", "Phan Đình  Phùng", "--province", "19", "--full-name", "Nguyễn Thị Hoa")


def test_a_ward_and_its_administrator_are_made(run: Run, place: Flask) -> None:
    first_run.setup_code(place.extensions["settings"])
    result = run("init", *WARD, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["unit"], told["username"]) == ("05443", "quantri")
    with place.app_context():
        ward = db.session.scalars(AdministrativeUnit.called("05443")).one()
        assert ward.issuer_name == "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"
        grant = db.session.scalars(select(RoleGrant)).one()
        assert (grant.account.username, grant.role, grant.unit_id) == ("quantri", Role.ADMINISTRATOR, ward.id)
        assert AuditEvent.first_broken(db.session()) is None
    pages = Pages(place.test_client())
    assert pages.get(told["link"].removeprefix("https://lopso.example")).h1 == "Chào Nguyễn Thị Hoa"
    assert not first_run.setup_code_file(place.extensions["settings"]).exists()


def test_a_password_may_be_piped_in(run: Run, place: Flask) -> None:
    result = run("init", *WARD, "--kind", "xã", "--password", typed="áo dài xanh nón lá\n")
    assert result.stdout == "Xã Phan Đình Phùng (05443) is set up, administrator quantri.\n"
    with place.app_context():
        account = db.session.scalars(Account.called("quantri")).one()
        assert is_password(account.password_hash, "áo dài xanh nón lá")
        assert db.session.scalars(AdministrativeUnit.called("05443")).one().group_word == "thôn"


@pytest.mark.parametrize("kind", ["phường", "đặc khu"])
def test_people_of_a_town_live_in_groups_not_in_villages(run: Run, place: Flask, kind: str) -> None:
    assert run("init", *WARD, "--kind", kind).exit_code == 0
    with place.app_context():
        assert db.session.scalars(AdministrativeUnit.called("05443")).one().group_word == "tổ dân phố"


def test_a_second_time_is_refused(run: Run) -> None:
    assert run("init", *WARD).exit_code == 0
    again = run("init", *WARD, "--code", "05444", "--username", "quantri2")
    assert again.exit_code == 1
    assert "There is a ward already" in again.stderr


@pytest.mark.parametrize(
    ("changed", "code", "why"),
    [
        (("--code", "5443"), 2, "five digits"),
        (("--province", "99"), 2, "no province has this code"),
        (("--full-name", " "), 1, "That name cannot be used"),
        (("--username", "quản trị"), 1, "A user name has 3 to 32 letters"),
        (("--kind", "huyện"), 2, "huyện"),
    ],
)
def test_what_cannot_be_is_said(run: Run, place: Flask, changed: tuple[str, str], code: int, why: str) -> None:
    result = run("init", *WARD, *changed)
    assert result.exit_code == code
    assert why in result.stderr
    with place.app_context():
        assert not first_run.is_over(db.session())


def test_a_province_that_came_after_us_can_be_named(run: Run, place: Flask) -> None:
    named = ("--province", "98", "--province-kind", "thành phố", "--province-name", "Tương Lai")
    assert run("init", *WARD, *named).exit_code == 0
    with place.app_context():
        ward = db.session.scalars(AdministrativeUnit.called("05443")).one()
        assert ward.parent is not None
        assert ward.parent.full_name == "thành phố Tương Lai"


def test_routes_are_printed_for_programs_and_for_people(run: Run) -> None:
    assert_file(GOLDEN, run("routes", "--json").stdout, MEND)
    lines = run("routes").stdout.splitlines()
    assert any(line.split() == ["POST", "/dang-nhap", "public"] for line in lines)
    assert not any("NOBODY" in line for line in lines)
