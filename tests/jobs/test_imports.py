"""A list in the background: killed half-way it goes on with the next row, each row is stored and counted once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.jobs import importing, imports, orders, work
from app.models import ImportRun, ImportState, Job, JobState, Person, ResidentialGroup, Role
from app.web.database import db, immediate
from app.web.kept_files import keep
from tests.analysed import rows_known
from tests.at_once import at_once
from tests.exchange.imports.sheets import text
from tests.factories import make_account, make_course, make_ward

ROWS = [f"Người Thứ {chr(65 + number // 26)}{chr(65 + number % 26)};{1940 + number % 60};Tổ 1" for number in range(250)]
LIST = text("Họ tên;Năm sinh;Tổ", *ROWS, "Thiếu Năm;54;Tổ 1")


def looked_at(app: Flask, kind: str = "people") -> int:
    """A list that was looked at; returns its key."""
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            session.add(ResidentialGroup(unit=ward, code="TDP01", name="Tổ dân phố số 1"))
            account = make_account(session, ward, Role.OFFICER)
            course = make_course(session, ward, seats=100) if kind == "registrations" else None
            run = ImportRun(
                unit_id=ward.id,
                course_id=course.id if course else None,
                kind=kind,
                name="danh sách.csv",
                file="",
                sha256="",
                by_id=account.id,
                created_at=clock.now(),
            )
            run.file = f"{run.public_id}.csv"
            session.add(run)
            session.flush()
            job, run_id = orders.import_look(session, run, by=account.id), run.id
        keep(importing.imports_folder(), run.file, LIST)
        assert work.run(job.id) is None
        return run_id


def ordered(app: Flask, run_id: int) -> int:
    with app.app_context(), immediate() as session:
        run = session.get_one(ImportRun, run_id)
        run.ready()
        return orders.import_take(session, run, by=run.by_id).id


def stands(app: Flask, run_id: int) -> tuple[str, int, int, int, int]:
    with app.app_context():
        run = db.session.get_one(ImportRun, run_id)
        people = db.session.scalar(select(func.count(Person.id)).where(Person.unit_id == run.unit_id)) or 0
        return run.state, run.new, run.known, run.refused, people


def test_looked_at_then_taken_over(own_app: Flask) -> None:
    run_id = looked_at(own_app)
    assert stands(own_app, run_id) == (ImportState.READ, 0, 0, 0, 0)
    with own_app.app_context():
        assert work.run(ordered(own_app, run_id)) is None
    assert stands(own_app, run_id) == (ImportState.DONE, 250, 0, 1, 250)


@pytest.mark.postgresql
@pytest.mark.parametrize("where", ["before the commit", "after it"])
def test_cut_off_half_way_it_goes_on(own_app: Flask, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    run_id = looked_at(own_app)
    job_id = ordered(own_app, run_id)
    calls = []

    def dies(whole: Callable[..., Any]) -> Callable[..., Any]:
        def act(*given: Any, **more: Any) -> Any:
            calls.append(given)
            if len(calls) == 2:
                raise KeyboardInterrupt  # nothing catches it, as nothing catches a kill
            return whole(*given, **more)

        return act

    with monkeypatch.context() as cut:
        if where == "before the commit":
            cut.setattr(imports, "counted", dies(imports.counted))
        else:
            cut.setattr(work.Work, "progress", dies(work.Work.progress))
        with own_app.app_context(), pytest.raises(KeyboardInterrupt):
            work.run(job_id)
    assert stands(own_app, run_id) == (ImportState.READ, 100, 0, 0, 100)
    with own_app.app_context():
        assert work.run(job_id) is None
        run = db.session.get_one(ImportRun, run_id)
        told = imports.read_results(importing.imports_folder(), run.fates or "")
        assert rows_known("person") == 250
    assert stands(own_app, run_id) == (ImportState.DONE, 250, 0, 1, 250)
    assert [each.number for each in told] == list(range(2, 253))


def test_called_off_it_keeps_what_it_has_and_goes_on_when_asked_again(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = looked_at(own_app)
    job_id = ordered(own_app, run_id)
    whole = imports.counted

    def called_off(told: Any) -> Any:
        stopping.set()
        return whole(told)

    stopping = threading.Event()
    with monkeypatch.context() as while_it_ends:
        while_it_ends.setattr(imports, "counted", called_off)
        while_it_ends.setattr(work, "_stopping", [stopping])
        with own_app.app_context():
            work.run(job_id)
    with own_app.app_context():
        assert db.session.get_one(Job, job_id).state == JobState.QUEUED
    assert stands(own_app, run_id)[1] == 100
    with own_app.app_context():
        work.run(job_id)
    assert stands(own_app, run_id) == (ImportState.DONE, 250, 0, 1, 250)


@pytest.mark.postgresql
def test_two_lists_of_the_same_people_at_once_make_nobody_twice(own_app: Flask) -> None:
    run_id = looked_at(own_app)
    with own_app.app_context(), immediate() as session:
        first = session.get_one(ImportRun, run_id)
        second = ImportRun(
            unit_id=first.unit_id,
            kind="people",
            name="danh sách.csv",
            file=first.file,
            sha256="",
            by_id=first.by_id,
            created_at=clock.now(),
        )
        second.columns, second.state, second.rows = first.columns, first.state, first.rows
        session.add(second)
        session.flush()
        other_id = second.id
    jobs = [ordered(own_app, each) for each in (run_id, other_id)]

    def perform(job_id: int) -> float | None:
        with own_app.app_context():
            return work.run(job_id)

    assert at_once([lambda job_id=job_id: perform(job_id) for job_id in jobs]) == [None, None]  # type: ignore[misc]
    one, other = stands(own_app, run_id), stands(own_app, other_id)
    assert (one[1] + other[1], one[4]) == (250, 250)
    assert one[1] + one[2] == other[1] + other[2] == 250


def test_a_course_fills_up_from_a_list(own_app: Flask) -> None:
    run_id = looked_at(own_app, "registrations")
    with own_app.app_context():
        work.run(ordered(own_app, run_id))
        run = db.session.get_one(ImportRun, run_id)
        course = run.course
        assert course is not None
        assert (course.seated, course.last_position) == (100, 150)
    assert stands(own_app, run_id)[:4] == (ImportState.DONE, 250, 0, 1)
