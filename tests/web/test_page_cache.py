"""Pages drawn once: the same for everybody but for what is theirs, and never older than the last write."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, inspect, update
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import AdministrativeUnit, Course, CourseState, Lesson, PageVersion, Place, ResidentialGroup, WhoSees
from app.models.learning.course import course_group
from app.web.database import db, immediate
from app.web.database.triggers import UNSEEN, WATCHED, put_up, take_down
from app.web.page_cache import PageCache
from tests.factories import make_group, make_place, make_registration, make_ward
from tests.pages import Pages
from tests.registering import open_course
from tests.rows import triggers
from tests.statements import counted

OURS = re.compile(r'name="(csrf_token|submission)"[^>]*value="([^"]+)"')


def marks(page: str) -> dict[str, str]:
    """What of a page is the visitor's own."""
    return dict(OURS.findall(page))


def test_a_class_is_drawn_once_and_each_visitor_has_a_form_of_their_own(app: Flask) -> None:
    open_course(app)
    first, second = app.test_client(), app.test_client()
    with counted() as to_draw:
        drawn = first.get("/l/DEM1").text
    with counted() as to_hand_out:
        handed_out = second.get("/l/DEM1").text

    assert len(to_hand_out) == 1 < len(to_draw)
    assert OURS.sub("", drawn) == OURS.sub("", handed_out)
    assert set(marks(drawn)) == {"csrf_token", "submission"}
    assert not set(marks(drawn).values()) & set(marks(handed_out).values())


def test_seats_are_counted_on_each_request(app: Flask, client: FlaskClient) -> None:
    course = open_course(app, seats=2)

    def someone_more() -> str:
        with app.app_context(), immediate() as session:
            make_registration(session, session.get_one(Course, course.id))
        return client.get("/l/DEM1").text

    assert "Còn 2 chỗ" in client.get("/l/DEM1").text
    assert "Còn 1 chỗ" in someone_more()
    assert "Đã đủ, đăng ký chờ" in someone_more()


def said(client: FlaskClient) -> str:
    """The page of the class, as it reads."""
    return client.get("/l/DEM1").text.replace("\xa0", " ")


def course_of(session: Session) -> Course:
    return session.query(Course).one()


def rename(session: Session) -> str:
    course_of(session).title = "Bình dân học số – Túc Duyên"
    return "Bình dân học số – Túc Duyên"


def rename_in_bulk(session: Session) -> str:
    session.execute(update(Course).values(title="Bình dân học số – Gia Sàng"))
    return "Bình dân học số – Gia Sàng"


def move_the_lesson(session: Session) -> str:
    for lesson in session.query(Lesson):
        lesson.ends_at = lesson.starts_at + timedelta(minutes=17)
    return formats.time_range(lesson.starts_at, lesson.ends_at)


def move_the_place(session: Session) -> str:
    session.execute(update(Place).values(name="Trường Gia Sàng"))
    return "Trường Gia Sàng"


def new_group(session: Session) -> str:
    unit = session.query(AdministrativeUnit).filter_by(id=course_of(session).unit_id).one()
    make_group(session, unit, "Tổ dân phố Mới Lập")
    return "Mới Lập"


def end_of_a_group(session: Session) -> str:
    session.execute(update(ResidentialGroup).values(name="Tổ dân phố Đổi Tên"))
    return "Đổi Tên"


def new_telephone(session: Session) -> str:
    session.execute(update(AdministrativeUnit).values(phone="+842083855777"))
    return "0208 3855 777"


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "write",
    [rename, rename_in_bulk, move_the_lesson, move_the_place, new_group, end_of_a_group, new_telephone],
    ids=lambda write: write.__name__,
)
def test_no_page_is_older_than_the_last_write(app: Flask, client: FlaskClient, write: Callable[[Session], str]) -> None:
    with app.app_context(), immediate() as session:
        place = make_place(session, make_ward(session), "Nhà văn hóa Túc Duyên")
        unit = place.unit
    open_course(app, ward=unit, place=place)
    before = said(client)

    with app.app_context(), immediate() as session:
        told = write(session)

    assert told not in before
    assert told in said(client)


