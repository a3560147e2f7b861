"""`lopso demo`, as somebody at a terminal meets it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app import create_app
from app.commands import lopso
from app.country import clock
from app.models import Account, AdministrativeUnit, Job, SecondFactor
from app.models.people.account import hash_password
from app.models.people.totp_secret import step_of
from app.web.database import db, immediate
from app.web.settings import DEMO_TOTP_SECRET
from tests.conftest import settings_in
from tests.factories import make_ward
from tests.rows import counts, digests

UNITS = ["truong", "doanhnghiep", "congan", "tramyte", "doanthe", "danguy", "vanhoa", "kinhte", "thanhnien", "cho",
         "mattran", "hoptacxa"]  # fmt: skip
USERNAMES = [
    *("quantri", "canbo", "lanhdao", "giangvien", "quay", "daisu", "totruong"), *UNITS, *("tinh", "lanhdaotinh"),
]  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `lopso demo` on an app."""

    def run(app: Flask, *arguments: str) -> Result:
        monkeypatch.setattr("app.commands.demo.create_app", lambda: app)
        return CliRunner().invoke(lopso, ["demo", *arguments], prog_name="lopso")

    return run


def held(app: Flask) -> dict[str, str]:
    with app.app_context():
        return digests(db.session.connection())


def finished_job(unit_id: int, paper: str) -> Job:
    return Job(
        kind="poster", arguments="{}", same=paper, title="", unit_id=unit_id, result=paper, created_at=clock.now()
    )


def test_an_empty_database_is_filled_and_the_accounts_are_told(tmp_path: Path, run: Run) -> None:
    """One that has no tables yet gets them."""
    app = create_app(settings_in(tmp_path))
    result = run(app, "--if-empty")
    with app.app_context():
        db.engine.dispose()
    lines = result.stdout.splitlines()
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert lines[0] == "Demo ward: Phường Phan Đình Phùng (05443), 412 people, 18 courses, all invented."
    assert lines[1].split() == [*["username", "password", "role", "sign", "in,", "then", "start", "at", "code", "now"]]
    assert [line.split()[0] for line in lines[2 : 2 + len(USERNAMES)]] == USERNAMES
    *told, code = lines[4].split()
    assert told == ["lanhdao", "BinhDan@2026", "leader", "https://lopso.example/van-phong"]
    assert step_of(DEMO_TOTP_SECRET, code, clock.now()) is not None
    assert len(lines[3].split()) == 4, "an officer is asked for no code"
    assert lines[2 + len(USERNAMES)] == "Residents need no account: https://lopso.example/l/DEM1"


def test_a_secret_that_is_none_is_said(app: Flask, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = replace(app.extensions["settings"], demo_totp_secret="not base32!")
    monkeypatch.setitem(app.extensions, "settings", told)
    result = run(app, "--if-empty")
    assert (result.exit_code, "DEMO_TOTP_SECRET" in result.stderr) == (1, True)


def test_programs_are_told_too(demo_app: Flask, run: Run) -> None:
    told = json.loads(run(demo_app, "--if-empty", "--json").stdout)
    assert (told["state"], told["ward"], told["people"], told["courses"]) == ("there", "05443", 412, 18)
    assert [account["username"] for account in told["accounts"]] == USERNAMES
    assert told["accounts"][3] == {
        "username": "giangvien",
        "password": "BinhDan@2026",
        "role": "instructor",
        "full_name": "Trịnh Bảo Châu",
        "start": "https://lopso.example/giang-vien",
        "code": "",
    }


def test_a_second_time_nothing_happens(demo_app: Flask, run: Run) -> None:
    before = held(demo_app)
    again = run(demo_app, "--if-empty")
    assert again.exit_code == 0
    assert [line.split()[0] for line in again.stdout.splitlines()[2 : 2 + len(USERNAMES)]] == USERNAMES
    refused = run(demo_app)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        "Error: The demo ward is there already. For a fresh one: lopso demo --remove, then lopso demo.\n"
    )
    assert held(demo_app) == before


def test_a_demo_of_the_release_before_gets_its_codes_unless_somebody_made_it_their_own(used: Flask, run: Run) -> None:
    with used.app_context(), immediate() as session:
        leader, administrator = (session.scalars(Account.called(name)).one() for name in ("lanhdao", "quantri"))
        for account in (leader, administrator):
            SecondFactor.take_away(session, account.id)
        administrator.password_hash = hash_password("một mật khẩu khác")
    told = {
        line.split()[0]: line.split() for line in run(used, "--if-empty").stdout.splitlines()[2 : 2 + len(USERNAMES)]
    }
    assert step_of(DEMO_TOTP_SECRET, told["lanhdao"][-1], clock.now()) is not None
    assert told["quantri"] == ["quantri", "(changed)", "administrator", "https://lopso.example/quan-tri"]


def test_a_changed_password_and_a_missing_account_are_not_told_as_they_were(used: Flask, run: Run) -> None:
    with used.app_context(), immediate() as session:
        session.scalars(Account.called("canbo")).one().password_hash = hash_password("một mật khẩu khác")
        session.scalars(Account.called("quay")).one().username = "quay2"
    lines = run(used, "--if-empty").stdout.splitlines()
    assert lines[3].split()[:2] == ["canbo", "(changed)"]
    assert "quay" not in [line.split()[0] for line in lines]


def test_real_wards_are_never_touched(engine: str, make_app: Callable[..., Flask], run: Run) -> None:
    app = make_app(engine)
    with app.app_context(), immediate() as session:
        make_ward(session, "05500")
    before = held(app)
    refused, unasked, nothing = run(app), run(app, "--if-empty"), run(app, "--remove")
    as_json = run(app, "--if-empty", "--json")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: There is a real ward in this database: the demo ward is for an empty one only. Set another DATA_DIR.\n",
    )
    assert (unasked.exit_code, unasked.stdout) == (0, "There is a ward already; no demo here.\n")
    assert json.loads(as_json.stdout) == {"state": "there", "ward": None}
    assert (nothing.exit_code, nothing.stderr) == (1, "Error: There is no demo ward in this database.\n")
    assert held(app) == before


def test_remove_tells_what_went_and_takes_the_papers_along(used: Flask, run: Run) -> None:
    papers = used.extensions["settings"].data_dir / "papers"
    papers.mkdir(parents=True, exist_ok=True)
    (papers / "poster.pdf").write_bytes(b"a poster")
    (papers / "other.pdf").write_bytes(b"somebody else's")
    with used.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called("05443")).one()
        session.add_all([finished_job(unit.id, "poster.pdf"), finished_job(unit.id, "gone-already.pdf")])
    result = run(used, "--remove")
    assert (result.exit_code, result.stdout) == (0, "The demo ward is gone: 412 people, 18 courses, 2 papers.\n")
    assert [path.name for path in papers.iterdir()] == ["other.pdf"]
    with used.app_context():
        assert counts(db.session.connection()) == {"audit_event": 1, "audit_head": 1}


def test_remove_tells_it_to_programs(used: Flask, run: Run) -> None:
    removed = json.loads(run(used, "--remove", "--json").stdout)
    assert (removed["state"], removed["rows"]["person"], removed["papers"]) == ("removed", 412, 0)


def test_wrong_usage(demo_app: Flask, run: Run) -> None:
    result = run(demo_app, "--if-empty", "--remove")
    assert result.exit_code == 2
    assert "do not go together" in result.stderr


def test_help_has_an_example(demo_app: Flask, run: Run) -> None:
    assert "Example: lopso demo --if-empty" in run(demo_app, "--help").stdout
