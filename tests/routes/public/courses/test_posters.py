"""/l/<code>/poster.pdf: drawn by the worker, served as a file, and drawn again when it was lost."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.jobs import orders
from app.models import Course, Job, JobState
from app.web.database import db, immediate
from tests.pages import Pages
from tests.registering import open_course

posters = import_module("app.routes.public.courses.posters")  # the package's own `posters` is the blueprint
ADDRESS = "/l/DEM1/poster.pdf"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs handed to the worker, who is out; and nobody waits long."""
    handed: list[int] = []
    monkeypatch.setattr(posters, "enqueue", handed.append)
    monkeypatch.setattr(posters, "SECONDS", 0.05)
    return handed


def ask_for(app: Flask, course: Course, state: JobState = JobState.QUEUED) -> int:
    """What the office does when it publishes a class."""
    with app.app_context(), immediate() as session:
        job = orders.poster(session, session.get_one(Course, course.id), by=None)
        if state == JobState.FAILED:
            job.give_up(state, "hỏng", now=clock.now())
        return job.id


def draw(app: Flask, job_id: int, content: bytes = b"%PDF-1.7 ap phich") -> Path:
    """What the worker does: the file first, then the row."""
    with app.app_context(), immediate() as session:
        path: Path = app.extensions["settings"].data_dir / "papers" / "posters" / f"{job_id}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        session.get_one(Job, job_id).finish(result=f"posters/{job_id}.pdf", now=clock.now())
    return path


def jobs(app: Flask) -> list[Job]:
    """All jobs, in the order they were asked for."""
    with app.app_context():
        return list(db.session.scalars(select(Job).order_by(Job.id)))


def test_a_drawn_poster_is_a_file(app: Flask, client: FlaskClient) -> None:
    draw(app, ask_for(app, open_course(app)))

    with client.get(ADDRESS) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data == b"%PDF-1.7 ap phich"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Disposition"] == "inline; filename=ap-phich-DEM1.pdf"


def test_one_that_is_being_drawn_asks_to_come_again(app: Flask, pages: Pages) -> None:
    ask_for(app, open_course(app))

    page = pages.get(ADDRESS, status=503)

    assert page.h1 == "Áp phích đang được vẽ"
    assert page.response.headers["Retry-After"] == "5"
    assert page.links()["Mở lại"] == ADDRESS


def test_whoever_waits_gets_it_as_soon_as_it_is_drawn(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask_for(app, open_course(app))
    before = posters.wait

    def drawn_meanwhile(public_id: str, seconds: float) -> Job:
        db.session.rollback()
        draw(app, job_id)
        return before(public_id, seconds)

    monkeypatch.setattr(posters, "wait", drawn_meanwhile)
    with client.get(ADDRESS) as answer:
        assert answer.status_code == 200


def test_only_one_request_waits_and_the_others_are_told_at_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(app, open_course(app))
    monkeypatch.setattr(posters, "wait", lambda *_: pytest.fail("a second thread waits"))
    with posters._waiting:
        assert client.get(ADDRESS).status_code == 503


def test_a_changed_class_does_not_hand_out_its_old_poster(app: Flask, client: FlaskClient) -> None:
    course = open_course(app)
    draw(app, ask_for(app, course))
    with app.app_context(), immediate() as session:
        session.get_one(Course, course.id).version += 1
    assert client.get(ADDRESS).status_code == 503


@pytest.mark.parametrize("how", ["never asked for", "failed", "file lost"])
def test_a_poster_that_is_not_there_can_be_asked_for(
    app: Flask, client: FlaskClient, asked: list[int], how: str
) -> None:
    course = open_course(app)
    if how == "failed":
        ask_for(app, course, JobState.FAILED)
    if how == "file lost":
        draw(app, ask_for(app, course)).unlink()
    pages = Pages(client)

    page = pages.get(ADDRESS, status=503)
    assert page.h1 == "Chưa có áp phích"
    assert page.response.headers["Retry-After"] == "60"
    assert asked == []  # a GET asks nobody for anything

    again = page.form(button="Vẽ áp phích").submit(status=503)
    assert again.h1 == "Áp phích đang được vẽ"
    assert asked == [jobs(app)[-1].id]
    draw(app, asked[0])
    with client.get(ADDRESS) as answer:
        assert answer.status_code == 200


def test_each_size_is_a_poster_of_its_own_and_no_other_is_there(
    app: Flask, client: FlaskClient, asked: list[int]
) -> None:
    draw(app, ask_for(app, open_course(app)))
    page = Pages(client).get(f"{ADDRESS}?kho=A5", status=503)
    page.form(button="Vẽ áp phích").submit(status=503)
    draw(app, asked[0])

    with client.get(f"{ADDRESS}?kho=A5") as answer:
        assert (answer.status_code, answer.headers["Content-Disposition"]) == (
            200,
            "inline; filename=ap-phich-DEM1-a5.pdf",
        )
    assert jobs(app)[-1].given["size"] == "A5"
    assert client.get(f"{ADDRESS}?kho=A0").status_code == 404


def test_asking_twice_draws_once(app: Flask, client: FlaskClient, asked: list[int]) -> None:
    open_course(app)
    form = Pages(client).get(ADDRESS, status=503).form(button="Vẽ áp phích")

    for _ in range(3):
        assert client.post(ADDRESS, data=form.fields).status_code == 303
    assert len(jobs(app)) == 1

    draw(app, asked[0])
    assert client.post(ADDRESS, data=form.fields).status_code == 303
    assert len(jobs(app)) == 1


def test_a_class_that_is_over_has_no_poster(app: Flask, client: FlaskClient, asked: list[int]) -> None:
    open_course(app, code="CON")
    open_course(app, first=clock.now() - timedelta(weeks=9))
    token = Pages(client).get("/l/CON").form(button="Đăng ký học").fields["csrf_token"]

    assert client.get(ADDRESS).status_code == 410
    assert client.post(ADDRESS, data={"csrf_token": token}).status_code == 410
    assert asked == []