@pytest.mark.postgresql
def test_a_write_that_is_undone_makes_nothing_newer_and_each_ward_has_its_own_version(app: Flask) -> None:
    mine = open_course(app)
    with app.app_context(), immediate() as session:
        other = make_ward(session, "05435")
    with app.app_context():
        before = {row.unit_id: row.version for row in db.session.scalars(db.select(PageVersion))}
        with immediate() as session:
            session.execute(update(Course).values(title="Khác"))
            session.rollback()
        with immediate() as session:
            session.execute(insert(course_group).values(course_id=mine.id, residential_group_id=mine_group(session)))
            session.execute(delete(course_group))
            session.execute(update(Course).values(seated=Course.seated, last_position=7))
        db.session.expire_all()
        after = {row.unit_id: row.version for row in db.session.scalars(db.select(PageVersion))}
    assert after[mine.unit_id] == before[mine.unit_id] + 2
    assert after[other.id] == before[other.id]


def mine_group(session: Session) -> int:
    return session.query(ResidentialGroup).first().id


@pytest.mark.postgresql
def test_the_triggers_stand_as_they_are_declared(app: Flask) -> None:
    """Whoever adds a column to a page adds it here, or says that no page shows it."""
    with app.app_context(), immediate() as session:
        connection = session.connection()
        stood = triggers(connection)
        take_down(connection)
        assert len(triggers(connection)) < len(stood)
        put_up(connection)
        assert triggers(connection) == stood
        session.rollback()


def test_the_home_is_drawn_once_until_somebody_gets_a_seat_and_never_for_who_holds_a_ticket(
    app: Flask, client: FlaskClient
) -> None:
    course = open_course(app, seats=2)
    client.get("/")
    with counted() as statements:
        assert "Còn 2 chỗ" in client.get("/").text
    assert len(statements) == 2
    with app.app_context(), immediate() as session:
        token = make_registration(session, session.get_one(Course, course.id)).ticket.token
    assert "Còn 1 chỗ" in client.get("/").text
    client.set_cookie(f"lopso_ticket_{token[:6]}", token)
    assert "Phiếu đi học của bác" in client.get("/").text
    client.delete_cookie(f"lopso_ticket_{token[:6]}")
    assert "Phiếu đi học của bác" not in client.get("/").text


@pytest.mark.parametrize("page", ["/l/DEM1", "/"])
def test_a_page_kept_reads_no_table_that_nobody_watches(app: Flask, client: FlaskClient, page: str) -> None:
    open_course(app)
    with counted() as statements:
        client.get(page)
    read = {table for text in statements for table in re.findall(r"(?:FROM|JOIN) (\w+)", text)}
    assert read - {"page_version"} <= set(WATCHED)
    assert {"course", "lesson", "residential_group"} <= read
    with app.app_context():
        columns = {table: {each["name"] for each in inspect(db.engine).get_columns(table)} for table in UNSEEN}
    assert all(unseen <= columns[table] for table, unseen in UNSEEN.items())


def test_an_hour_that_comes_changes_the_page(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    opens = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=30)
    open_course(app, registration_opens_at=opens)
    assert "Đăng ký học" not in client.get("/l/DEM1").text
    monkeypatch.setattr(clock, "now", lambda: opens)
    assert "Đăng ký học" in client.get("/l/DEM1").text


def test_large_letters_and_hidden_classes_keep_what_is_theirs(app: Flask, pages: Pages, client: FlaskClient) -> None:
    open_course(app, who_sees=WhoSees.LINK)
    assert [client.get("/l/DEM1").headers["X-Robots-Tag"] for _turn in range(2)] == ["noindex, nofollow"] * 2
    client.set_cookie("co_chu", "3")
    assert 'data-text="3"' in client.get("/l/DEM1").text
    client.delete_cookie("co_chu")
    assert 'data-text="1"' in client.get("/l/DEM1").text


def test_a_class_that_is_called_off_is_not_handed_out_again(app: Flask, client: FlaskClient) -> None:
    course = open_course(app)
    assert client.get("/l/DEM1").status_code == 200
    with app.app_context(), immediate() as session:
        session.get_one(Course, course.id).state = CourseState.CANCELLED
    assert client.get("/l/DEM1").status_code == 410


def test_the_least_asked_for_goes_where_there_is_no_room() -> None:
    from app.web.page_cache import _Drawn

    cache = PageCache(most_bytes=100)
    for place in ("a", "b"):
        cache.keep(place, _Drawn(1, ("x" * 20,), ()))
    assert cache.find("a", 1)
    cache.keep("c", _Drawn(1, ("x" * 20,), ()))
    assert (cache.find("b", 1), bool(cache.find("a", 1)), bool(cache.find("c", 1))) == (None, True, True)
    assert cache.find("a", 2) is None
