"""Whom somebody registered today: seen by them, taken back by them, until midnight; the note to print."""

from datetime import timedelta

import pytest

from app.jobs import queue
from app.models import Course, Job, Registration, RegistrationState, Role
from app.web.database import db, immediate
from tests.factories import make_registration
from tests.routes.counter.conftest import Desk
from tests.routes.counter.test_registrations import form_page, open_class, press
from tests.statements import counted


def test_the_day_begins_with_an_empty_list_that_leads_on(desk: Desk) -> None:
    page = desk.as_(Role.GROUP_HEAD).get("/quay/dang-ky-ho/hom-nay")
    assert "Hôm nay anh chị chưa ghi tên ai" in page.text
    assert page.follow("Ghi tên một người").h1 == "Ghi tên"


def test_a_mistake_is_taken_back_and_the_next_moves_up(desk: Desk) -> None:
    open_class(desk, seats=1)
    pages = desk.as_(Role.COUNTER)
    done = press(form_page(pages), residential_group=desk.group.code)
    with desk.app.app_context(), immediate() as session:
        waiting = make_registration(session, session.scalars(Course.called("DEM1")).one(), "Chu Thị Pjảo").id

    assert "Hôm nay đã ghi 1" in pages.get("/quay/dang-ky-ho").text
    page = done.form(action="/huy").submit()

    assert "Hôm nay đã ghi" not in pages.get("/quay/dang-ky-ho").text
    assert "Đã bỏ tên Nguyễn Thị Hoa" in page.text
    assert "Chu Thị Pjảo đã lên chỗ. Anh chị gọi báo giúp." in page.text
    assert "Hôm nay đã ghi tên 0 người" in page.text
    assert [seat.state for seat in desk.made(Role.COUNTER)] == [RegistrationState.CANCELLED]
    with desk.app.app_context():
        assert db.session.get_one(Registration, waiting).state != RegistrationState.CANCELLED
    [act] = desk.acts("registration.ended")
    assert act.account_id == desk.accounts[Role.COUNTER].id
    assert done.form(action="/huy").submit().h1 == "Hôm nay đã ghi tên 0 người"
    assert len(desk.acts("registration.ended")) == 1


def test_only_who_did_it_takes_it_back_and_only_today(desk: Desk) -> None:
    open_class(desk)
    done = press(form_page(desk.as_(Role.COUNTER)), residential_group=desk.group.code)
    for role, status in ((Role.GROUP_HEAD, 404), (Role.AMBASSADOR, 404), (Role.OFFICER, 200)):
        desk.as_(role).get(done.address, status=status)
    officer = desk.as_(Role.OFFICER).get(done.address)
    assert "Ghi nhầm?" not in officer.text
    assert len(desk.acts("registration.viewed")) == 2
    with desk.app.app_context(), immediate() as session:
        [seat] = session.query(Registration).all()
        seat.created_at -= timedelta(days=1)
    done.form(action="/huy").submit(status=404)
    assert "Hôm nay anh chị chưa ghi tên ai" in desk.as_(Role.COUNTER).get("/quay/dang-ky-ho/hom-nay").text


@pytest.mark.parametrize("button", ["In giấy hẹn", "In giấy hẹn cho 1 người"])
def test_the_paper_note_is_ordered_and_awaited(desk: Desk, button: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    open_class(desk)
    pages = desk.as_(Role.GROUP_HEAD)
    done = press(form_page(pages))
    page = done if button == "In giấy hẹn" else pages.get("/quay/dang-ky-ho/hom-nay")

    waiting = page.form(button=button).submit()

    assert waiting.address.startswith("/quay/viec/")
    with desk.app.app_context():
        [job] = db.session.query(Job).all()
        [seat] = desk.made(Role.GROUP_HEAD)
        assert (job.kind, job.given["registrations"]) == ("paper_note", str(seat.id))
    desk.as_(Role.COUNTER).get(waiting.address, status=404)


def test_the_day_asks_as_often_however_many_people(desk: Desk) -> None:
    open_class(desk)
    pages = desk.as_(Role.COUNTER)
    page = press(form_page(pages), residential_group=desk.group.code)
    pages.get("/quay/dang-ky-ho/hom-nay")
    with counted() as few:
        pages.get("/quay/dang-ky-ho/hom-nay")
    for number in range(5):
        press(page.follow("Đăng ký người nữa"), full_name=f"Lê Văn Thử {number}", residential_group=desk.group.code)
    with counted() as many:
        pages.get("/quay/dang-ky-ho/hom-nay")
    assert len(few) == len(many), many
