"""`lopso unit`: a plan for wards is tried, and refused in a sentence where it cannot be."""

import json

from flask import Flask
from sqlalchemy import select

from app.models import AuditEvent
from app.web.database import db, immediate
from tests.commands.conftest import Run
from tests.doors import a_ward
from tests.factories import make_group


def test_a_trial_is_told_and_waits_in_the_trail(run: Run, place: Flask) -> None:
    part, into = a_ward(place), a_ward(place)
    told = json.loads(run("unit", "merge", part.code, "--into", into.code, "--json").stdout)
    assert [(each["title"], each["new"]) for each in told["wards"]] == [(into.title, False)]
    assert told["page"].endswith("/quan-tri/don-vi/sap-nhap")
    assert "Nothing has changed" in run("unit", "merge", part.code, "--into", "05443").output
    with place.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all() == ["unit.planned", "unit.planned"]
        assert AuditEvent.first_broken(db.session()) is None


def test_what_cannot_be_is_said(run: Run, place: Flask) -> None:
    part, into = a_ward(place), a_ward(place)
    with place.app_context(), immediate() as session:
        group = make_group(session, session.merge(part)).code
    for words, why in (
        (("merge", "99998", "--into", into.code), "99998 is no ward of today"),
        (("merge", part.code, "--into", part.code), "cannot receive itself"),
        (("merge", part.code, "--into", into.code, "--on", "2199-01-01"), "still to come"),
        (("merge", part.code, "--into", "12"), "say kind and name"),
        (("merge", part.code, "--into", "99999", "--new", "99999=Tân Lập"), "say kind and name"),
        (("divide", part.code, "--give", f"{into.code}=X9"), f"No groups X9 there, but {group}"),
        (("divide", part.code, "--give", f"{into.code}={group}"), "which ward receives the rest"),
        (("divide", part.code, "--give", f"{into.code}={group}", "--give", f"05443={group}"), "given twice"),
        (("divide", part.code, "--give", group), "no = in it"),
    ):
        done = run("unit", *words)
        assert done.exit_code in (1, 2)
        assert why in done.output, words
    with place.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all() == []
    made = run("unit", "merge", part.code, "--into", "99999", "--new", "99999=xã Tân Lập", "--json")
    assert json.loads(made.stdout)["wards"][0]["title"] == "Xã Tân Lập"
