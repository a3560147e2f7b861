"""At night whoever was not seen for 24 months is erased; who came since, serves, or is held back is not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.country import clock
from app.jobs import forgetting
from app.models import DoorHelper, ErasingHold, Job, LessonPhoto, Person, Registration, ShiftNote, SignIn
from app.registers.papers import PAPERS
from app.registers.personal_data.emptying import GONE, NAMELESS
from app.registers.personal_data.obstacles import due
from app.web.database import db, immediate
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_person,
    make_registration,
    make_sign_in,
    make_ward,
)

YEARS = timedelta(days=733)


@pytest.fixture
def papers(app: Flask) -> Iterator[Path]:
    """Where papers lie; within an app context."""
    with app.app_context():
        yield app.extensions["settings"].data_dir / "papers"


def names() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Person.full_name)))


def test_who_was_last_seen_24_months_ago_is_erased(app: Flask, papers: Path) -> None:
    with immediate() as session:
        ward = make_ward(session)
        make_attended_course(session, ward, people=2)
        make_person(session, ward, "Vàng Thị Xuyến", 1951)
    before = names()
    with clock.shifted(YEARS - timedelta(days=10)):
        assert forgetting.erase_due(clock.now()) == 0
        assert names() == before
        with immediate() as session:
            make_person(session, ward, "Hà Văn Én", 1960)
    with clock.shifted(YEARS):
        assert forgetting.erase_due(clock.now()) == 3
        assert names() == [NAMELESS] * 3 + ["Hà Văn Én"]
        assert forgetting.erase_due(clock.now()) == 0


def test_who_is_held_back_stays_until_the_day_is_over(app: Flask, papers: Path) -> None:
    with immediate() as session:
        ward = make_ward(session)
        officer = make_account(session, ward)
        person = make_person(session, ward, "Vàng Thị Xuyến", 1951)
    with clock.shifted(YEARS):
        with immediate() as session:
            today = clock.today()
            said = {"reason": "Đang trả lời đơn", "until": today + timedelta(days=30)}
            ErasingHold.place(session, session.merge(person), **said, by_id=officer.id, now=clock.now(), today=today)
        assert forgetting.erase_due(clock.now()) == 0
    with clock.shifted(YEARS + timedelta(days=31)):
        assert forgetting.erase_due(clock.now()) == 1
        assert db.session.scalars(select(ErasingHold.reason)).all() == [GONE]


def test_papers_that_name_people_go_with_them(app: Flask, papers: Path) -> None:
    with immediate() as session:
        ward = make_ward(session)
        make_person(session, ward)
    with clock.shifted(YEARS):
        with immediate() as session:
            job = Job.ask(session, "help_log", {}, title="Sổ", unit_id=ward.id, asked_by_id=None, now=clock.now())
            job.finish(result=f"{PAPERS['help_log'].folder}/x/{job.public_id}.pdf", now=clock.now())
        file = papers / str(job.result)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"%PDF-")
        assert forgetting.erase_due(clock.now()) == 1
        assert not file.exists()


def test_only_at_night_and_what_was_logged_goes_after_a_year(app: Flask, papers: Path) -> None:
    settings = app.extensions["settings"]
    with immediate() as session:
        ward = make_ward(session)
        account = make_account(session, ward)
        make_sign_in(session, account)
        lesson = make_course(session, ward).lessons[0]
        session.add(DoorHelper(lesson=lesson, name="Lan, đoàn thanh niên", made_by=account, made_at=clock.now()))
        session.flush()
    noon = clock.at_local(clock.today() + timedelta(days=500), 12)
    assert forgetting.go(settings, noon) == 0
    assert db.session.scalars(select(SignIn)).all()
    db.session.rollback()
    assert forgetting.go(settings, noon + timedelta(hours=14)) == 0
    assert db.session.scalars(select(SignIn)).all() == []
    assert db.session.scalars(select(DoorHelper.name)).all() == [GONE]
    assert db.session.scalars(select(ShiftNote.text)).all() == []


def test_what_help_was_asked_for_goes_a_month_after_a_class_that_nobody_closed(app: Flask, papers: Path) -> None:
    with immediate() as session:
        ward = make_ward(session)
        over, going_on = make_attended_course(session, ward), make_course(session, ward)
        session.flush()
        make_registration(session, going_on, "Lê Thị Nở")
        session.execute(update(Registration).values(needs="hear"))
        last = max(lesson.ends_at for lesson in over.lessons)
        keys = over.id, going_on.id
    night = clock.at_local(clock.local(last).date() + timedelta(days=31), 2)

    forgetting.go(app.extensions["settings"], night)

    for key, left in zip(keys, ({""}, {"hear"}), strict=True):
        assert set(db.session.scalars(select(Registration.needs).where(Registration.course_id == key))) == left


def test_pictures_go_24_months_after_the_lesson(app: Flask, papers: Path) -> None:
    photos = papers.parent / "photos"
    photos.mkdir(exist_ok=True)
    (photos / "a.jpg").write_bytes(b"JPEG")
    with immediate() as session:
        lesson = make_attended_course(session, make_ward(session)).lessons[0]
        said = {"kind": "board", "file": "a.jpg", "sha256": "0" * 64, "width": 4, "height": 3, "by_id": None}
        session.add(LessonPhoto(lesson_id=lesson.id, **said, at=clock.now()))
    assert forgetting.forget_photos(clock.now()) == 0
    assert forgetting.forget_photos(clock.now() + YEARS) == 1
    assert not (photos / "a.jpg").exists()
    assert db.session.scalars(select(LessonPhoto)).one().removed_at is not None


def test_a_lesson_since_then_keeps_them_on_file(app: Flask, papers: Path) -> None:
    with immediate() as session:
        ward = make_ward(session)
        make_person(session, ward, "Vàng Thị Xuyến", 1951)
    with clock.shifted(YEARS):
        with immediate() as session:
            make_attended_course(session, session.merge(ward), people=1)
        assert [each.full_name for each in db.session.scalars(due(clock.today()))] == ["Vàng Thị Xuyến"]
