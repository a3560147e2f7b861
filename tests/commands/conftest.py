"""The command line; what it stores is rolled back after each test."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.commands import MODULES, lopso
from app.country import clock
from app.models import AuditEvent, Role
from app.web.database import immediate
from tests.doors import someone

Run = Callable[..., Result]
# How many acts the trail of a place that is well holds.
EVENTS = 6


@pytest.fixture
def place(app: Flask) -> Flask:
    """An empty place."""
    return app


@pytest.fixture
def run(place: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("account", "list", typed="…")`: one verb, as somebody at a terminal; `typed` is standard input."""

    def run(*arguments: str, typed: str = "") -> Result:
        module = MODULES.get(arguments[0], arguments[0].replace("-", "_"))
        monkeypatch.setattr(f"app.commands.{module}.create_app", lambda rooms=True: place)
        return CliRunner().invoke(lopso, list(arguments), input=typed, prog_name="lopso")

    return run


def states(result: Result) -> dict[str, str]:
    """What `lopso doctor --json` found, by name."""
    return {check["name"]: check["state"] for check in json.loads(result.stdout)["checks"]}


def check(result: Result, name: str) -> dict[str, str]:
    """One finding of `lopso doctor --json`."""
    found: dict[str, str] = next(check for check in json.loads(result.stdout)["checks"] if check["name"] == name)
    return found


@pytest.fixture
def well(place: Flask) -> Flask:
    """A place with a ward, an administrator and a few acts."""
    administrator = someone(place, Role.ADMINISTRATOR)
    for number in range(EVENTS):
        with place.app_context(), immediate() as session:
            AuditEvent.note(
                session,
                "unit.changed",
                at=clock.now(),
                account_id=administrator.id,
                unit_id=None,
                subject=("unit", f"{number:05d}"),
                detail={"name": "Hoà Bình"},
            )
    return place
